// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A11_competition/reference.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::systems::competition {

namespace {

constexpr double full = 0.02, resistance = 100;          // nA, MOhm
constexpr double threshold = 20, reset = 14;             // mV above rest
constexpr double tau_m = 10, tau_current = 5, tau = 20;  // ms
constexpr double a_plus = 0.005;
constexpr int refractory = 2;  // steps

}  // namespace

Reference::Reference(std::vector<double> weights, double a_minus)
    : weights_(std::move(weights)), x_(weights_.size(), 0.0), a_minus_(a_minus) {}

void Reference::step(std::span<const std::uint32_t> inputs) {
    current_ = current_ * std::exp(-1 / tau_current) + arriving_;
    v_ = v_ * std::exp(-1 / tau_m) + resistance * current_ * (1 - std::exp(-1 / tau_m));
    if (waiting_ > 0) {
        v_ = reset;
        --waiting_;
    }
    y_ *= std::exp(-1 / tau);
    for (double& x : x_) x *= std::exp(-1 / tau);
    const bool spiked = v_ >= threshold;
    if (spiked) {
        v_ = reset;
        waiting_ = refractory;
        y_ += 1;
        ++spikes_;
    }
    arriving_ = 0;
    for (const auto i : inputs) arriving_ += full * weights_[i];
    for (const auto i : inputs) weights_[i] = std::max(0.0, weights_[i] - a_minus_ * y_);
    for (std::size_t i = 0; spiked && i < x_.size(); ++i)
        weights_[i] = std::min(1.0, weights_[i] + a_plus * x_[i]);
    for (const auto i : inputs) x_[i] += 1;
}

}  // namespace bouton::systems::competition
