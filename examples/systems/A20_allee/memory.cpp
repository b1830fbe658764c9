// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A20_allee/memory.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace bouton::systems::memory {

namespace {

constexpr std::uint64_t period = 20;  // steps: nothing is left of the last pair's traces

// std::shuffle differs between libraries.
template <class T>
void shuffle(std::vector<T>& values, std::mt19937& random) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random() % i]);
}

std::vector<std::uint32_t> word(std::mt19937& random) {
    std::vector<std::uint32_t> elements(length);
    std::iota(elements.begin(), elements.end(), 0);
    shuffle(elements, random);
    elements.resize(ones);
    return elements;
}

}  // namespace

std::vector<Pair> pairs(int count, int mean, bool equally) {
    std::mt19937 random(11);
    std::vector<Pair> result;
    for (int n = 0; n < count; ++n) {
        auto cue = word(random);
        const int less = equally ? 0 : 2 * mean / 3 * (n % 3 - 1);
        result.push_back({.cue = std::move(cue),
                          .answer = word(random),
                          .shown = static_cast<std::size_t>(mean + less)});
    }
    return result;
}

std::vector<const Pair*> order(const std::vector<Pair>& pairs) {
    std::vector<const Pair*> result;
    for (const auto& pair : pairs) result.insert(result.end(), pair.shown, &pair);
    std::mt19937 random(12);
    shuffle(result, random);
    return result;
}

void learn(Session& session, const std::vector<const Pair*>& shown) {
    for (const Pair* pair : shown) {
        for (const auto i : pair->answer) session.inject("answer", i);  // the cell: a step later
        for (const auto i : pair->cue) session.inject("cue", i, 1);
        session.run(period);
    }
}

std::vector<double> allee_weights(const std::vector<const Pair*>& shown, double eta,
                                  double threshold, double first) {
    std::vector<double> weights(length * length, first);
    for (const Pair* pair : shown)
        for (const auto i : pair->cue)
            for (const auto k : pair->answer) {
                double& w = weights[i * length + k];
                w += eta * w * (1 - w) * (w / threshold - 1);
            }
    return weights;
}

double retrieval(const std::vector<double>& weights, const std::vector<Pair>& pairs) {
    double right = 0;
    for (const auto& pair : pairs) {
        std::vector<double> sum(length);
        for (const auto i : pair.cue)
            for (std::size_t k = 0; k < length; ++k) sum[k] += weights[i * length + k];
        std::vector<std::uint32_t> cells(length);
        std::iota(cells.begin(), cells.end(), 0);
        // What differs by the rounding of weights only is a tie, for all rules alike.
        std::stable_sort(cells.begin(), cells.end(), [&](auto a, auto b) {
            return std::lround(100 * sum[a]) > std::lround(100 * sum[b]);
        });
        for (const auto k : pair.answer)
            right += std::find(cells.begin(), cells.begin() + ones, k) != cells.begin() + ones;
    }
    return right / static_cast<double>(ones * pairs.size());
}

}  // namespace bouton::systems::memory
