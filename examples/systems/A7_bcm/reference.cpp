// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A7_bcm/reference.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace bouton::systems::bcm {

Reference::Reference(std::vector<double> weights, const Constants& constants)
    : weights_(std::move(weights)), constants_(constants), theta_(constants.theta) {}

double Reference::show(std::span<const double> x, double gate, double drive) {
    const double y = std::inner_product(x.begin(), x.end(), weights_.begin(), drive);
    theta_ += (y * y - theta_) / constants_.tau;
    const double factor = gate * constants_.eta * y * (y - theta_);
    for (std::size_t i = 0; i < x.size(); ++i)
        weights_[i] = std::clamp(weights_[i] + factor * x[i], constants_.low, constants_.high);
    return y;
}

std::vector<Reference> references(std::span<const double> weights, std::size_t inputs,
                                  const Reference::Constants& constants) {
    const std::size_t units = weights.size() / inputs;
    std::vector<Reference> result;
    for (std::size_t unit = 0; unit < units; ++unit) {
        std::vector<double> own;
        for (std::size_t i = 0; i < inputs; ++i) own.push_back(weights[i * units + unit]);
        result.emplace_back(std::move(own), constants);
    }
    return result;
}

}  // namespace bouton::systems::bcm
