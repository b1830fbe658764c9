// SPDX-License-Identifier: Apache-2.0
// A stream of random numbers that is the same on every machine. For tests only.
//
// Contract: everything drawn is a pure function of the seed and of the draws before it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "arith/splitmix.hpp"

namespace bouton::cosim {

class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t bits() { return arith::splitmix64(state_); }

    // Uniform in 0..n-1; n > 0.
    std::uint32_t below(std::uint32_t n) {
        return static_cast<std::uint32_t>((bits() >> 32) * n >> 32);
    }

    // Uniform in low..high, both included.
    std::int32_t between(std::int32_t low, std::int32_t high) {
        const auto span = static_cast<std::uint64_t>(std::int64_t{high} - low + 1);
        return static_cast<std::int32_t>(low +
                                         static_cast<std::int64_t>((bits() >> 32) * span >> 32));
    }

    bool percent(std::uint32_t chance) { return below(100) < chance; }

    template <class T>
    T pick(const std::vector<T>& values) {
        return values[below(static_cast<std::uint32_t>(values.size()))];
    }

    template <class T>
    T pick(std::initializer_list<T> values) {
        return values.begin()[below(static_cast<std::uint32_t>(values.size()))];
    }

    // An index, chosen with a probability in proportion to its weight; the weights are not all 0.
    std::size_t weighted(const std::vector<std::uint32_t>& weights) {
        std::uint32_t sum = 0;
        for (const std::uint32_t w : weights) sum += w;
        std::uint32_t left = below(sum);
        std::size_t i = 0;
        for (; left >= weights[i]; ++i) left -= weights[i];
        return i;
    }

    // A two's complement word of at most `word_bits` bits, its size spread evenly over all octaves.
    std::int32_t signed_word(unsigned word_bits) {
        const unsigned octave = 1 + below(word_bits);
        return static_cast<std::int32_t>(static_cast<std::int64_t>(bits()) >> (64 - octave));
    }

  private:
    std::uint64_t state_;
};

}  // namespace bouton::cosim
