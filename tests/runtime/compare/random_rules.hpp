// SPDX-License-Identifier: Apache-2.0
// Random learning rules: their declarations, and sums of products whose factors are drawn from all
// that a rule may read. Factors repeat within a rule, so that values have several readers.
//
// Draws of the chip (`rnd`, `gauss`) are among them only where their value does not matter.
#pragma once

#include <random>

#include "tests/runtime/compare/equation_tree.hpp"

namespace bouton::tests {

struct Trace {
    std::string name;
    double tau = 20;  // steps
    double impulse = 1;
    double range = 16;
    bool set = false, early = false;

    bool pre() const { return name[0] == 'x'; }
    double most() const { return set ? impulse : range; }
};

struct SynapseWord {  // t, z, u
    std::string name;
    double range = 8;
    double tau = 0;  // of a decay by sweeps, in steps; 0: none
};

struct Change {
    std::string word;
    Expression value;
    double most = 0;  // in magnitude, in one program
};

struct Rule {
    std::string name;
    std::vector<Trace> traces;
    std::vector<SynapseWord> words;
    std::vector<Change> changes;
    unsigned sweep = 2;  // every 2^sweep steps, and how that is written
    std::string sweep_name;
    Interval bounds{-1, 1};
    std::map<std::string, double> constants;         // names, and numbers with units
    std::map<std::string, std::string> other_names;  // parameters that stand for a name
    std::string text;                                // with an instance called `name`
};

struct Surroundings {
    Intervals names;  // what a rule of the network may read besides: modulators, `post.` states
    double step_ms = 1;
};

Rule random_rule(const std::string& name, const Surroundings& network, std::mt19937& random);

}  // namespace bouton::tests
