// SPDX-License-Identifier: Apache-2.0
// The world of the chain: it walks from the first state to the last, where reward is, and tells the
// chip. And the same in float64, from the equation.
#pragma once

#include <array>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems::chain {

inline constexpr int states = 5;
inline constexpr double alpha = 0.1, gamma = 0.9;
using Values = std::array<double, states>;
using Errors = std::array<double, states - 1>;  // of leaving each state

struct Trial {
    Values values;  // after it
    Errors errors;
};

// One walk on the chip; `reward` is what the last state gives.
Trial walk(Session& session, double reward = 1, double discount = gamma);

// delta = r + gamma V' - V, V += alpha delta; V of the last state is never updated.
class Reference {
  public:
    Trial walk(double reward = 1, double discount = gamma);

  private:
    Values values_{};
};

}  // namespace bouton::systems::chain
