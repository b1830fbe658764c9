// SPDX-License-Identifier: Apache-2.0
// Session's logical state, see logical_state.hpp: each word is found by the image's names.
#include "runtime/session/logical_state.hpp"

#include <array>

#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"
#include "spec/image/core_view.hpp"

namespace bouton::runtime {

namespace {

using spec::Csr;
using spec::Region;

// The words of a network's parts on a chip, in an order that no placement changes.
class Places {
  public:
    Places(const image::Image& image, std::uint32_t lanes) : image_(image), lanes_(lanes) {}

    // Word `word` of a neuron, or of an axon entry, in a memory with `words` of them.
    std::uint32_t word(std::uint32_t index, std::uint32_t words, std::uint32_t word) const {
        return (index / lanes_ * words + word) * lanes_ + index % lanes_;
    }

    std::uint32_t synapse(const image::Synapse& s) const { return s.address * lanes_ + s.lane; }

    bool wide(const image::Projection& p) const { return row_of(p).wide; }

    // Whether anything reads the axon state of its rows: rows that only deliver share axons with
    // others, whose programs leave there what depends on their neighbours.
    bool has_traces(const image::Projection& p) const {
        if (p.synapses.empty()) return false;
        const spec::Descriptor d =
            image::descriptor_at(image_.cores[p.synapses.front().core], row_of(p).descriptor);
        return d.has_main || d.has_post || d.has_sweep || d.has_reward || d.has_deliver ||
               d.gain >= static_cast<unsigned>(spec::Gain::X0);
    }

    std::size_t traces(const image::Projection& p) const {
        return has_traces(p)
                   ? std::size_t{image_.populations[p.pre].size} * spec::limits::AxonStates
                   : 0;
    }

    std::uint32_t lanes() const { return lanes_; }

  private:
    spec::RowWord row_of(const image::Projection& p) const {
        if (p.synapses.empty()) return {};
        const image::Synapse& s = p.synapses.front();
        return image::unpack_at<spec::RowWord>(image_.cores[s.core], Region::Row, s.axon);
    }

    const image::Image& image_;
    std::uint32_t lanes_;
};

constexpr std::array<Csr, 2> seeds = {Csr::SeedLow, Csr::SeedHigh};
constexpr std::array<Csr, 2> steps = {Csr::StepLow, Csr::StepHigh};

std::uint32_t at(Csr csr, std::uint32_t offset = 0) {
    return static_cast<std::uint32_t>(csr) + offset;
}

LogicalState::Population population_of(const DeviceInterface& device, const Places& places,
                                       const image::Population& p) {
    LogicalState::Population result;
    for (const image::Location& n : p.neurons) {
        const auto real = [&](Region region, std::uint32_t words, std::uint32_t word) {
            return device.read_real(n.core, region, places.word(n.index, words, word));
        };
        for (std::uint32_t i = 0; i < spec::limits::States; ++i)
            result.states.push_back(real(Region::NeuronState, spec::limits::States, i));
        for (std::uint32_t i = 0; i < spec::limits::DendriteSlots; ++i)
            result.dendrites.push_back(real(Region::Dendrite, spec::limits::DendriteSlots, i));
        result.sums.push_back(real(Region::NeuronSum, 1, 0));
        result.flags.push_back(
            static_cast<std::uint32_t>(device.read(n.core, Region::NeuronFlag, n.index)));
    }
    return result;
}

LogicalState::Projection projection_of(const DeviceInterface& device, const Places& places,
                                       const image::Projection& p) {
    LogicalState::Projection result;
    const bool wide = places.wide(p);
    const std::uint32_t traces = places.has_traces(p) ? spec::limits::AxonStates : 0;
    result.traces.resize(places.traces(p));
    for (const image::Synapse& s : p.synapses) {
        const std::uint32_t index = places.synapse(s);
        const auto word = spec::SynapseWord::unpack(device.read(s.core, Region::Synapse, index));
        result.weights.push_back(device.read_real(s.core, Region::Synapse, index));
        result.tags.push_back(word.tag);
        result.alive.push_back(word.alive);
        if (wide) {
            const auto second = spec::SynapseWord::unpack(
                device.read(s.core, Region::Synapse, index + places.lanes()));
            result.seconds.push_back(second.weight);
            result.seconds.push_back(second.tag);
        }
        for (std::uint32_t i = 0; i < traces; ++i)
            result.traces[s.pre * spec::limits::AxonStates + i] = device.read_real(
                s.core, Region::AxonState, places.word(s.axon, spec::limits::AxonStates, i));
    }
    return result;
}

void set_population(DeviceInterface& device, const Places& places, const image::Population& p,
                    const LogicalState::Population& state) {
    for (std::size_t e = 0; e < p.neurons.size(); ++e) {
        const image::Location& n = p.neurons[e];
        const auto set = [&](Region region, std::uint32_t words, std::uint32_t word, double value) {
            device.write_real(n.core, region, places.word(n.index, words, word), value);
        };
        for (std::uint32_t i = 0; i < spec::limits::States; ++i)
            set(Region::NeuronState, spec::limits::States, i,
                state.states[e * spec::limits::States + i]);
        for (std::uint32_t i = 0; i < spec::limits::DendriteSlots; ++i)
            set(Region::Dendrite, spec::limits::DendriteSlots, i,
                state.dendrites[e * spec::limits::DendriteSlots + i]);
        set(Region::NeuronSum, 1, 0, state.sums[e]);
        device.write(n.core, Region::NeuronFlag, n.index, state.flags[e]);
    }
}

void set_projection(DeviceInterface& device, const Places& places, const image::Projection& p,
                    const LogicalState::Projection& state) {
    const bool wide = places.wide(p);
    const std::uint32_t traces = places.has_traces(p) ? spec::limits::AxonStates : 0;
    for (std::size_t i = 0; i < p.synapses.size(); ++i) {
        const image::Synapse& s = p.synapses[i];
        const std::uint32_t index = places.synapse(s);
        const auto put = [&](std::uint32_t where, double weight, double tag, bool alive) {
            auto word = spec::SynapseWord::unpack(device.read(s.core, Region::Synapse, where));
            word.weight = static_cast<std::int16_t>(weight);
            word.tag = static_cast<std::int16_t>(tag);
            word.alive = alive;
            device.write(s.core, Region::Synapse, where, word.pack());
        };
        put(index, state.weights[i], state.tags[i], state.alive[i]);
        // The second word's bit is no one's.
        if (wide)
            put(index + places.lanes(), state.seconds[2 * i], state.seconds[2 * i + 1], false);
        for (std::uint32_t k = 0; k < traces; ++k)
            device.write_real(s.core, Region::AxonState,
                              places.word(s.axon, spec::limits::AxonStates, k),
                              state.traces[s.pre * spec::limits::AxonStates + k]);
    }
}

// Whether the state is one of this network.
bool fits(const LogicalState& state, const image::Image& image, const Places& places) {
    if (state.populations.size() != image.populations.size() ||
        state.projections.size() != image.projections.size() ||
        state.modulators.size() != spec::limits::Modulators ||
        state.pending.size() != spec::limits::Channels)
        return false;
    for (std::size_t i = 0; i < image.populations.size(); ++i) {
        const std::size_t size = image.populations[i].neurons.size();
        const LogicalState::Population& p = state.populations[i];
        if (p.states.size() != size * spec::limits::States ||
            p.dendrites.size() != size * spec::limits::DendriteSlots || p.sums.size() != size ||
            p.flags.size() != size)
            return false;
    }
    for (std::size_t i = 0; i < image.projections.size(); ++i) {
        const image::Projection& named = image.projections[i];
        const std::size_t size = named.synapses.size();
        const LogicalState::Projection& p = state.projections[i];
        if (p.weights.size() != size || p.tags.size() != size || p.alive.size() != size ||
            p.seconds.size() != (places.wide(named) ? 2 * size : 0) ||
            p.traces.size() != places.traces(named))
            return false;
    }
    return true;
}

}  // namespace

LogicalState Session::logical_state() const {
    const Places places(image_, device_->configuration().lanes);
    LogicalState state;
    state.step = now_;
    state.seed = std::uint64_t{read_register(*device_, 0, seeds[1])} << 32 |
                 read_register(*device_, 0, seeds[0]);
    state.learn = learning();
    for (std::uint32_t i = 0; i < spec::limits::Modulators; ++i)
        state.modulators.push_back(device_->read_real(0, Region::Csr, at(Csr::Modulator0, i)));
    for (std::uint32_t i = 0; i < spec::limits::Channels; ++i)
        state.pending.push_back(device_->read_real(0, Region::Csr, at(Csr::Pending0, i)));
    for (const image::Population& p : image_.populations)
        state.populations.push_back(population_of(*device_, places, p));
    for (const image::Projection& p : image_.projections)
        state.projections.push_back(projection_of(*device_, places, p));
    return state;
}

void Session::set_logical_state(const LogicalState& state) {
    if (!is_exact(*device_))
        throw SessionError("set_logical_state", "device " + std::string(device_->name()),
                           "a device whose state is words: model or rtl");
    const Places places(image_, device_->configuration().lanes);
    if (!fits(state, image_, places))
        throw SessionError("set_logical_state", "the state of another network",
                           "one of network " + image_.network);
    reset(Reset::StateAndWeights);
    for (std::size_t i = 0; i < image_.populations.size(); ++i)
        set_population(*device_, places, image_.populations[i], state.populations[i]);
    for (std::size_t i = 0; i < image_.projections.size(); ++i)
        set_projection(*device_, places, image_.projections[i], state.projections[i]);
    for (std::uint32_t core = 0; core < device_->cores(); ++core) {
        const auto set = [&](std::uint32_t index, std::uint64_t value) {
            device_->write(core, Region::Csr, index, value & 0xffffffffU);
        };
        for (std::uint32_t i = 0; i < 2; ++i) {
            set(at(steps[i]), state.step >> 32 * i);
            set(at(seeds[i]), state.seed >> 32 * i);
        }
        for (std::uint32_t i = 0; i < spec::limits::Modulators; ++i)
            set(at(Csr::Modulator0, i),
                static_cast<std::uint64_t>(static_cast<std::int64_t>(state.modulators[i])));
        for (std::uint32_t i = 0; i < spec::limits::Channels; ++i)
            set(at(Csr::Pending0, i),
                static_cast<std::uint64_t>(static_cast<std::int64_t>(state.pending[i])));
    }
    set_learning(state.learn);
    now_ = step_of(*device_);
}

}  // namespace bouton::runtime
