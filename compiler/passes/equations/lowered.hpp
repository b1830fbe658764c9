// SPDX-License-Identifier: Apache-2.0
// Equations with everything decided but where words are: bound, built, ranges and points found,
// instructions selected, registers assigned. Whose words they are, a neuron's or an axon's, is for
// who takes the program over (lower_equations.cpp, lower_dynamics.cpp).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/passes/equations/rounding.hpp"
#include "compiler/passes/equations/selector.hpp"

namespace bouton::compiler {

struct LoweredEquations {
    BoundModel model;
    Computation computation;
    Ranges ranges;
    Points points;
    std::vector<StateRounding> rounding;
    Selected selected;  // words are operands from first_word_code on

    StateVariable state(std::uint32_t index) const;
    EquationsNote note(Position at, double step_ms) const;
    std::vector<std::pair<Position, std::string>> warnings() const;
};

// `wants_spike`: p says at the end whether the neuron spiked. Throws SourceError.
LoweredEquations lower_values(const ModelContext& context, const ModelSource& source,
                              bool wants_spike);

// The number of the word that an operand of Selected is.
inline std::optional<std::uint32_t> word_of(const Operand& operand) {
    if (operand.constant || operand.code < first_word_code || operand.code >= first_value_code)
        return std::nullopt;
    return operand.code - first_word_code;
}

}  // namespace bouton::compiler
