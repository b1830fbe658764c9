// SPDX-License-Identifier: Apache-2.0
// Which random runs the tests make: at least 200,000 steps of lockstep altogether.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace bouton::cosim {

struct SeedRange {
    std::string_view configuration;
    std::uint64_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t steps = 0;
    std::uint32_t coverage_stride = 1;  // every how manieth the coverage test runs
};

inline constexpr std::array<SeedRange, 4> ci_seeds{{
    {"tiny", 1'000, 1'700, 100, 4},
    {"fpga", 10'000, 200, 100, 4},
    {"default", 20'000, 150, 100, 4},
    {"large", 30'000, 30, 100, 4},
}};

constexpr std::uint64_t ci_steps() {
    std::uint64_t sum = 0;
    for (const SeedRange& range : ci_seeds) sum += std::uint64_t{range.count} * range.steps;
    return sum;
}

static_assert(ci_steps() >= 200'000);

}  // namespace bouton::cosim
