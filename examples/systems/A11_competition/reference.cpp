// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A11_competition/reference.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::systems::competition {

namespace {

constexpr double rest = -74, reset = -60, threshold = -54, excitation = 0;  // mV
constexpr double tau_m = 10, tau_g = 5, tau = 20;                           // ms
constexpr double a_plus = 0.005;

}  // namespace

Reference::Reference(const Cell& cell, const Rule& rule, std::vector<double> weights)
    : cell_(cell), rule_(rule), weights_(std::move(weights)), x_(weights_.size(), 0.0), v_(rest) {
    for (double& w : weights_) w = stored(w);
}

double Reference::stored(double weight) {
    if (rule_.levels == 0) return std::clamp(weight, 0.0, 1.0);
    const double up =
        rule_.stochastic ? std::uniform_real_distribution<double>(0, 1)(random_) : 0.5;
    return std::clamp(std::floor(weight * rule_.levels + up) / rule_.levels, 0.0, 1.0);
}

void Reference::step(std::span<const std::uint32_t> inputs) {
    g_ = g_ * std::exp(-cell_.step / tau_g) + arriving_;
    const double leak = 1 + g_, target = (rest + g_ * excitation) / leak;
    v_ = target + (v_ - target) * std::exp(-leak * cell_.step / tau_m);
    const double kept = std::exp(-cell_.step / tau);
    y_ *= kept;
    for (double& x : x_) x *= kept;
    const bool spiked = v_ >= threshold;
    if (spiked) {
        v_ = reset;
        y_ += 1;
        ++spikes_;
    }
    arriving_ = 0;
    for (const auto i : inputs) arriving_ += cell_.full * weights_[i];
    const double after = spiked && rule_.tie_potentiates ? y_ - 1 : y_;
    for (const auto i : inputs) weights_[i] = stored(weights_[i] - rule_.a_minus * after);
    if (rule_.tie_potentiates)
        for (const auto i : inputs) x_[i] += 1;
    for (std::size_t i = 0; spiked && i < x_.size(); ++i)
        weights_[i] = stored(weights_[i] + a_plus * x_[i]);
    if (!rule_.tie_potentiates)
        for (const auto i : inputs) x_[i] += 1;
}

}  // namespace bouton::systems::competition
