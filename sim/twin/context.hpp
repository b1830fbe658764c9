// SPDX-License-Identifier: Apache-2.0
// What the parts of the executor share: codes of operands, and what a program runs in.
#pragma once

#include <cmath>

#include "sim/twin/program.hpp"

namespace bouton::twin {

inline constexpr double word_w = 65536.0;  // one W, T, Z, U or K word in a register
inline constexpr double word_s = 256.0;    // one S or X word

inline double power(unsigned n) {
    return std::ldexp(1.0, static_cast<int>(n));
}

inline bool is_synapse(spec::Trigger map) {
    return map >= spec::Trigger::Pre;
}

inline bool in_range(std::uint32_t code, spec::Operand first, std::uint32_t count) {
    return code >= static_cast<std::uint32_t>(first) &&
           code < static_cast<std::uint32_t>(first) + count;
}

// W, T, Z, U of the synapse map.
inline bool in_synapse_words(std::uint32_t code) {
    return in_range(code, spec::Operand::W, 4);
}

struct Executor::Context {
    Core& core;
    spec::Trigger map;
    const spec::Descriptor& descriptor;
    const Elements& elements;
    std::uint32_t slots;  // delay slots of a receptor
    std::uint64_t step;
    Effects effects;
    Arithmetic arithmetic{};  // of the instruction that runs

    std::uint32_t count() const { return elements.count; }
    // Addresses as in the regions. Lanes and slots are powers of two.
    std::size_t word_of(std::uint32_t element, std::uint32_t words, std::uint32_t at) const {
        const std::uint32_t bits = core.lane_bits, lane = element & (core.lanes - 1);
        return ((element >> bits) * words + at) << bits | lane;
    }
    std::size_t neuron_state(std::uint32_t i, std::uint32_t s) const {
        return word_of(elements.neuron[i], spec::limits::States, s);
    }
    std::size_t axon_state(std::uint32_t i, std::uint32_t x) const {
        return word_of(elements.axon[i], spec::limits::AxonStates, x);
    }
    std::size_t dendrite(std::uint32_t neuron, std::uint32_t receptor, std::uint64_t time) const {
        const auto slot = receptor * slots + (static_cast<std::uint32_t>(time) & (slots - 1));
        return word_of(neuron, spec::limits::DendriteSlots, slot);
    }
};

}  // namespace bouton::twin
