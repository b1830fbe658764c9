// SPDX-License-Identifier: Apache-2.0
// Draws of what makes a random text.
#pragma once

#include <random>
#include <vector>

namespace bouton::tests {

struct Choices {
    std::mt19937& random;

    std::size_t below(std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    }
    bool chance(double p) { return std::bernoulli_distribution(p)(random); }
    template <class T>
    T one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }
};

}  // namespace bouton::tests
