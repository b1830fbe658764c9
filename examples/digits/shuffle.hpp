// SPDX-License-Identifier: Apache-2.0
// The host's random numbers (splitmix64) and the order in which training images are shown: the same
// everywhere, unlike those of the standard library.
#pragma once

#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace bouton::digits {

inline std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

inline std::vector<std::uint32_t> shuffled(std::uint32_t count, std::uint64_t seed) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::uint64_t state = ~seed;
    for (std::uint32_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[next_random(state) % i]);
    return order;
}

}  // namespace bouton::digits
