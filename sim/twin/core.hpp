// SPDX-License-Identifier: Apache-2.0
// One core of the twin: every region of docs/machine.md section 7, the numbers as doubles in units
// of the fixed-point word, everything else (pointers, ids, flags, programs) as the integers of the
// image.
//
// Contract: indices are those of the regions, `address * L + lane`. Numbers carry no format: they
// are neither rounded nor saturated. Z and U are `weight` and `tag` of a synapse's second word.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/twin/effects.hpp"
#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::twin {

// A neuron whose spikes come from outside (Chip::force).
struct Forced {
    bool active = false;  // the program's own decision does not count
    bool fires = false;   // in the step to come
    std::int16_t payload = 0;
};

struct Core {
    // Numbers come from before quantisation, but for the kinds that `effects` makes coarse.
    Core(const spec::Configuration& shape, const image::Core& words, const image::FloatCore* reals,
         const Effects& effects);

    std::vector<std::uint64_t>& words(spec::Region r) { return word[static_cast<std::size_t>(r)]; }
    const std::vector<std::uint64_t>& words(spec::Region r) const {
        return word[static_cast<std::size_t>(r)];
    }
    std::uint32_t csr(spec::Csr r) const {
        return static_cast<std::uint32_t>(words(spec::Region::Csr)[static_cast<std::size_t>(r)]);
    }
    void count(spec::Counter c, std::uint64_t n = 1) { counter[static_cast<std::size_t>(c)] += n; }
    spec::Descriptor descriptor(std::uint32_t index) const;
    std::uint32_t slots() const { return control.four_receptors ? 32 : 64; }
    void mark_trace(std::uint32_t neuron, std::uint32_t state) {
        const auto group = spec::GroupWord::unpack(
            static_cast<std::uint32_t>(words(spec::Region::NeuronGroup)[neuron / lanes]));
        trace_states[group.descriptor] |= 1u << state;
    }
    // Takes over what a write to NeuronId, NeuronGroup or Csr changed.
    void refresh();

    std::uint64_t read(spec::Region region, std::uint32_t index) const;
    void write(spec::Region region, std::uint32_t index, std::uint64_t value);
    double read_real(spec::Region region, std::uint32_t index) const;
    void write_real(spec::Region region, std::uint32_t index, double value);

    std::uint32_t lanes = 0, lane_bits = 0, neurons = 0, axons = 0;
    std::array<std::vector<std::uint64_t>, spec::region_count> word;
    std::vector<double> weight, tag;  // Synapse
    std::vector<double> dendrite;     // Dendrite
    std::vector<double> state;        // NeuronState
    std::vector<double> sum;          // NeuronSum
    std::vector<double> trace;        // AxonState
    std::vector<double> constant;     // Constant
    std::array<double, spec::limits::Modulators> modulator{};
    std::array<double, spec::limits::Channels> pending{};
    std::array<std::uint64_t, spec::counter_count> counter{};
    std::vector<Forced> forced;  // by neuron; empty when nothing is forced
    // S words that hold traces, a bit each, by descriptor of the neurons.
    std::array<std::uint32_t, spec::limits::Descriptors> trace_states{};

    // Derived from the words above; refresh() makes them.
    struct Batch {
        spec::Descriptor descriptor;
        std::vector<std::uint32_t> neurons;  // valid, ascending
        std::uint32_t trace_states = 0;
    };
    spec::ControlWord control{};
    std::vector<Batch> batches;
    std::vector<std::uint8_t> active;  // axon groups with an event or a trace that is not zero
    bool stale = true;

    // Of the step that runs.
    std::vector<std::uint32_t> spikes, posts, events;
    bool reward = false;

  private:
    std::vector<double>* reals(spec::Region region);
    const std::vector<double>* reals(spec::Region region) const;
};

}  // namespace bouton::twin
