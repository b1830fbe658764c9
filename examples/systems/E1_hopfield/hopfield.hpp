// SPDX-License-Identifier: Apache-2.0
// A Hopfield network on the chip and in float64: patterns, cues, recall with one unit after the
// other. Both are shown the same.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems::hopfield {

using Pattern = std::vector<int>;  // of -1, 1

std::vector<Pattern> random_patterns(std::size_t count, std::size_t units, std::mt19937& random);
// With exactly this share of its units flipped.
Pattern corrupted(const Pattern& pattern, double share, std::mt19937& random);
double overlap(const Pattern& a, const Pattern& b);
// sum over patterns of xi xj, none on the diagonal.
std::vector<double> hebb(const std::vector<Pattern>& patterns);

struct Recall {
    Pattern state;
    bool energy_rose = false;  // in any flip
};

// Sweeps over the units in order until none flips, at most `sweeps`.
Recall recall(std::vector<double> const& weights, const Pattern& cue, int sweeps);
Recall recall(Session& session, std::vector<double> const& weights, const Pattern& cue, int sweeps);

// Puts these weights onto the chip.
void store(Session& session, const std::vector<double>& weights);

// Networks with random patterns, and corrupted cues of the first patterns of each.
struct Trial {
    std::size_t units = 0, stored = 0;
    double flipped = 0;  // share of a cue
    int sweeps = 0, nets = 0, cues = 0;
};

// The share of cues that end at their pattern, fewer than one unit in 40 off.
struct Recalled {
    double chip = 0, reference = 0;
    bool energy_rose = false;  // in any flip
};
Recalled recall_all(const Bench& bench, Session& session, const Trial& trial, std::mt19937& random);

}  // namespace bouton::systems::hopfield
