// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A18_sequence/reference.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::systems::sequence {

int Reference::repeat(bool learn) {
    constexpr double gain = 0.25, threshold = 1, tau_m = 10, tau = 20;
    constexpr double a_plus = 0.005, a_minus = 0.00525;
    double v = 0, y = 0;
    int first = -1;
    std::array<double, axons> x{}, arriving{};
    for (int t = 0; t < axons + 100; ++t) {
        v *= std::exp(-1 / tau_m);
        if (t > 0 && t <= axons) v += gain * arriving[static_cast<std::size_t>(t - 1)];
        y *= std::exp(-1 / tau);
        for (double& trace : x) trace *= std::exp(-1 / tau);
        const bool spiked = v >= threshold;
        if (spiked) {
            v = 0;
            y += 1;
            if (first < 0) first = t - 1;
        }
        // The weight that travels is that of before this step's learning.
        const auto now = static_cast<std::size_t>(t);
        if (t < axons) arriving[now] = weights_[now];
        if (learn) {
            if (t < axons) weights_[now] = std::clamp(weights_[now] - a_minus * y, 0.0, 1.0);
            for (std::size_t i = 0; spiked && i < axons; ++i)
                weights_[i] = std::clamp(weights_[i] + a_plus * x[i], 0.0, 1.0);
        }
        if (t < axons) x[now] += 1;
    }
    return first;
}

}  // namespace bouton::systems::sequence
