// SPDX-License-Identifier: Apache-2.0
// SplitMix64: a host's stream of random numbers, the same on every machine, unlike those of the
// standard library. The chip's own draws are in random.hpp.
#pragma once

#include <cstdint>

namespace bouton::arith {

constexpr std::uint64_t splitmix64(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

namespace examples {

// The published first numbers of a seed.
constexpr bool splitmix_is(std::uint64_t seed, std::uint64_t first, std::uint64_t second) {
    std::uint64_t state = seed;
    return splitmix64(state) == first && splitmix64(state) == second;
}
static_assert(splitmix_is(1234567, 6457827717110365317u, 3203168211198807973u));

}  // namespace examples

}  // namespace bouton::arith
