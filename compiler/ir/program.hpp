// SPDX-License-Identifier: Apache-2.0
// A program before its constants have places: instructions whose operands may be constant words by
// value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/diagnostic.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::compiler {

// A code of docs/machine.md 3.1, or a constant word: rounded on the chip, as it is in the twin.
struct Operand {
    std::uint32_t code = static_cast<std::uint32_t>(spec::Operand::Zero);
    bool constant = false;
    double word = 0;

    bool operator==(const Operand&) const = default;
};

struct Code {
    spec::Op op = spec::Op::Add;
    Operand rd, a, b;
    std::uint32_t shift = 0;
    spec::Store store = spec::Store::None;
    spec::Predicate predicate = spec::Predicate::Always;

    bool operator==(const Code&) const = default;
};

struct Program {
    std::string name;
    std::vector<Code> code;
    std::vector<Position> at{};  // of the instructions, where they are of a rule's text
};

inline Operand operand(spec::Operand base, std::uint32_t index = 0) {
    return {.code = static_cast<std::uint32_t>(base) + index};
}
inline Operand r(std::uint32_t i) {
    return operand(spec::Operand::R0, i);
}
inline Operand s(std::uint32_t i) {
    return operand(spec::Operand::S0, i);
}
inline Operand x(std::uint32_t i) {
    return operand(spec::Operand::X0, i);
}
inline Operand g(std::uint32_t i) {
    return operand(spec::Operand::G0, i);
}
inline Operand d(std::uint32_t i) {
    return operand(spec::Operand::D0, i);
}
inline Operand zero() {
    return operand(spec::Operand::Zero);
}
inline Operand k(double word) {
    return {.code = 0, .constant = true, .word = word};
}

inline bool is_register(const Operand& one) {
    return !one.constant && one.code < 8;
}
inline bool is_state(const Operand& one) {
    return !one.constant && one.code >= 16 && one.code < 32;
}
inline bool is_axon_state(const Operand& one) {
    return !one.constant && one.code >= 32 && one.code < 36;
}

// The chip's words. `code_of(operand)` says where an operand is; it knows the places of constants.
template <class CodeOf>
std::vector<std::uint64_t> instruction_words(const Program& program, CodeOf code_of) {
    std::vector<std::uint64_t> result;
    result.reserve(program.code.size());
    for (const Code& code : program.code) {
        spec::Instruction word{};
        word.op = static_cast<std::uint8_t>(code.op);
        word.rd = static_cast<std::uint8_t>(code.rd.code);
        word.ra = code_of(code.a);
        word.rb = code_of(code.b);
        word.sh = static_cast<std::uint8_t>(code.shift);
        word.st = static_cast<std::uint8_t>(code.store);
        word.pr = static_cast<std::uint8_t>(code.predicate);
        word.end = &code == &program.code.back();
        result.push_back(word.pack());
    }
    return result;
}

// Writes instructions one after the other.
class Builder {
  public:
    explicit Builder(std::string name) { program_.name = std::move(name); }

    // Where the instructions that follow come from.
    void place(Position at) { at_ = at; }
    void emit(spec::Op op, Operand rd, Operand a, Operand b, std::uint32_t shift = 0,
              spec::Store store = spec::Store::None,
              spec::Predicate predicate = spec::Predicate::Always) {
        emit({.op = op,
              .rd = rd,
              .a = a,
              .b = b,
              .shift = shift,
              .store = store,
              .predicate = predicate});
    }
    void emit(const Code& code) {
        program_.code.push_back(code);
        program_.at.push_back(at_);
    }
    // Another program, from the same places, with `map(operand)` for its operands: those that an
    // instruction reads are asked for first.
    template <class Map>
    void append(const Program& other, Map map) {
        for (std::size_t i = 0; i < other.code.size(); ++i) {
            Code code = other.code[i];
            code.a = map(code.a);
            code.b = map(code.b);
            code.rd = map(code.rd);
            place(other.at[i]);
            emit(code);
        }
        place({});
    }
    void compare(spec::Relation relation, Operand a, Operand b, std::uint32_t shift = 0,
                 spec::Combine combine = spec::Combine::Set) {
        const Operand what{.code = static_cast<std::uint32_t>(relation) |
                                   static_cast<std::uint32_t>(combine) << 2};
        emit(spec::Op::Cmp, what, a, b, shift);
    }
    void flags(std::uint32_t flags, Operand payload, spec::Predicate predicate) {
        emit(spec::Op::Flg, {.code = flags}, payload, {.code = 0}, 0, spec::Store::None, predicate);
    }
    Program take() { return std::move(program_); }
    const Program& program() const { return program_; }

  private:
    Program program_;
    Position at_;
};

}  // namespace bouton::compiler
