// SPDX-License-Identifier: Apache-2.0
// Runs one program on a batch of elements, in float64: docs/machine.md section 3 without b16, rne,
// sat and the rounding of stores, but for the effects it is given.
//
// Contract: registers hold the fixed-point register's value as a double (a W word times 2^16, an S
// word times 2^8, ...). Without effects only W is bounded, by the rule's own [lo, hi]. Draws are
// the chip's, scaled alike; a stochastic store takes one if it rounds. DLY works on the register as
// a 32-bit integer, as on the chip.
#pragma once

#include <array>
#include <cstdint>

#include "arith/random.hpp"
#include "sim/twin/core.hpp"
#include "sim/twin/effects.hpp"

namespace bouton::twin {

// What a program runs on. Only the indices its map needs are meaningful.
struct Elements {
    static constexpr std::uint32_t capacity = 256;
    std::uint32_t count = 0;
    std::array<std::uint32_t, capacity> neuron, axon, synapse;  // indices as in the regions
    std::uint32_t trace_states = 0;  // neuron map: the S words that hold traces, a bit each
};

// Flags a program raised, by element.
struct Flags {
    std::array<std::uint8_t, Elements::capacity> raised;
    std::array<std::int16_t, Elements::capacity> payload;
};

class Executor {
  public:
    void set_effects(const Effects& effects) { effects_ = effects; }
    // Called at the start of each step.
    void begin_step(arith::Key64 key, std::uint64_t step) { key_ = key, step_ = step; }
    // Runs the program at `pc`; the flags hold until the next run.
    const Flags& run(Core& core, spec::Trigger map, const spec::Descriptor& descriptor,
                     std::uint32_t pc, const Elements& elements);

  private:
    using Reals = std::array<double, Elements::capacity>;

    struct Context;
    const double* fetch(const Context& in, std::uint32_t operand, Reals& scratch, std::uint32_t at);
    void store(const Context& in, const spec::Instruction& instruction, const Reals& value,
               std::uint32_t at);
    double rounded(const Context& in, const spec::Instruction& instruction, double value,
                   unsigned bits, std::uint32_t element, std::uint32_t at) const;
    void compute(const Context& in, const spec::Instruction& instruction, std::uint32_t at);
    void compare(const Context& in, const spec::Instruction& instruction, const double* a,
                 const double* b);
    void delay(const Context& in, const spec::Instruction& instruction, const double* a,
               Reals& value, std::uint32_t at);
    void raise(const Context& in, const spec::Instruction& instruction, const double* a);
    std::uint32_t draw(const Context& in, std::uint32_t element, std::uint32_t at) const;
    void draw(const Context& in, bool gaussian, Reals& out, std::uint32_t at) const;
    bool acts(const spec::Instruction& instruction, std::uint32_t i) const {
        return instruction.pr == 0 || (instruction.pr == 1) == (p_[i] != 0);
    }

    Effects effects_{};
    arith::Key64 key_{};
    std::uint64_t step_ = 0;
    std::array<Reals, 8> r_{};
    std::array<std::int64_t, Elements::capacity> p_{};
    Reals a_{}, b_{}, d_{}, value_{};
    Flags flags_{};
};

}  // namespace bouton::twin
