// SPDX-License-Identifier: Apache-2.0
// A positive number as a fraction of numbers that constant words hold, so that what counts in such
// parts never drifts. Exact if there is such a fraction, else the closest: within 1 in 30,000.
#pragma once

#include <cmath>

namespace bouton::compiler {

struct Fraction {
    double above = 0, below = 1;
};

// Both parts are whole, `above` up to 32767 times a power of two.
inline Fraction fraction(double number) {
    constexpr double most = 32767, same = 1e-13;
    if (!(number > 0) || !std::isfinite(number)) return {.above = number, .below = 1};
    double scale = 1;
    while (number / scale > most) scale *= 2;
    const double size = number / scale;
    Fraction best{.above = std::round(size), .below = 1};
    const auto error = [&](const Fraction& one) {
        return std::abs(one.above - size * one.below) / (size * one.below);
    };
    for (double below = 2; below <= most && size * below <= most && error(best) > same; ++below) {
        const Fraction next{.above = std::round(size * below), .below = below};
        if (next.above <= most && error(next) < error(best)) best = next;
    }
    best.above *= scale;
    return best;
}

}  // namespace bouton::compiler
