// SPDX-License-Identifier: Apache-2.0
// The text of a rule as a tree, and a line of assembly as names. Numbers with a unit are in ms, mV,
// nA, MOhm, 1/ms (which multiply and divide without factors), or in steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/quantity.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::compiler {

struct Expression {
    enum class Kind : std::uint8_t {
        Number,
        Name,
        Add,
        Subtract,
        Negate,
        Multiply,
        Divide,
        Call,
        Compare,
        And,
        Or,
        Not
    };
    Kind kind = Kind::Number;
    double number = 0;
    Dimension dimension = Dimension::None;         // Number
    std::string name;                              // Name, Call
    spec::Relation relation = spec::Relation::Ge;  // Compare: of the first operand to the second
    std::vector<Expression> operands;
    Position at;
};

// An operand as written: a name, or k(number): a constant word.
struct AssemblyOperand {
    std::string name;
    std::optional<double> constant;
    Position at;
};

struct AssemblyLine {
    spec::Op op = spec::Op::Add;
    std::optional<spec::Store> store;
    spec::Relation relation = spec::Relation::Ge;
    spec::Combine combine = spec::Combine::Set;
    std::uint32_t flags = 0;
    std::vector<AssemblyOperand> operands;  // rd first; for CMP a and b; for FLG a
    std::uint32_t shift = 0;
    spec::Predicate predicate = spec::Predicate::Always;
    Position at;
};

using Assembly = std::vector<AssemblyLine>;

}  // namespace bouton::compiler
