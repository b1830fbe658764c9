// SPDX-License-Identifier: Apache-2.0
// A program as it lies in the program memory, and what can be said of it without running it.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::model {

struct Program {
    std::vector<spec::Instruction> code;
    std::uint32_t slots = 0;  // instructions and bubbles

    bool operator==(const Program&) const = default;
};

// Which operands an operation has. An operand it does not have is not read, whatever its code says.
constexpr spec::Op op_of(const spec::Instruction& i) {
    return static_cast<spec::Op>(i.op);
}
constexpr bool has_b(spec::Op op) {
    return op != spec::Op::Exp2 && op != spec::Op::Dly && op != spec::Op::Flg;
}
constexpr bool has_result(spec::Op op) {
    return op != spec::Op::Cmp && op != spec::Op::Flg;
}

constexpr unsigned code_of(spec::Operand operand) {
    return static_cast<unsigned>(operand);
}
// One of the `count` operands from `first` on, and which of them.
constexpr bool within(unsigned code, spec::Operand first, unsigned count) {
    return code >= code_of(first) && code < code_of(first) + count;
}
constexpr unsigned offset(unsigned code, spec::Operand first) {
    return code - code_of(first);
}

constexpr bool is_register(unsigned code) {
    return code < 8;
}
constexpr bool is_modulator(unsigned code) {
    return within(code, spec::Operand::G0, spec::limits::Modulators);
}
constexpr bool is_draw(unsigned code) {
    return code == code_of(spec::Operand::Rnd) || code == code_of(spec::Operand::Rnd4);
}

// Whether the instruction makes its draw.
bool draws(const spec::Instruction& i);

// Instructions and bubbles (section 9 of docs/machine.md).
std::uint32_t count_slots(const std::vector<spec::Instruction>& code);

// The program at `pc`, up to its end bit or the longest length; `fetch` reads a word of the program
// memory.
Program decode(std::uint32_t pc, const std::function<std::uint32_t(std::uint32_t)>& fetch);

// Where a descriptor says the program of a trigger is; false: there is none.
bool has_program(const spec::Descriptor& d, spec::Trigger trigger);
std::uint32_t program_counter(const spec::Descriptor& d, spec::Trigger trigger);

// SWEEP is due in step t.
constexpr bool sweep_due(const spec::Descriptor& d, std::uint64_t t) {
    return ((t + 1) & ((std::uint64_t{1} << d.sweep_log2) - 1)) == d.sweep_phase;
}

}  // namespace bouton::model
