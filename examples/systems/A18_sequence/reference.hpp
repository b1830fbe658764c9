// SPDX-License-Identifier: Apache-2.0
// The sequence in float64: a leaky integrator and pair STDP over all pairs, written from their
// equations. An axon's spike arrives a step later.
#pragma once

#include <array>

namespace bouton::systems::sequence {

inline constexpr int axons = 100;

class Reference {
  public:
    Reference() { weights_.fill(0.5); }

    // One repetition; steps from the arrival of the first spike to the cell's.
    int repeat(bool learn);
    const std::array<double, axons>& weights() const { return weights_; }

  private:
    std::array<double, axons> weights_;  // shares of the largest
};

}  // namespace bouton::systems::sequence
