// SPDX-License-Identifier: Apache-2.0
// The mapper's draws: the same on every machine for a seed (the standard library's distributions
// and shuffle are not fixed by the standard).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "arith/splitmix.hpp"

namespace bouton::compiler {

class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() { return arith::splitmix64(state_); }

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
