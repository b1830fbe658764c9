// SPDX-License-Identifier: Apache-2.0
// Random bodies of models: statements over given names, whose states stay in an interval in every
// step that begins with them there, whatever the other names are within theirs. Names and numbers
// are few, so that operands have several readers; some statements are of the shapes that programs
// of people have (a threshold with a reset, x * (x - a), a sum with an end).
#pragma once

#include <random>

#include "tests/runtime/compare/equation_tree.hpp"

namespace bouton::tests {

inline constexpr Interval state_bounds{-8, 8};

struct Body {
    std::vector<std::string> states;  // what statements may change
    Intervals names;                  // all that they may read, the states among them
    bool spikes = false;              // the last statement may be a spike
    bool events = false;              // of an axon
    std::string result;               // a `gain` or `output` of the states
};

Statements random_equations(const Body& body, std::mt19937& random);

}  // namespace bouton::tests
