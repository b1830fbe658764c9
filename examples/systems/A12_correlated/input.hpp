// SPDX-License-Identifier: Apache-2.0
// The input; the cell is A11's reference. Chip and float64 are given the same input.
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

}  // namespace bouton::systems::correlated
