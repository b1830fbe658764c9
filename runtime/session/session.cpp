// SPDX-License-Identifier: Apache-2.0
// A session's input, steps and life, see session.hpp. Reading and writing values:
// session_values.cpp.
#include "runtime/session/session.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/device/devices.hpp"
#include "runtime/session/checkpoint.hpp"
#include "spec/image/core_view.hpp"
#include "spec/image/error.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::runtime {

namespace {

using spec::Csr;
using spec::Region;
using spec::StreamKind;

constexpr unsigned receptor_shift = 14;  // of a DRIVE word's index
constexpr std::uint32_t core_y_shift = 6;
constexpr std::uint32_t core_x_mask = 0x3f;
constexpr int lowest_payload = std::numeric_limits<std::int16_t>::min();
constexpr int highest_payload = std::numeric_limits<std::int16_t>::max();

template <class Items>
std::uint32_t index_of(const Items& items, std::string_view name, const char* what) {
    std::string names;
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        if (items[i].name == name) return i;
        names += (i == 0 ? "" : ", ") + items[i].name;
    }
    throw SessionError(what, "'" + std::string(name) + "'",
                       names.empty() ? "none: the image has no such" : "one of " + names);
}

std::int16_t payload_of(int payload, const std::string& place) {
    if (payload < lowest_payload || payload > highest_payload)
        throw SessionError(place, std::to_string(payload), "a payload of 16 bits");
    return static_cast<std::int16_t>(payload);
}

// The weights that arrive at a receptor: all have one scale, because they meet in one sum.
const image::Variable* weight_at(const image::Image& image, std::uint32_t population,
                                 std::uint32_t receptor) {
    for (const image::Projection& p : image.projections) {
        if (p.post != population || p.synapses.empty()) continue;
        const image::Synapse& s = p.synapses.front();
        const image::Core& core = image.cores[s.core];
        const std::uint32_t lanes = spec::find_configuration(image.configuration)->lanes;
        const auto word =
            image::unpack_at<spec::SynapseWord>(core, Region::Synapse, s.address * lanes + s.lane);
        const std::uint32_t slots = image::control_of(core).four_receptors ? 32 : 64;
        if (word.slot / slots == receptor) return &p.weight;
    }
    return nullptr;
}

spec::StreamWord stream_word(StreamKind kind, std::uint16_t core, std::uint32_t index,
                             std::int16_t payload) {
    return {.kind = static_cast<std::uint8_t>(kind),
            .step = 0,
            .core = core,
            .index = static_cast<std::uint16_t>(index),
            .payload = payload};
}

}  // namespace

Session::Session(Device device, image::Image image)
    : device_(std::move(device)), image_(std::move(image)) {
    device_->load(image_);
    names_.assign(image_.cores.size(), std::vector<Named>(device_->configuration().neurons));
    for (std::uint32_t p = 0; p < image_.populations.size(); ++p) {
        const auto& locations = image_.populations[p].neurons;
        for (std::uint32_t i = 0; i < locations.size(); ++i)
            names_[locations[i].core][locations[i].index] = {p, i, true};
    }
    now_ = step_of(*device_);
}

std::uint32_t Session::population(std::string_view name) const {
    return index_of(image_.populations, name, "population");
}

std::uint32_t Session::projection(std::string_view name) const {
    return index_of(image_.projections, name, "projection");
}

const image::Modulator& Session::modulator(std::string_view name) const {
    return image_.modulators[index_of(image_.modulators, name, "modulator")];
}

const image::Population& Session::neurons(std::string_view name) const {
    const image::Population& p = image_.populations[population(name)];
    if (p.kind != image::PopulationKind::Neuron)
        throw SessionError("population " + p.name, "inputs", "neurons");
    return p;
}

std::uint64_t Session::step_at(std::int64_t offset, const char* what) const {
    if (offset < 0)
        throw SessionError(what, "step " + std::to_string(offset) + " from now, in the past",
                           "a step to come");
    if (static_cast<std::uint64_t>(offset) >= step_limit - now_)
        throw SessionError(what, "step " + std::to_string(offset) + " from now",
                           "a step below " + std::to_string(step_limit));
    return now_ + static_cast<std::uint64_t>(offset);
}

bool Session::inject(std::string_view name, std::uint32_t element, std::int64_t offset,
                     int payload) {
    return inject(Event{step_at(offset, "inject"), population(name), element,
                        payload_of(payload, "inject, payload")});
}

bool Session::inject(const Event& event) {
    if (event.population >= image_.populations.size())
        throw SessionError("inject, population", std::to_string(event.population),
                           "below " + std::to_string(image_.populations.size()));
    const image::Population& p = image_.populations[event.population];
    if (p.kind != image::PopulationKind::Input)
        throw SessionError("inject, population " + p.name, "neurons", "an input population");
    if (event.element >= p.size)
        throw SessionError("inject, element of " + p.name, std::to_string(event.element),
                           "below " + std::to_string(p.size));
    if (event.step < now_)
        throw SessionError("inject", "step " + std::to_string(event.step) + ", in the past",
                           "at least " + std::to_string(now_));
    if (event.step >= step_limit)
        throw SessionError("inject", "step " + std::to_string(event.step),
                           "below " + std::to_string(step_limit));
    for (const image::Location& axon : p.axons[event.element])
        if (!input_.add(event.step,
                        stream_word(StreamKind::Spike, image::core_address(image_, axon.core),
                                    axon.index, event.payload))) {
            ++refused_;
            return false;
        }
    return true;
}

void Session::inject(std::span<const Event> events) {
    for (const Event& event : events) inject(event);
}

const image::Location& Session::driven(const image::Population& p, std::uint32_t element,
                                       std::uint32_t receptor) const {
    if (element >= p.size)
        throw SessionError("drive, element of " + p.name, std::to_string(element),
                           "below " + std::to_string(p.size));
    const image::Location& at = p.neurons[element];
    const bool four = image::control_of(image_.cores[at.core]).four_receptors;
    if (receptor >= (four ? 4U : 2U))
        throw SessionError("drive, receptor", std::to_string(receptor),
                           four ? "below 4" : "below 2");
    return at;
}

void Session::raw_drive(std::string_view name, std::uint32_t element, std::uint32_t receptor,
                        int words, std::int64_t offset) {
    const image::Location& at = driven(neurons(name), element, receptor);
    input_.add(
        step_at(offset, "drive"),
        stream_word(StreamKind::Drive, image::core_address(image_, at.core),
                    receptor << receptor_shift | at.index, payload_of(words, "drive, value")));
}

void Session::drive(std::string_view name, std::uint32_t element, std::uint32_t receptor,
                    double value, std::int64_t offset) {
    driven(neurons(name), element, receptor);
    const image::Variable* weight = weight_at(image_, population(name), receptor);
    const std::string place = "drive " + std::string(name);
    if (weight == nullptr)
        throw SessionError(place, "receptor " + std::to_string(receptor) + ", without synapses",
                           "one with synapses, whose weights give the unit");
    const double words = std::nearbyint(value / weight->scale);
    if (!(words >= lowest_payload && words <= highest_payload))
        throw SessionError(place, image::short_text(value),
                           image::short_text(lowest_payload * weight->scale) + " to " +
                               image::short_text(highest_payload * weight->scale) + ' ' +
                               weight->unit);
    raw_drive(name, element, receptor, static_cast<int>(words), offset);
}

bool Session::modulate(std::string_view name, double value, std::int64_t offset) {
    const image::Modulator& m = modulator(name);
    if (m.channel >= spec::limits::Channels || m.input_scale == 0)
        throw SessionError("modulate " + m.name, "a modulator without input", "one with input");
    const double payload = std::nearbyint(value / m.input_scale);
    const double most = std::min(m.range, highest_payload * m.input_scale);
    if (!(std::abs(value) <= m.range) || payload < lowest_payload || payload > highest_payload)
        throw SessionError("modulate " + m.name, image::short_text(value),
                           image::short_text(-most) + " to " + image::short_text(most) +
                               ", its range is " + image::short_text(m.range));
    const std::uint64_t step = step_at(offset, "modulate");
    if (payload == 0) return value == 0;
    for (std::uint32_t core = 0; core < image_.cores.size(); ++core)
        input_.add(step, stream_word(StreamKind::Modulate, image::core_address(image_, core),
                                     m.channel, static_cast<std::int16_t>(payload)));
    return true;
}

std::span<const Event> Session::step() {
    if (now_ >= step_limit)
        throw SessionError("step", std::to_string(now_), "below " + std::to_string(step_limit));
    const std::vector<spec::StreamWord> words = input_.take(now_);
    device_->step(words, output_);
    convert(output_);
    ++now_;
    return spikes_;
}

void Session::convert(std::span<const spec::StreamWord> words) {
    spikes_.clear();
    for (const spec::StreamWord& word : words) {
        const std::uint32_t core =
            (word.core >> core_y_shift) * image_.mesh_x + (word.core & core_x_mask);
        const Named& named = names_.at(core).at(word.index);
        if (named.known) spikes_.push_back({now_, named.population, named.element, word.payload});
    }
    std::sort(spikes_.begin(), spikes_.end());
}

std::vector<Event> Session::run(std::uint64_t steps, const Each& each) {
    std::vector<Event> spikes;
    for (std::uint64_t i = 0; i < steps; ++i) {
        step();
        spikes.insert(spikes.end(), spikes_.begin(), spikes_.end());
        if (each) each(*this, spikes_);
    }
    return spikes;
}

std::vector<Event> Session::run_until(const Done& done, std::uint64_t most) {
    std::vector<Event> spikes;
    for (std::uint64_t i = 0; i < most; ++i) {
        step();
        spikes.insert(spikes.end(), spikes_.begin(), spikes_.end());
        if (done(*this, spikes_)) break;
    }
    return spikes;
}

void Session::set_learning(bool on) {
    for (std::uint32_t core = 0; core < device_->cores(); ++core) {
        auto control = spec::ControlWord::unpack(read_register(*device_, core, Csr::Control));
        control.learn = on;
        device_->write(core, Region::Csr, static_cast<std::uint32_t>(Csr::Control), control.pack());
    }
}

bool Session::learning() const {
    return spec::ControlWord::unpack(read_register(*device_, 0, Csr::Control)).learn;
}

void Session::set_seed(std::uint64_t seed) {
    for (std::uint32_t core = 0; core < device_->cores(); ++core) {
        device_->write(core, Region::Csr, static_cast<std::uint32_t>(Csr::SeedLow),
                       seed & 0xffffffffU);
        device_->write(core, Region::Csr, static_cast<std::uint32_t>(Csr::SeedHigh), seed >> 32);
    }
}

// The kept weights travel inside the image that is loaded; the twin's, which are finer than a word,
// are written after it.
void Session::reset(Reset what) {
    image::Image start = image_;
    std::vector<std::vector<double>> real;
    constexpr auto synapses = static_cast<std::size_t>(Region::Synapse);
    if (what == Reset::State) {
        const bool exact = is_exact(*device_);
        for (const image::Projection& p : image_.projections) {
            if (!exact) real.push_back(weights(p.name));
            const std::vector<spec::SynapseWord> words = synapse_words(p);
            for (std::size_t i = 0; i < words.size(); ++i) {
                const image::Synapse& s = p.synapses[i];
                std::uint64_t& stored = start.cores[s.core].region[synapses].at(
                    std::size_t{s.address} * device_->configuration().lanes + s.lane);
                auto word = spec::SynapseWord::unpack(stored);
                word.weight = words[i].weight;
                word.alive = words[i].alive;
                stored = word.pack();
            }
        }
    }
    device_->load(start);
    for (std::size_t i = 0; i < real.size(); ++i) set_weights(image_.projections[i].name, real[i]);
    input_.clear();
    refused_ = 0;
    now_ = step_of(*device_);
}

void Session::checkpoint(const std::filesystem::path& path) const {
    image::write_file(path,
                      to_bytes(Checkpoint{now_, refused_, capture(*device_), input_}, image_));
}

void Session::restore(const std::filesystem::path& path) {
    if (!is_exact(*device_))
        throw SessionError("restore", "device " + std::string(device_->name()),
                           "a device whose state is words: model or rtl");
    Checkpoint c =
        checkpoint_of(image::read_file(path, image::binary_limit), image_, path.string());
    try {
        runtime::restore(*device_, image_, c.state);
    } catch (const image::ImageError& e) {
        throw image::ImageError(path.string(), e.place, e.found, e.expected);
    }
    input_ = std::move(c.input);
    refused_ = c.refused;
    now_ = step_of(*device_);
}

std::vector<CounterValue> Session::counters() const {
    std::vector<CounterValue> values;
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto c = static_cast<spec::Counter>(i);
        const spec::CounterInfo& info = spec::counter_info(c);
        values.push_back({info.name, info.kind, counter(c), info.doc});
    }
    return values;
}

std::uint64_t Session::counter(std::uint32_t core, spec::Counter counter) const {
    if (core >= device_->cores())
        throw SessionError("counter, core", std::to_string(core),
                           "below " + std::to_string(device_->cores()));
    return device_->counter(core, counter);
}

std::uint64_t Session::counter(spec::Counter counter) const {
    if (counter == spec::Counter::Steps) return device_->counter(0, counter);
    std::uint64_t sum = 0;
    for (std::uint32_t core = 0; core < device_->cores(); ++core)
        sum += device_->counter(core, counter);
    return sum;
}

std::vector<Ailment> Session::health() const {
    Counters values{};
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = counter(static_cast<spec::Counter>(i));
    return diagnose(values, refused_);
}

}  // namespace bouton::runtime
