// SPDX-License-Identifier: Apache-2.0
// What is wrong with runs on the chip, as rows of a table, so that a file that a comparison goes on
// from keeps it. Their loop is "both": the chip's run is the same in either. A run with nothing
// wrong has no such row.
#pragma once

#include <span>
#include <vector>

#include "runtime/compare/table.hpp"

namespace bouton::runtime::compare {

inline constexpr const char* both_loops = "both";

void note_health(const Point& point, std::uint64_t steps, std::span<const Ailment> ailments,
                 Table& table);

// Of all seeds of a format together.
struct Illness {
    Point format;             // with its first seed that is ill
    std::uint64_t seeds = 0;  // that are
    std::vector<Ailment> ailments;
};
std::vector<Illness> health(const Table& table);

}  // namespace bouton::runtime::compare
