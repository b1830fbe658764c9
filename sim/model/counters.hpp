// SPDX-License-Identifier: Apache-2.0
// The counters of a core (docs/machine.md section 6): cumulative, 48 bits.
#pragma once

#include <array>
#include <cstdint>

#include "spec/gen/spec.hpp"

namespace bouton::model {

struct Counters {
    static constexpr std::uint64_t mask = (std::uint64_t{1} << 48) - 1;

    std::array<std::uint64_t, spec::counter_count> values{};

    // For adding; what a reader sees is `get`.
    std::uint64_t& operator[](spec::Counter counter) {
        return values[static_cast<std::size_t>(counter)];
    }
    std::uint64_t get(spec::Counter counter) const {
        return values[static_cast<std::size_t>(counter)] & mask;
    }

    bool operator==(const Counters&) const = default;
};

}  // namespace bouton::model
