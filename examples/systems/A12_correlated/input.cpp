// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A12_correlated/input.hpp"

namespace bouton::systems::correlated {

namespace {

constexpr double rate = 15, depth = 0.3, interval = 20;  // Hz, share, ms

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

}  // namespace bouton::systems::correlated
