// SPDX-License-Identifier: Apache-2.0
// A BCM unit in float64, from the equations: y = w x, theta += (y^2 - theta) / tau, then
// w += eta x y (y - theta).
#pragma once

#include <span>
#include <vector>

namespace bouton::systems::bcm {

class Reference {
  public:
    struct Constants {
        double eta, tau, theta;         // theta: the first
        double low = -1e9, high = 1e9;  // bounds of the weights
    };
    Reference(std::vector<double> weights, const Constants& constants);

    // The answer to x; `gate` times eta is the rate of learning, and `drive` adds to the answer.
    double show(std::span<const double> x, double gate = 1, double drive = 0);

    const std::vector<double>& weights() const { return weights_; }
    double theta() const { return theta_; }

  private:
    std::vector<double> weights_;
    Constants constants_;
    double theta_;
};

// One for each unit of a projection all_to_all: all units of an input, then the next.
std::vector<Reference> references(std::span<const double> weights, std::size_t inputs,
                                  const Reference::Constants& constants);

}  // namespace bouton::systems::bcm
