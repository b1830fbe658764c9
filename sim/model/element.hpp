// SPDX-License-Identifier: Apache-2.0
// The operand space of one element (docs/machine.md sections 2 and 3.1): what a code reads and
// writes in each map.
//
// An element is a neuron, an axon, the core, or a synapse with its row's axon and its target
// neuron. Its words are fetched when an instruction reads them, and written when it stores them,
// except that a synapse word is held here from `Element` to `write_back`. Does not do: predicates,
// operations (execute.hpp).
#pragma once

#include <cstdint>

#include "arith/arith.hpp"
#include "sim/model/core.hpp"

namespace bouton::model {

struct Element {
    Core& core;
    const spec::Descriptor& descriptor;
    spec::Trigger trigger;
    arith::Key64 key;          // of its draws
    std::uint32_t neuron = 0;  // the neuron itself; the target of a synapse
    std::uint32_t axon = 0;    // the axon itself; the entry of a synapse's row
    std::uint32_t target = 0;  // logical id in the draws
    std::uint32_t index = 0;   // of the synapse word
    spec::SynapseWord word{};

    std::array<std::int32_t, 8> r{};
    bool p = false;
    std::uint8_t flags = 0;
    std::int16_t payload = 0;

    bool is_synapse() const { return trigger >= spec::Trigger::Pre; }

    std::uint32_t draw(unsigned position) const {
        return arith::draw(key,
                           arith::draw_block(target, is_synapse() ? word.ordinal : 0u, position));
    }

    std::int32_t read(unsigned code, unsigned position);
    void discard(unsigned code);  // a read that clears, in an instruction that does not act
    void store(unsigned code, spec::Store mode, std::int32_t value, unsigned position);
    void write_back();

  private:
    bool clears(unsigned code) const;
    std::int32_t read_sum(unsigned code);  // D, A, P: and clear
    std::uint32_t own(std::uint32_t element, std::uint32_t words_each, std::uint32_t n) const {
        return (core.group_of(element) * words_each + n) * core.memories.lanes +
               core.lane_of(element);
    }
    std::uint32_t state(std::uint32_t n) const { return own(neuron, spec::limits::States, n); }
    std::uint32_t axon_state(std::uint32_t n) const {
        return own(axon, spec::limits::AxonStates, n);
    }
    std::uint32_t second_word() const {
        return (index + core.memories.lanes) & (core.memories.words * core.memories.lanes - 1);
    }
    void store_weight(spec::Store mode, std::int32_t value, unsigned position);
    std::int64_t round(spec::Store mode, std::int32_t value, unsigned n, unsigned position) const;
    std::int64_t fit(std::int64_t q, unsigned bits);
    void add(spec::Region region, std::uint32_t at, std::int64_t q);
};

// Index in region Dendrite of (neuron, slot word of a synapse) at step t: its slot holds receptor *
// slots + delay.
std::uint32_t dendrite_index(const Core& core, std::uint32_t neuron, std::uint32_t slot,
                             std::uint64_t t);

}  // namespace bouton::model
