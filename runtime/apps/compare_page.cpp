// SPDX-License-Identifier: Apache-2.0
// The page of a comparison: plots of what compare_report.cpp prints.
#include <algorithm>
#include <cmath>
#include <map>

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
    if (!(x.first <= x.second)) return {};
    const double largest = std::max(std::abs(y.first), std::abs(y.second));
    if (largest > 0 && largest < 0.02) {
        const int power = static_cast<int>(std::floor(std::log10(largest)));
        for (auto& each : series)
            for (auto& point : each.points) point.second *= std::pow(10.0, -power);
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
                group.key.measure.quantity == quantity)
                series.points.emplace_back(group.key.measure.at, group.value.mean);
        if (!series.points.empty()) list.push_back(std::move(series));
    }
    return list;
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
        place->second.points.emplace_back(line.point.bits, found->value.mean);
    }
    std::vector<common::Series> list;
    for (const std::string& name : order) {
        std::sort(by_name[name].points.begin(), by_name[name].points.end());
        // The twin has no bits: its points are one.
        auto& points = by_name[name].points;
        const auto last = std::unique(points.begin(), points.end(),
                                      [](auto& a, auto& b) { return a.first == b.first; });
        points.erase(last, points.end());
        list.push_back(by_name[name]);
    }
    return list;
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
    if (is_sweep(lines)) {
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
        "in closed loop each run has its own spikes, and small differences grow.</p>";
    for (const std::string loop : {"open", "closed"}) {
        for (std::size_t p = 0; p < comparison.projections.size(); ++p)
            out += card(averages, loop, comparison.projections[p], comparison.units[p]);
        if (loop == "open") continue;
        for (const std::string& name : comparison.populations)
            if (is_sweep(averages.lines(loop, name))) out += card(averages, loop, name, "");
    }
    return out + "<section class=\"card\"><h2>All numbers</h2><pre>" +
           escape(compare_text(comparison)) + "</pre></section></main></html>\n";
}

}  // namespace bouton::apps
