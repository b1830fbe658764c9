// SPDX-License-Identifier: Apache-2.0
// All numbers of a comparison, one a row, and as a CSV file from which an interrupted comparison
// goes on. The file's first line names the settings: rows of others are not mixed with them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/compare/estimate.hpp"
#include "runtime/compare/measure.hpp"

namespace bouton::runtime::compare {

// One network that is compared: a seed, and a format of weights.
struct Point {
    std::uint64_t seed = 1;
    std::uint32_t bits = 0;          // 0: as the network says
    std::string rounding = "given";  // or nearest, stochastic, truncate

    bool operator==(const Point&) const = default;
};

struct Row {
    Point point;
    std::string loop, variant;  // "open" or "closed"; health.hpp: "both"
    Measure measure;

    bool operator==(const Row&) const = default;
};

using Table = std::vector<Row>;

std::string to_csv(const Table& table, const std::string& settings);
// Rows that to_csv wrote. ImageError: another file, or other settings.
Table from_csv(std::string_view text, const std::string& settings, const std::string& file);

bool has(const Table& table, const Point& point);

// What is averaged over seeds, in the order of its first rows.
struct Group {
    Row key;  // with the first seed, and no value
    Estimate value;
};
std::vector<Group> over_seeds(const Table& table);

}  // namespace bouton::runtime::compare
