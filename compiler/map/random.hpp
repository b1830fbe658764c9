// SPDX-License-Identifier: Apache-2.0
// The mapper's draws: the same on every machine for a seed (SplitMix64; the standard library's
// distributions and shuffle are not fixed by the standard).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace bouton::compiler {

class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }

    // 0 .. size - 1; the bias of the remainder is below 2^-32.
    std::uint32_t below(std::uint32_t size) { return static_cast<std::uint32_t>(next() % size); }

    template <class Value>
    void shuffle(std::vector<Value>& values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(static_cast<std::uint32_t>(i))]);
    }

  private:
    std::uint64_t state_;
};

}  // namespace bouton::compiler
