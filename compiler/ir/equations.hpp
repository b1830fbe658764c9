// SPDX-License-Identifier: Apache-2.0
// A neuron model, the dynamics of an axon or of a modulator, as equations (docs/models.md):
// declarations, and statements in the order in which they act within a step. Nothing is resolved
// here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arith/round.hpp"
#include "compiler/ir/expression.hpp"

namespace bouton::compiler {

// `parameter` or `modulator`: what a population may set.
struct ParameterSource {
    std::string name;
    Position at;
    std::optional<Position> used_at;         // of what put it in, if that was no population
    Expression value;                        // default
    bool modulator = false;                  // the name of a modulator; without it the default
    bool each = false;                       // may differ between neurons
    bool whole = false;                      // a whole number of steps
    std::optional<Expression> above, below;  // neither limit is in
    std::optional<Expression> least, most;   // both are
};

struct EquationState {
    std::string name;
    Position at;
    Dimension dimension = Dimension::None;
    std::optional<Expression> initial, origin, range;
    std::optional<Distribution> random;    // instead of `initial`: drawn for each neuron
    bool at_most = false;                  // the range is only a limit to what the equations prove
    std::optional<arith::Round> rounding;  // else the compiler chooses
    std::optional<int> point;              // of the word, where who reads it prescribes one
};

// The name of a Send that is a stimulus of an axon.
inline constexpr const char* forced_axon = "axon";

struct Statement {
    enum class Kind : std::uint8_t { Let, Set, Differential, If, Spike, Send };
    Kind kind = Kind::Set;
    std::string name;  // Let, Set, Differential
    // Set: += and -= are written out. If, Spike: the condition (none: always). Send: the payload.
    std::optional<Expression> value, condition;
    std::vector<Statement> body, otherwise;
    Position at;
};

struct ModelEquations {
    // An axon's: `payload` is a name: of the event of this step, 0 if there is none. A neuron's:
    // `stimulus` is.
    enum class Of : std::uint8_t { Neuron, Axon, Modulator };
    Of of = Of::Neuron;
    std::vector<ParameterSource> parameters;
    std::vector<std::string> receptors;
    Dimension weight = Dimension::None;
    Position receptors_at;
    std::vector<EquationState> states;
    std::vector<Statement> statements;
};

}  // namespace bouton::compiler
