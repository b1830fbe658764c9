// SPDX-License-Identifier: Apache-2.0
// An associative memory: pairs of sparse words, each shown a few times; then what the weights
// answer to a cue.
#pragma once

#include <vector>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems::memory {

inline constexpr std::size_t length = 64, ones = 8;  // of a word

struct Pair {
    std::vector<std::uint32_t> cue, answer;  // the elements that are 1
    std::size_t shown = 0;                   // how often
};

// Each pair is shown `mean` times, or from about a third of that to five thirds.
std::vector<Pair> pairs(int count, int mean, bool equally);
// The pairs in a random order, each as often as it is to be shown.
std::vector<const Pair*> order(const std::vector<Pair>& pairs);

void learn(Session& session, const std::vector<const Pair*>& shown);
// The weights that Hebb's rule with the Allee effect gives in float64.
std::vector<double> allee_weights(const std::vector<const Pair*>& shown, double eta,
                                  double threshold, double first);

// The share of the answers' ones that are among the cells that a cue drives most.
double retrieval(const std::vector<double>& weights, const std::vector<Pair>& pairs);

}  // namespace bouton::systems::memory
