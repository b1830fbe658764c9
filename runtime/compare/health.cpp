// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/health.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace bouton::runtime::compare {

namespace {

using Values = std::array<std::uint64_t, spec::counter_count>;

void add(const Measure& measure, Values& values, std::uint64_t& refused) {
    const auto value = static_cast<std::uint64_t>(measure.value);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (spec::counter_info(static_cast<spec::Counter>(i)).name == measure.quantity) {
            values[i] += value;
            return;
        }
    refused += value;  // the only one that is no counter of the chip
}

}  // namespace

void note_health(const Point& point, std::uint64_t steps, std::span<const Ailment> ailments,
                 Table& table) {
    for (const Ailment& one : ailments)
        table.push_back({point,
                         both_loops,
                         "chip",
                         {"health", std::string(one.counter), static_cast<double>(steps),
                          static_cast<double>(one.value)}});
}

std::vector<Illness> health(const Table& table) {
    const auto same = [](const Point& a, const Point& b) {
        return a.bits == b.bits && a.rounding == b.rounding;
    };
    std::vector<Illness> list;
    for (const Row& row : table)
        if (row.loop == both_loops &&
            std::none_of(list.begin(), list.end(),
                         [&](const Illness& one) { return same(one.format, row.point); }))
            list.push_back({.format = row.point, .seeds = 0, .ailments = {}});
    for (Illness& one : list) {
        Values values{};
        std::uint64_t refused = 0;
        std::set<std::uint64_t> seeds;
        for (const Row& row : table) {
            if (row.loop != both_loops || !same(row.point, one.format)) continue;
            add(row.measure, values, refused);
            seeds.insert(row.point.seed);
        }
        one.seeds = seeds.size();
        one.ailments = diagnose(values, refused);
    }
    return list;
}

}  // namespace bouton::runtime::compare
