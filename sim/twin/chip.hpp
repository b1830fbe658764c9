// SPDX-License-Identifier: Apache-2.0
// The twin: the chip of docs/machine.md computing in float64. It runs the same image and the same
// programs, so what differs from sim/model is rounding and saturation, and nothing else; each can
// be switched on alone (effects.hpp).
//
// Contract: the member functions of runtime/device. Without effects: numbers (weights, tags,
// states, traces, sums, constants, modulators) are doubles in units of the fixed-point word, taken
// from the image's values before quantisation where it has them; `read` rounds them to a word. No
// store rounds or saturates; only W is bounded, by its rule. Multiplier operands are not cut to 16
// bits, 2^a is exact, shifts are exact, comparisons are on doubles. Flags, payloads, ids and DLY
// histories are the chip's integers, and random draws are the chip's. It counts work and clipping;
// it has no cycles, no parity and no format that could saturate, so those counters stay 0.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/twin/program.hpp"

namespace bouton::twin {

struct ForcedSpike {
    std::uint32_t neuron = 0;  // index on its core
    std::int16_t payload = spec::limits::UnitPayload;
};

struct AddressError : std::runtime_error {
    AddressError(std::uint32_t core, spec::Region region, std::uint64_t index);
    std::uint32_t core;
    spec::Region region;
    std::uint64_t index;
};

struct ConfigurationError : std::runtime_error {
    explicit ConfigurationError(const std::string& configuration);
};

struct NotForcedError : std::runtime_error {
    NotForcedError(std::uint32_t core, std::uint32_t neuron);
};

class Chip {
  public:
    std::string_view name() const { return "twin"; }
    const spec::Configuration& configuration() const { return configuration_; }
    std::uint32_t cores() const { return static_cast<std::uint32_t>(cores_.size()); }
    // What the next load and the steps after it keep of the chip's limits; none at first.
    void set_effects(const Effects& effects) { effects_ = effects; }
    void load(const image::Image& image);
    void step(std::span<const spec::StreamWord> input, std::vector<spec::StreamWord>& output);
    std::uint64_t read(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    void write(std::uint32_t core, spec::Region region, std::uint32_t index, std::uint64_t word);
    void read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                    std::span<std::uint64_t> words) const;
    std::uint64_t counter(std::uint32_t core, spec::Counter counter) const;
    void set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value);
    double read_real(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    void write_real(std::uint32_t core, spec::Region region, std::uint32_t index, double word);

    // Open loop. From now on these neurons of a core spike exactly when set_forced says so; an
    // empty list ends it. In a forced neuron's program the p that FLG SPIKE looks at is
    // overwritten: the last CMP or DLY before FLG SPIKE leaves in p what makes FLG act if the
    // neuron is to fire, and what keeps it down if not. So everything from there until p is next
    // written (the reset, an adaptive threshold, POST, a spike history) follows the forced
    // decision, and everything before is as usual. If FLG SPIKE is not conditional, only the SPIKE
    // flag itself is forced.
    void force(std::uint32_t core, std::span<const std::uint32_t> neurons);
    // The forced neurons that fire in the next step; without a call, none.
    void set_forced(std::uint32_t core, std::span<const ForcedSpike> spikes);

  private:
    const Core& at(std::uint32_t core, spec::Region region, std::uint64_t index) const;
    Core& at(std::uint32_t core, spec::Region region, std::uint64_t index);

    // The phases of docs/machine.md section 5, in order.
    void begin(Core& core);  // takes up the step, and CORE
    void run_neurons(Core& core);
    Core* find(std::uint32_t address);
    void transport(std::uint32_t number, std::vector<spec::StreamWord>& output);
    void host(std::span<const spec::StreamWord> input);
    void axon_event(Core& core, std::uint32_t axon, std::int16_t payload);
    void sort_events(Core& core);
    void deliver(Core& core);
    void learn(Core& core);
    void run_axons(Core& core);
    void end(Core& core);

    void post_by_chain(Core& core);
    void visit(Core& core, spec::Trigger trigger, std::uint32_t axon);
    void run_synapses(Core& core, spec::Trigger trigger, const spec::Descriptor& descriptor);

    spec::Configuration configuration_{};
    std::uint32_t mesh_x_ = 1;
    std::vector<Core> cores_;
    std::uint64_t step_ = 0;

    Effects effects_{};
    Executor executor_;
    Elements elements_{};
};

}  // namespace bouton::twin
