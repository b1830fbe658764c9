// SPDX-License-Identifier: Apache-2.0
// The order in which training images are shown: the same everywhere.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "arith/splitmix.hpp"

namespace bouton::digits {

inline std::vector<std::uint32_t> shuffled(std::uint32_t count, std::uint64_t seed) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::uint64_t state = ~seed;
    for (std::uint32_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[arith::splitmix64(state) % i]);
    return order;
}

}  // namespace bouton::digits
