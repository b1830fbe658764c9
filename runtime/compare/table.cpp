// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/table.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <tuple>

#include "spec/image/error.hpp"

namespace bouton::runtime::compare {

namespace {

constexpr std::string_view heading = "seed,bits,rounding,loop,variant,name,quantity,at,value";
constexpr std::string_view first = "# bouton compare: ";

// The shortest that reads back as the same.
std::string text_of(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return {text, end};
}

template <class Number>
bool read(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

std::string_view take(std::string_view& text, char separator) {
    const std::size_t at = std::min(text.find(separator), text.size());
    const std::string_view part = text.substr(0, at);
    text.remove_prefix(std::min(at + 1, text.size()));
    return part;
}

bool read_row(std::string_view line, Row& row) {
    const bool numbers =
        read(take(line, ','), row.point.seed) && read(take(line, ','), row.point.bits);
    row.point.rounding = take(line, ',');
    row.loop = take(line, ',');
    row.variant = take(line, ',');
    row.measure.name = take(line, ',');
    row.measure.quantity = take(line, ',');
    return numbers && read(take(line, ','), row.measure.at) && read(line, row.measure.value);
}

}  // namespace

std::string to_csv(const Table& table, const std::string& settings) {
    std::string text = std::string(first) + settings + '\n' + std::string(heading) + '\n';
    for (const Row& row : table)
        text += std::to_string(row.point.seed) + ',' + std::to_string(row.point.bits) + ',' +
                row.point.rounding + ',' + row.loop + ',' + row.variant + ',' + row.measure.name +
                ',' + row.measure.quantity + ',' + text_of(row.measure.at) + ',' +
                text_of(row.measure.value) + '\n';
    return text;
}

Table from_csv(std::string_view text, const std::string& settings, const std::string& file) {
    const std::string_view before = take(text, '\n');
    if (before != std::string(first) + settings)
        throw image::ImageError(
            file, "line 1", "'" + std::string(before.substr(0, 200)) + "'",
            "'" + std::string(first) + settings + "': a file of these settings, or none");
    Table table;
    if (const std::string_view names = take(text, '\n'); names != heading)
        throw image::ImageError(file, "line 2", "'" + std::string(names.substr(0, 80)) + "'",
                                std::string(heading));
    for (std::size_t line = 3; !text.empty(); ++line) {
        const std::string_view one = take(text, '\n');
        if (!read_row(one, table.emplace_back()))
            throw image::ImageError(file, "line " + std::to_string(line),
                                    "'" + std::string(one.substr(0, 80)) + "'",
                                    std::string(heading));
    }
    return table;
}

bool has(const Table& table, const Point& point) {
    return std::any_of(table.begin(), table.end(),
                       [&](const Row& row) { return row.point == point; });
}

std::vector<Group> over_seeds(const Table& table) {
    using Key = std::tuple<std::uint32_t, std::string, std::string, std::string, std::string,
                           std::string, double>;
    std::map<Key, std::size_t> places;
    std::vector<Group> groups;
    std::vector<std::vector<double>> values;
    for (const Row& row : table) {
        const auto& [name, quantity, at, value] = row.measure;
        const auto [place, added] = places.try_emplace(
            Key{row.point.bits, row.point.rounding, row.loop, row.variant, name, quantity, at},
            groups.size());
        if (added) {
            groups.push_back({.key = row, .value = {}});
            groups.back().key.measure.value = 0;
            values.emplace_back();
        }
        values[place->second].push_back(value);
    }
    for (std::size_t i = 0; i < groups.size(); ++i) groups[i].value = estimate(values[i]);
    return groups;
}

}  // namespace bouton::runtime::compare
