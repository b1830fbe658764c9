// SPDX-License-Identifier: Apache-2.0
#include "runtime/apps/compare_report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bouton::apps {

using runtime::compare::Estimate;
using runtime::compare::Point;
using runtime::compare::Row;

namespace {

std::string short_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.insert(text.size(), width - text.size(), ' ');
    return text;
}

using Cells = std::vector<std::vector<std::string>>;

std::string columns(const Cells& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (widths.size() <= i) widths.push_back(0);
            widths[i] = std::max(widths[i], row[i].size());
        }
    std::string text;
    for (const auto& row : rows) {
        std::string line = " ";
        for (std::size_t i = 0; i < row.size(); ++i) line += ' ' + padded(row[i], widths[i] + 1);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

Cells cells(const Averages& averages, const std::string& loop, const std::string& name,
            const std::vector<std::string>& quantities) {
    Cells rows;
    for (const Row& line : averages.lines(loop, name)) {
        std::vector<std::string> row{line.variant, format_text(line.point)};
        bool any = false;
        for (const std::string& quantity : quantities) {
            const auto* found = averages.last(line, line.variant, quantity);
            any = any || found != nullptr;
            row.push_back(found == nullptr ? "-" : estimate_text(found->value));
            if (quantity == "rms") row.push_back(part_of_chip(averages, line));
        }
        if (any) rows.push_back(std::move(row));
    }
    return rows;
}

std::string table(const Averages& averages, const std::string& loop, const std::string& name,
                  const std::vector<std::string>& titles,
                  const std::vector<std::string>& quantities) {
    Cells rows = cells(averages, loop, name, quantities);
    if (rows.empty()) return {};
    rows.insert(rows.begin(), titles);
    return columns(rows);
}

void add_format(const Point& point, boost::json::object& json) {
    if (point.bits != 0) json["bits"] = point.bits;
    if (point.rounding != "given") json["rounding"] = point.rounding;
}

boost::json::array health_json(const Comparison& comparison) {
    boost::json::array list;
    for (const auto& illness : runtime::compare::health(comparison.table))
        for (const runtime::Ailment& a : illness.ailments) {
            boost::json::object one{{"counter", std::string(a.counter)},
                                    {"value", a.value},
                                    {"meaning", std::string(a.meaning)},
                                    {"remedy", std::string(a.remedy)},
                                    {"seeds", illness.seeds}};
            add_format(illness.format, one);
            list.push_back(std::move(one));
        }
    return list;
}

}  // namespace

std::string health_text(const Comparison& comparison) {
    std::string text;
    for (const auto& [format, seeds, ailments] : runtime::compare::health(comparison.table)) {
        const std::string name = format_text(format);
        text += "the chip" + (name.empty() ? "" : ", " + name) + ", " +
                (seeds == 1 ? "seed " + std::to_string(format.seed)
                            : std::to_string(seeds) + " seeds") +
                ":\n" + runtime::to_text(ailments);
    }
    return text;
}

bool Averages::same_line(const Row& a, const Row& b) {
    return a.point.bits == b.point.bits && a.point.rounding == b.point.rounding &&
           a.loop == b.loop && a.measure.name == b.measure.name;
}

const Averages::Group* Averages::last(const Row& of, const std::string& variant,
                                      const std::string& quantity) const {
    const Group* found = nullptr;
    for (const Group& group : groups_)
        if (group.key.variant == variant && group.key.measure.quantity == quantity &&
            same_line(group.key, of) &&
            (found == nullptr || group.key.measure.at > found->key.measure.at))
            found = &group;
    return found;
}

std::vector<Row> Averages::lines(const std::string& loop, const std::string& name) const {
    std::vector<Row> list;
    for (const Group& group : groups_) {
        if (group.key.loop != loop || group.key.measure.name != name) continue;
        const bool known = std::any_of(list.begin(), list.end(), [&](const Row& row) {
            return row.variant == group.key.variant && same_line(row, group.key);
        });
        if (!known) list.push_back(group.key);
    }
    return list;
}

std::string format_text(const Point& point) {
    std::string text = point.bits == 0 ? "" : std::to_string(point.bits) + " bits";
    if (point.rounding != "given") text += (text.empty() ? "" : " ") + point.rounding;
    return text;
}

std::string estimate_text(const Estimate& estimate) {
    std::string mean = short_number(estimate.mean);
    constexpr double noise = 1e-12;  // of float64 itself
    if (estimate.count < 2 || estimate.half <= noise * std::abs(estimate.mean)) return mean;
    char half[32];
    std::snprintf(half, sizeof half, "%.2g", estimate.half);
    return mean + " +- " + half;
}

std::string part_of_chip(const Averages& averages, const Row& line) {
    const auto* chip = averages.last(line, "chip", "rms");
    const auto* one = averages.last(line, line.variant, "rms");
    if (chip == nullptr || one == nullptr || chip->value.mean == 0) return "-";
    const double ratio = one->value.mean / chip->value.mean;
    char text[32];
    std::snprintf(text, sizeof text, "%.1f %%", 100 * ratio * ratio);
    return text;
}

std::string compare_text(const Comparison& comparison) {
    const Averages averages(comparison.table);
    std::string text = comparison.network + ": " + comparison.about + '\n';
    for (const std::string loop : {"open", "closed"}) {
        std::string part;
        for (std::size_t p = 0; p < comparison.projections.size(); ++p) {
            const std::string& name = comparison.projections[p];
            const std::string found =
                table(averages, loop, name,
                      {"", "", "rms error", "of chip's", "bias", "correlation", "mean", "sd"},
                      {"rms", "bias", "correlation", "mean", "sd"});
            if (!found.empty())
                part += "weights of '" + name + "' in " + comparison.units[p] +
                        ", against the twin's:\n" + found;
        }
        for (const std::string& name : comparison.populations) {
            if (loop == "open") continue;
            const std::string found =
                table(averages, loop, name,
                      {"", "", "rate in Hz", "van Rossum", "Victor-Purpura", "a spike"},
                      {"rate", "van_rossum", "victor_purpura", "moved"});
            if (!found.empty()) part += "spikes of '" + name + "', against the twin's:\n" + found;
            const std::string right =
                table(averages, loop, name, {"", "", "right, %", "minus the twin's"},
                      {"accuracy", "gain"});
            if (!right.empty()) part += "test windows that '" + name + "' has right:\n" + right;
        }
        if (part.empty()) continue;
        text += loop == "open" ? "\nOpen loop: all neurons spike when the chip's do\n"
                               : "\nClosed loop: all neurons spike by themselves\n";
        text += part;
    }
    return text;
}

boost::json::object compare_json(const Comparison& comparison) {
    const Averages averages(comparison.table);
    boost::json::array results;
    for (const auto& group : averages.groups()) {
        const Row& key = group.key;
        if (key.loop == runtime::compare::both_loops) continue;
        boost::json::object one{{"loop", key.loop},          {"variant", key.variant},
                                {"name", key.measure.name},  {"quantity", key.measure.quantity},
                                {"at", key.measure.at},      {"mean", group.value.mean},
                                {"seeds", group.value.count}};
        if (group.value.count > 1) one["half"] = group.value.half;
        add_format(key.point, one);
        results.push_back(std::move(one));
    }
    return {{"network", comparison.network},
            {"about", comparison.about},
            {"steps", comparison.steps},
            {"results", std::move(results)},
            {"health", health_json(comparison)}};
}

}  // namespace bouton::apps
