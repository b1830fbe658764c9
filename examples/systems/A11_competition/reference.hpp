// SPDX-License-Identifier: Apache-2.0
// The cell in float64: a leaky integrator with one conductance and pair STDP over all pairs,
// written from their equations; it is given the input's spikes.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace bouton::systems::competition {

struct Cell {
    double step;  // ms
    double full;  // the largest weight, of the leak
};

// What a pair of spikes in the same step does, and how weights, shares of the largest, are kept.
struct Rule {
    double a_minus = 1.05 * 0.005;
    bool tie_potentiates = true;
    double levels = 0;  // of the largest weight; 0: float64
    bool stochastic = false;
};

class Reference {
  public:
    // Weights are shares of the largest.
    Reference(const Cell& cell, const Rule& rule, std::vector<double> weights);

    // A step in which these inputs spike.
    void step(std::span<const std::uint32_t> inputs);

    const std::vector<double>& weights() const { return weights_; }
    std::uint64_t spikes() const { return spikes_; }

  private:
    double stored(double weight);

    Cell cell_;
    Rule rule_;
    std::vector<double> weights_, x_;
    std::mt19937_64 random_{1};
    double y_ = 0, g_ = 0, arriving_ = 0, v_;
    std::uint64_t spikes_ = 0;
};

}  // namespace bouton::systems::competition
