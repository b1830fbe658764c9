// SPDX-License-Identifier: Apache-2.0
// The page of a comparison: plots of what compare_report.cpp prints.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "examples/common/page_style.hpp"
#include "examples/common/svg.hpp"
#include "runtime/apps/compare_report.hpp"

namespace bouton::apps {

using common::escape;
using runtime::compare::Row;

namespace {

// Colours of lines that page_style.hpp has not.
constexpr char more_style[] = R"CSS(
.line.float{stroke:var(--float)}.mark.float{fill:var(--float)}
.line.pale{stroke:var(--pale)}.mark.pale{fill:var(--pale)}
.line.blue{stroke:#3b6fb5}.mark.blue{fill:#3b6fb5}.legend i.blue{background:#3b6fb5}
.line.plum{stroke:#8a4f9e}.mark.plum{fill:#8a4f9e}.legend i.plum{background:#8a4f9e}
)CSS";

std::string style_of(const Row& row) {
    static const std::map<std::string, std::string, std::less<>> styles{
        {"chip", "chip"},     {"twin", "float"},      {"weights", "soft"},  {"traces", "blue"},
        {"states", "plum"},   {"saturation", "pale"}, {"nearest", "float"}, {"stochastic", "chip"},
        {"truncate", "plum"}, {"given", "chip"}};
    const auto found = styles.find(row.variant);
    return found == styles.end() ? "pale" : found->second;
}

common::Axis axis_of(const std::string& label, std::pair<double, double> range) {
    auto [low, high] = range;
    if (!(high > low)) {
        low -= 0.5;
        high += 0.5;
    }
    return common::linear_axis(label, low, high);
}

// Points of all series inside, with a little room; nothing to show: empty. Small numbers are shown
// as multiples of a power of ten, or labels of ticks would be too long.
std::string chart(const std::string& x_label, std::string y_label,
                  std::vector<common::Series> series) {
    std::pair<double, double> x{INFINITY, -INFINITY}, y{0, -INFINITY};
    for (const auto& each : series)
        for (const auto& [px, py] : each.points) {
            x = {std::min(x.first, px), std::max(x.second, px)};
            y = {std::min(y.first, py), std::max(y.second, py)};
        }
    for (const auto& each : series)
        for (std::size_t i = 0; i < each.half.size(); ++i) {
            const double middle = each.points[i].second;
            y = {std::min(y.first, middle - each.half[i]),
                 std::max(y.second, middle + each.half[i])};
        }
    if (!(x.first <= x.second)) return {};
    const double largest = std::max(std::abs(y.first), std::abs(y.second));
    if (largest > 0 && largest < 0.02) {
        const int power = static_cast<int>(std::floor(std::log10(largest)));
        for (auto& each : series) {
            for (auto& point : each.points) point.second *= std::pow(10.0, -power);
            for (double& half : each.half) half *= std::pow(10.0, -power);
        }
        y = {y.first * std::pow(10.0, -power), y.second * std::pow(10.0, -power)};
        y_label += ", times 1e" + std::to_string(power);
    }
    y.second += 0.05 * (y.second - y.first);
    return common::line_chart(axis_of(x_label, x), axis_of(y_label, y), series);
}

std::string figure(const std::string& caption, const std::string& content) {
    if (content.empty()) return {};
    return "<figure><figcaption>" + escape(caption) + "</figcaption>" + content + "</figure>";
}

std::string two(const std::string& one, const std::string& other) {
    return one + other == "" ? "" : "<div class=\"two\">" + one + other + "</div>";
}

// A quantity over `at`: steps, or bins.
std::vector<common::Series> over_at(const Averages& averages, const std::vector<Row>& lines,
                                    const std::string& quantity) {
    std::vector<common::Series> list;
    for (const Row& line : lines) {
        common::Series series{.name = line.variant + " " + format_text(line.point),
                              .style = style_of(line),
                              .points = {},
                              .marks = false};
        for (const auto& group : averages.groups())
            if (Averages::same_line(group.key, line) && group.key.variant == line.variant &&
                group.key.measure.quantity == quantity) {
                series.points.emplace_back(group.key.measure.at, group.value.mean);
                series.half.push_back(group.value.half);
            }
        if (!series.points.empty()) list.push_back(std::move(series));
    }
    return list;
}

// By x, from left to right.
common::Series in_order(const common::Series& series) {
    std::vector<std::size_t> order(series.points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return series.points[a].first < series.points[b].first;
    });
    common::Series result{.name = series.name, .style = series.style, .points = {}};
    for (const std::size_t i : order) {
        result.points.push_back(series.points[i]);
        result.half.push_back(series.half[i]);
    }
    return result;
}

// The last of a quantity over bits: of the chip a line for each rounding, of the twin one.
std::vector<common::Series> over_bits(const Averages& averages, const std::vector<Row>& lines,
                                      const std::string& quantity) {
    std::map<std::string, common::Series> by_name;
    std::vector<std::string> order;
    for (const Row& line : lines) {
        if (line.variant != "chip" && line.variant != "twin") continue;
        const auto* found = averages.last(line, line.variant, quantity);
        if (found == nullptr) continue;
        const std::string name = line.variant == "twin" ? "twin" : "chip, " + line.point.rounding;
        auto [place, added] = by_name.try_emplace(name);
        if (added) order.push_back(name);
        place->second.name = name;
        Row colour = line;
        if (line.variant == "chip") colour.variant = line.point.rounding;
        place->second.style = line.variant == "twin" ? "pale" : style_of(colour);
        // The twin has no bits: what it has for each of the roundings is one point.
        auto& points = place->second.points;
        if (std::any_of(points.begin(), points.end(),
                        [&](const auto& point) { return point.first == line.point.bits; }))
            continue;
        points.emplace_back(line.point.bits, found->value.mean);
        place->second.half.push_back(found->value.half);
    }
    std::vector<common::Series> list;
    list.reserve(order.size());
    for (const std::string& name : order) list.push_back(in_order(by_name[name]));
    return list;
}

// A quantity of each line beside the others, as points.
std::string side_by_side(const Averages& averages, const std::vector<Row>& lines,
                         const std::string& y_label, const std::string& quantity) {
    std::vector<common::Series> series;
    common::Axis x{
        .label = "arithmetic", .low = 0.5, .high = 0.5, .ticks = {}, .logarithmic = false};
    double low = 0, high = 0;
    for (const Row& line : lines) {
        const auto* found = averages.last(line, line.variant, quantity);
        if (found == nullptr) continue;
        const auto& [mean, half, count] = found->value;
        x.high += 1;
        x.ticks.emplace_back(x.high - 0.5, line.variant);
        series.push_back({.name = line.variant + " " + format_text(line.point),
                          .style = style_of(line),
                          .points = {{x.high - 0.5, mean}},
                          .line = false,
                          .half = {half}});
        low = std::min(low, mean - half);
        high = std::max(high, mean + half);
    }
    if (series.empty()) return {};
    return common::line_chart(x, axis_of(y_label, {low, high + 0.05 * (high - low)}), series);
}

bool is_measured(const Averages& averages, const std::vector<Row>& lines,
                 const std::string& quantity) {
    return std::any_of(lines.begin(), lines.end(), [&](const Row& line) {
        return averages.last(line, line.variant, quantity) != nullptr;
    });
}

bool is_sweep(const std::vector<Row>& lines) {
    return std::any_of(lines.begin(), lines.end(), [&](const Row& line) {
        return line.point.bits != lines.front().point.bits;
    });
}

std::string card(const Averages& averages, const std::string& loop, const std::string& name,
                 const std::string& unit) {
    const auto lines = averages.lines(loop, name);
    if (lines.empty()) return {};
    std::string out = "<section class=\"card\"><h2>" + escape(name) + ", " + loop + " loop</h2>";
    const bool sweep = is_sweep(lines);
    if (is_measured(averages, lines, "accuracy")) {
        const auto plot = [&](const char* y_label, const char* quantity) {
            return sweep ? chart("bits", y_label, over_bits(averages, lines, quantity))
                         : side_by_side(averages, lines, y_label, quantity);
        };
        out += two(figure("Test windows that are right", plot("% of windows", "accuracy")),
                   figure("The same, minus the twin's", plot("points", "gain")));
    }
    if (sweep) {
        out += two(figure("Mean weight over the bits of a weight",
                          chart("bits", "mean in " + unit, over_bits(averages, lines, "mean"))),
                   figure("Distance from the twin's weights",
                          chart("bits", "rms in " + unit, over_bits(averages, lines, "rms"))));
        out += two(figure("Rate", chart("bits", "spikes/s", over_bits(averages, lines, "rate"))),
                   figure("Distance from the twin's spikes",
                          chart("bits", "cost a spike", over_bits(averages, lines, "moved"))));
    } else {
        out += two(figure("Distance from the twin's weights",
                          chart("step", "rms in " + unit, over_at(averages, lines, "rms"))),
                   figure("Mean difference from the twin's weights",
                          chart("step", "bias in " + unit, over_at(averages, lines, "bias"))));
        out += two(figure("Weights at the end",
                          chart("weight in " + unit, "share", over_at(averages, lines, "share"))),
                   "");
    }
    return out + "</section>";
}

}  // namespace

std::string compare_page(const Comparison& comparison) {
    const Averages averages(comparison.table);
    std::string out =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>Bouton: " +
        escape(comparison.network) + " compared</title><style>" + std::string(common::page_style) +
        more_style + "</style><main><h1>" + escape(comparison.network) +
        ": the chip and floating point</h1><p class=\"lead\">" + escape(comparison.about) +
        "</p><pre>" + escape(comparison.command) +
        "</pre><p class=\"note\">chip: the chip's "
        "arithmetic. twin: the same programs in float64. weights, traces, states, saturation: the "
        "twin with this one limit of the chip. In open loop all neurons spike when the chip's do; "
        "in closed loop each run has its own spikes, and small differences grow. Bars: 95 % "
        "intervals over seeds.</p>";
    if (const std::string ill = health_text(comparison); !ill.empty())
        out += "<section class=\"card\"><h2>Not to be trusted</h2><pre>" + escape(ill) +
               "</pre></section>";
    for (const std::string loop : {"open", "closed"}) {
        for (std::size_t p = 0; p < comparison.projections.size(); ++p)
            out += card(averages, loop, comparison.projections[p], comparison.units[p]);
        if (loop == "open") continue;
        for (const std::string& name : comparison.populations)
            if (const auto lines = averages.lines(loop, name);
                is_sweep(lines) || is_measured(averages, lines, "accuracy"))
                out += card(averages, loop, name, "");
    }
    return out + "<section class=\"card\"><h2>All numbers</h2><pre>" +
           escape(compare_text(comparison)) + "</pre></section></main></html>\n";
}

}  // namespace bouton::apps
