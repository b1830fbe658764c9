// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/B10_depression/memory.hpp"

#include <cmath>
#include <numeric>

namespace bouton::systems::memory {

std::vector<Pattern> random_patterns(std::size_t count, std::size_t units, std::uint32_t seed) {
    std::mt19937 random(seed);
    std::vector<Pattern> patterns(count, Pattern(units));
    for (auto& pattern : patterns)
        for (int& x : pattern) x = (random() & 1U) != 0 ? 1 : -1;
    return patterns;
}

double overlap(const Pattern& pattern, const std::vector<bool>& on) {
    int sum = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) sum += on[i] ? pattern[i] : -pattern[i];
    return static_cast<double>(sum) / static_cast<double>(pattern.size());
}

double mean_of_last_half(const std::vector<double>& overlaps) {
    const auto half = static_cast<std::ptrdiff_t>(overlaps.size() / 2);
    return std::accumulate(overlaps.begin() + half, overlaps.end(), 0.0) /
           static_cast<double>(static_cast<std::ptrdiff_t>(overlaps.size()) - half);
}

std::vector<double> recall(const std::vector<Pattern>& patterns, std::size_t count,
                           std::size_t first, const Condition& condition, std::uint64_t seed) {
    const std::size_t units = patterns.front().size();
    const auto n = static_cast<double>(units);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<bool> on(units);
    std::vector<double> sent(units), resources(units, 1.0), field(units), overlaps;
    for (std::size_t i = 0; i < units; ++i) on[i] = patterns[first][i] > 0;
    for (int sweep = 0; sweep < condition.sweeps; ++sweep) {
        for (std::size_t j = 0; j < units; ++j) {
            sent[j] = on[j] ? resources[j] : 0;
            resources[j] += (1 - resources[j]) / 2 - condition.gamma / 2 * sent[j];
            field[j] = -static_cast<double>(count) / n * sent[j];  // no diagonal
        }
        for (std::size_t p = 0; p < count; ++p) {
            const Pattern& x = patterns[p];
            const double sum = std::inner_product(sent.begin(), sent.end(), x.begin(), 0.0) / n;
            for (std::size_t i = 0; i < units; ++i) field[i] += x[i] * sum;
        }
        for (std::size_t i = 0; i < units; ++i) {
            const double p = condition.temperature > 0
                                 ? 0.5 * (1 + std::tanh(field[i] / condition.temperature))
                             : std::abs(field[i]) < 0.1 / n ? 0.5
                                                            : field[i] > 0;
            on[i] = uniform(random) < p;
        }
        overlaps.push_back(overlap(patterns[first], on));
    }
    return overlaps;
}

}  // namespace bouton::systems::memory
