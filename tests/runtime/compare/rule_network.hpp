// SPDX-License-Identifier: Apache-2.0
// Random networks of one or several projections that learn by random rules, onto neurons whose
// spikes are scripted: 'e' makes them spike, a step later, and what is learned does not. Sources
// are the input 'i' or the neurons' own axons, which `f` forces besides.
#pragma once

#include "tests/runtime/compare/random_rules.hpp"

namespace bouton::tests {

inline constexpr std::size_t inputs = 3, cells = 2;

struct Pair {
    unsigned pre, post;
    unsigned delay;  // steps
};

struct Plastic {
    std::string name;
    bool recurrent = false;  // from the neurons, not from the input
    Rule rule;
    std::vector<Pair> pairs;  // in the order of the session
    std::string options;
    bool payload = false;  // multiplies the weight

    std::size_t sources() const { return recurrent ? cells : inputs; }
};

struct RuleNetwork {
    std::vector<Plastic> all;
    bool rewards = false;  // g does too, not p alone
    bool gains = false;    // what arrives is not weights alone
    std::string text;
};

RuleNetwork random_rule_network(std::mt19937& random);

// State b counts from here.
inline constexpr double about = -3;

}  // namespace bouton::tests
