// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A12_correlated/reference.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::systems::correlated {

namespace {

constexpr double rate = 15, depth = 0.3, interval = 20;                     // Hz, ms
constexpr double full = 0.05;                                               // of the leak
constexpr double rest = -74, reset = -60, threshold = -54, excitation = 0;  // mV
constexpr double tau_m = 10, tau_g = 5, tau = 20;                           // ms
constexpr double a_plus = 0.005, a_minus = 1.05 * a_plus;

}  // namespace

std::span<const std::uint32_t> Input::next() {
    std::uniform_real_distribution<double> uniform(0, 1);
    if (uniform(random_) < step / interval) shared_ = std::normal_distribution<double>()(random_);
    const double alone = rate * step / 1000, together = alone * (1 + depth * shared_);
    spikes_.clear();
    for (std::uint32_t i = 0; i < inputs; ++i)
        if (uniform(random_) < (i < group ? together : alone)) spikes_.push_back(i);
    return spikes_;
}

Cell::Cell(std::vector<double> weights, const Rule& rule)
    : weights_(std::move(weights)), x_(weights_.size(), 0.0), rule_(rule), v_(rest) {
    for (double& w : weights_) w = stored(w);
}

double Cell::stored(double weight) {
    if (rule_.levels == 0) return std::clamp(weight, 0.0, 1.0);
    const double up =
        rule_.stochastic ? std::uniform_real_distribution<double>(0, 1)(random_) : 0.5;
    return std::clamp(std::floor(weight * rule_.levels + up) / rule_.levels, 0.0, 1.0);
}

void Cell::next(std::span<const std::uint32_t> spikes) {
    g_ = g_ * std::exp(-step / tau_g) + arriving_;
    const double leak = 1 + g_, target = (rest + g_ * excitation) / leak;
    v_ = target + (v_ - target) * std::exp(-leak * step / tau_m);
    y_ *= std::exp(-step / tau);
    for (double& x : x_) x *= std::exp(-step / tau);
    const bool spiked = v_ >= threshold;
    if (spiked) {
        v_ = reset;
        y_ += 1;
        ++spikes_;
    }
    arriving_ = 0;
    for (const auto i : spikes) arriving_ += full * weights_[i];
    const double after = spiked && rule_.tie_potentiates ? y_ - 1 : y_;
    for (const auto i : spikes) weights_[i] = stored(weights_[i] - a_minus * after);
    if (rule_.tie_potentiates)
        for (const auto i : spikes) x_[i] += 1;
    for (std::size_t i = 0; spiked && i < x_.size(); ++i)
        weights_[i] = stored(weights_[i] + a_plus * x_[i]);
    if (!rule_.tie_potentiates)
        for (const auto i : spikes) x_[i] += 1;
}

}  // namespace bouton::systems::correlated
