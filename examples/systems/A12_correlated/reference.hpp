// SPDX-License-Identifier: Apache-2.0
// The input, and the cell in float64: a leaky integrator with one conductance and pair STDP over
// all pairs, written from their equations; chip and float64 are given the same input.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace bouton::systems::correlated {

inline constexpr double step = 0.5;                      // ms
inline constexpr std::size_t inputs = 200, group = 100;  // the first `group` are correlated

// Poisson spikes at 15 Hz; the rate of the correlated inputs is 15 (1 + 0.3 n) Hz with one normal n
// for all of them, drawn anew after 20 ms on average.
class Input {
  public:
    explicit Input(std::uint64_t seed) : random_(seed) {}
    // Indices of the inputs that spike in the next step.
    std::span<const std::uint32_t> next();

  private:
    std::mt19937_64 random_;
    double shared_ = 0;
    std::vector<std::uint32_t> spikes_;
};

// What a pair of spikes in the same step does, and how weights, shares of the largest, are kept.
struct Rule {
    bool tie_potentiates = true;
    double levels = 0;  // of the largest weight; 0: float64
    bool stochastic = false;
};

class Cell {
  public:
    Cell(std::vector<double> weights, const Rule& rule);

    void next(std::span<const std::uint32_t> spikes);
    const std::vector<double>& weights() const { return weights_; }
    std::uint64_t spikes() const { return spikes_; }

  private:
    double stored(double weight);

    std::vector<double> weights_, x_;
    Rule rule_;
    std::mt19937_64 random_{1};
    double y_ = 0, g_ = 0, arriving_ = 0, v_;
    std::uint64_t spikes_ = 0;
};

}  // namespace bouton::systems::correlated
