// SPDX-License-Identifier: Apache-2.0
// An associative memory of units 0 and 1 with noise and synaptic depression, in float64: s is 1
// with probability (1 + tanh(h / T)) / 2, h = sum of J R s, J = sum of x x' / N without the
// diagonal, R <- R + (1 - R) / 2 - gamma R s / 2.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace bouton::systems::memory {

using Pattern = std::vector<int>;  // of -1, 1

std::vector<Pattern> random_patterns(std::size_t count, std::size_t units, std::uint32_t seed);

// Mean of x (2 s - 1): 1 if the state is the pattern, about 0 if it has nothing to do with it.
double overlap(const Pattern& pattern, const std::vector<bool>& on);
double mean_of_last_half(const std::vector<double>& overlaps);

struct Condition {
    double temperature, gamma;
    int sweeps;
};
// A run that starts from pattern `first` when the first `count` are stored: its overlap with that
// pattern after each sweep.
std::vector<double> recall(const std::vector<Pattern>& patterns, std::size_t count,
                           std::size_t first, const Condition& condition, std::uint64_t seed);

}  // namespace bouton::systems::memory
