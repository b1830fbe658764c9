// SPDX-License-Identifier: Apache-2.0
// Reading and writing weights, tags, traces and states of a session, see session.hpp.
#include <algorithm>
#include <cmath>
#include <limits>

#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::runtime {

namespace {

using spec::Region;

constexpr unsigned state_bits = 24;

double real_of(double raw, const image::Variable& v) {
    return (raw + v.offset) * v.scale;
}

// The nearest word, or SessionError when the format does not reach that far.
std::int64_t raw_of(double value, const image::Variable& v, unsigned bits,
                    const std::string& place) {
    const double raw = std::nearbyint(value / v.scale - v.offset);
    const double limit = std::ldexp(1.0, static_cast<int>(bits) - 1);
    if (!(raw >= -limit && raw < limit))
        throw SessionError(place, image::short_text(value),
                           image::short_text(real_of(-limit, v)) + " to " +
                               image::short_text(real_of(limit - 1, v)));
    return static_cast<std::int64_t>(raw);
}

const image::Variable& variable(const std::vector<image::Variable>& variables,
                                std::string_view name, const std::string& place) {
    std::string names;
    for (const image::Variable& v : variables) {
        if (v.name == name) return v;
        names += (names.empty() ? "" : ", ") + v.name;
    }
    throw SessionError(place, "'" + std::string(name) + "'",
                       names.empty() ? "none: it has no such variables" : "one of " + names);
}

void require_size(std::size_t found, std::size_t expected, const std::string& place) {
    if (found != expected)
        throw SessionError(place, std::to_string(found) + " values", std::to_string(expected));
}

// Element `number` of a group memory with `per_group` words a lane: word `word` of element `index`.
std::uint32_t group_index(const spec::Configuration& c, std::uint32_t index,
                          std::uint32_t per_group, std::uint32_t word) {
    return (index / c.lanes * per_group + word) * c.lanes + index % c.lanes;
}

}  // namespace

// One block read for each core: the part of its synapse memory that the projection lies in.
std::vector<spec::SynapseWord> Session::synapse_words(const image::Projection& p) const {
    const std::uint32_t lanes = device_->configuration().lanes;
    std::vector<spec::SynapseWord> words(p.synapses.size());
    std::vector<std::uint64_t> memory;
    for (std::uint32_t core = 0; core < image_.cores.size(); ++core) {
        std::uint32_t first = std::numeric_limits<std::uint32_t>::max();
        std::uint32_t last = 0;
        for (const image::Synapse& s : p.synapses) {
            if (s.core != core) continue;
            first = std::min(first, s.address * lanes + s.lane);
            last = std::max(last, s.address * lanes + s.lane);
        }
        if (first > last) continue;
        memory.resize(last - first + 1);
        device_->read_block(core, Region::Synapse, first, memory);
        for (std::size_t i = 0; i < words.size(); ++i) {
            const image::Synapse& s = p.synapses[i];
            if (s.core == core)
                words[i] = spec::SynapseWord::unpack(memory[s.address * lanes + s.lane - first]);
        }
    }
    return words;
}

template <class Change>
void Session::change_synapses(const image::Projection& p, std::size_t count, Change change) {
    require_size(count, p.synapses.size(), "projection " + p.name);
    const std::uint32_t lanes = device_->configuration().lanes;
    std::vector<spec::SynapseWord> words = synapse_words(p);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::uint64_t before = words[i].pack();
        change(words[i], i);
        const image::Synapse& s = p.synapses[i];
        if (words[i].pack() != before)
            device_->write(s.core, Region::Synapse, s.address * lanes + s.lane, words[i].pack());
    }
}

std::vector<std::int16_t> Session::raw_weights(std::string_view name) const {
    std::vector<std::int16_t> values;
    for (const auto& word : synapse_words(image_.projections[projection(name)]))
        values.push_back(word.weight);
    return values;
}

std::vector<double> Session::weights(std::string_view name) const {
    const image::Projection& p = image_.projections[projection(name)];
    std::vector<double> values;
    if (is_exact(*device_)) {
        for (const auto& word : synapse_words(p)) values.push_back(real_of(word.weight, p.weight));
        return values;
    }
    for (const image::Synapse& s : p.synapses)
        values.push_back(
            real_of(device_->read_real(s.core, Region::Synapse,
                                       s.address * device_->configuration().lanes + s.lane),
                    p.weight));
    return values;
}

void Session::set_raw_weights(std::string_view name, std::span<const std::int16_t> values) {
    change_synapses(image_.projections[projection(name)], values.size(),
                    [&](spec::SynapseWord& word, std::size_t i) { word.weight = values[i]; });
}

void Session::set_weights(std::string_view name, std::span<const double> values) {
    const image::Projection& p = image_.projections[projection(name)];
    require_size(values.size(), p.synapses.size(), "projection " + p.name);
    std::vector<std::int16_t> raw;
    for (const double value : values)
        raw.push_back(static_cast<std::int16_t>(
            raw_of(value, p.weight, 16, "projection " + p.name + ", weight")));
    if (is_exact(*device_)) return set_raw_weights(name, raw);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const image::Synapse& s = p.synapses[i];
        device_->write_real(s.core, Region::Synapse,
                            s.address * device_->configuration().lanes + s.lane,
                            values[i] / p.weight.scale - p.weight.offset);
    }
}

std::vector<std::int16_t> Session::raw_tags(std::string_view name) const {
    std::vector<std::int16_t> values;
    for (const auto& word : synapse_words(image_.projections[projection(name)]))
        values.push_back(word.tag);
    return values;
}

std::vector<double> Session::tags(std::string_view name) const {
    const image::Projection& p = image_.projections[projection(name)];
    std::vector<double> values;
    for (const auto& word : synapse_words(p)) values.push_back(real_of(word.tag, p.tag));
    return values;
}

void Session::set_raw_tags(std::string_view name, std::span<const std::int16_t> values) {
    change_synapses(image_.projections[projection(name)], values.size(),
                    [&](spec::SynapseWord& word, std::size_t i) { word.tag = values[i]; });
}

void Session::set_tags(std::string_view name, std::span<const double> values) {
    const image::Projection& p = image_.projections[projection(name)];
    std::vector<std::int16_t> raw;
    for (const double value : values)
        raw.push_back(
            static_cast<std::int16_t>(raw_of(value, p.tag, 16, "projection " + p.name + ", tag")));
    set_raw_tags(name, raw);
}

std::vector<bool> Session::alive(std::string_view name) const {
    std::vector<bool> values;
    for (const auto& word : synapse_words(image_.projections[projection(name)]))
        values.push_back(word.alive);
    return values;
}

// Copies of an axon hold the same trace, so any of an element's axons will do.
std::vector<double> Session::traces(std::string_view name, std::string_view trace) const {
    const image::Projection& p = image_.projections[projection(name)];
    const image::Variable& v = variable(p.traces, trace, "trace of " + p.name);
    std::vector<double> values(image_.populations[p.pre].size);
    std::vector<bool> known(values.size());
    for (const image::Synapse& s : p.synapses) {
        if (known[s.pre]) continue;
        known[s.pre] = true;
        values[s.pre] = real_of(device_->read_real(s.core, Region::AxonState,
                                                   group_index(device_->configuration(), s.axon,
                                                               spec::limits::AxonStates, v.index)),
                                v);
    }
    return values;
}

std::vector<double> Session::states(std::string_view name, std::string_view state) const {
    const image::Population& p = neurons(name);
    const image::Variable& v = variable(p.states, state, "state of " + p.name);
    std::vector<double> values;
    for (const image::Location& l : p.neurons)
        values.push_back(real_of(device_->read_real(l.core, Region::NeuronState,
                                                    group_index(device_->configuration(), l.index,
                                                                spec::limits::States, v.index)),
                                 v));
    return values;
}

void Session::set_states(std::string_view name, std::string_view state,
                         std::span<const double> values) {
    const image::Population& p = neurons(name);
    const image::Variable& v = variable(p.states, state, "state of " + p.name);
    require_size(values.size(), p.size, "population " + p.name);
    std::vector<std::int64_t> raw;
    for (const double value : values)
        raw.push_back(raw_of(value, v, state_bits, "population " + p.name + ", " + v.name));
    const bool exact = is_exact(*device_);
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const image::Location& l = p.neurons[i];
        const std::uint32_t index =
            group_index(device_->configuration(), l.index, spec::limits::States, v.index);
        if (exact)
            device_->write(l.core, Region::NeuronState, index,
                           static_cast<std::uint64_t>(raw[i]) & ((1U << state_bits) - 1));
        else
            device_->write_real(l.core, Region::NeuronState, index, values[i] / v.scale - v.offset);
    }
}

double Session::modulator_value(std::string_view name) const {
    const image::Modulator& m = modulator(name);
    const auto index = static_cast<std::uint32_t>(spec::Csr::Modulator0) + m.channel;
    if (!is_exact(*device_)) return device_->read_real(0, Region::Csr, index) * m.scale;
    return static_cast<std::int32_t>(device_->read(0, Region::Csr, index)) * m.scale;
}

}  // namespace bouton::runtime
