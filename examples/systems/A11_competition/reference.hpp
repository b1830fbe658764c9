// SPDX-License-Identifier: Apache-2.0
// The same cell in float64: a leaky integrator with exponential currents and pair STDP over all
// pairs, written from their equations; it is given the input's spikes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bouton::systems::competition {

class Reference {
  public:
    // Weights and a_minus are shares of the largest weight.
    Reference(std::vector<double> weights, double a_minus);

    void step(std::span<const std::uint32_t> inputs);

    const std::vector<double>& weights() const { return weights_; }
    std::uint64_t spikes() const { return spikes_; }

  private:
    std::vector<double> weights_, x_;
    double a_minus_, y_ = 0, current_ = 0, arriving_ = 0, v_ = 0;
    int waiting_ = 0;  // steps left of the refractory time
    std::uint64_t spikes_ = 0;
};

}  // namespace bouton::systems::competition
