// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "examples/common/page_style.hpp"
#include "examples/common/text.hpp"
#include "examples/systems/harness/report.hpp"

namespace bouton::systems {

using common::escape;

namespace {

constexpr char more_style[] = R"CSS(
td.passed{color:var(--chip);font-weight:600}td.failed{color:#b00020;font-weight:600}
td.skipped{color:var(--soft)}.line.float{stroke:var(--float)}.mark.float{fill:var(--float)}
.line.pale{stroke:var(--pale)}.mark.pale{fill:var(--pale)}
)CSS";

std::string cell(const std::string& state) {
    const std::string style = state == "not done" ? "skipped" : state;
    return "<td class=\"" + style + "\">" + state + "</td>";
}

common::Axis axis(const std::string& label, std::pair<double, double> range) {
    auto [low, high] = range;
    if (!(high > low)) {
        low -= 0.5;
        high += 0.5;
    }
    return common::linear_axis(label, low, high);
}

// Of all points of a plot, with a little room above and below.
std::string chart(const Plot& plot) {
    std::pair<double, double> x{INFINITY, -INFINITY}, y = x;
    for (const auto& series : plot.series) {
        for (const auto& [px, py] : series.points) {
            x = {std::min(x.first, px), std::max(x.second, px)};
            y = {std::min(y.first, py), std::max(y.second, py)};
        }
    }
    if (!(x.first <= x.second)) return {};
    const double room = 0.05 * (y.second - y.first);
    return common::line_chart(axis(plot.x, x),
                              axis(plot.y, {y.first == 0 ? 0 : y.first - room, y.second + room}),
                              plot.series);
}

std::string checks_of(const Result& result) {
    std::string out =
        "<table class=\"facts\"><tr><th></th><th>what</th><th class=\"n\">measured</th>"
        "<th class=\"n\">expected</th><th class=\"n\">tolerance</th><th></th><th></th></tr>";
    for (const auto& check : result.checks) {
        out += std::string("<tr><td>T") + static_cast<char>(check.tier) + "</td><td>" +
               escape(check.what) + "</td>";
        if (check.skipped.empty()) {
            out += "<td class=\"n\">" + number(check.measured) + "</td><td class=\"n\">" +
                   number(check.expected) + "</td><td class=\"n\">" + number(check.tolerance) +
                   "</td><td>[" + static_cast<char>(check.origin) + "]</td>" +
                   cell(check.passed ? "passed" : "failed") + "</tr>";
        } else {
            out +=
                "<td colspan=\"4\">" + escape(check.skipped) + "</td>" + cell("not done") + "</tr>";
        }
    }
    return out + "</table>";
}

std::string card(const Result& result) {
    std::string out = "<section class=\"card\" id=\"" + result.id + "\"><h2>" + result.id + " " +
                      escape(result.title) + "</h2>";
    if (!result.error.empty()) out += "<p class=\"wrong\">" + escape(result.error) + "</p>";
    return out + "<div class=\"two\"><figure>" + chart(result.plot) + "</figure><div>" +
           checks_of(result) + "</div></div></section>";
}

}  // namespace

std::string to_page(std::span<const Result> results, const std::string& about) {
    const auto passed = std::count_if(results.begin(), results.end(),
                                      [](const Result& result) { return result.passed(); });
    std::string out =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>Bouton: systems</title><style>" +
        std::string(common::page_style) + more_style + "</style><main><h1>Systems</h1>" +
        "<p class=\"lead\">" + std::to_string(passed) + " of " + std::to_string(results.size()) +
        " passed. " + escape(about) +
        "</p><p class=\"note\">T0: model and RTL agree in every bit. T1: learned weights against "
        "float64 on the same spikes. T2: the system's own number. Expected numbers are [S] given "
        "with the system, [P] published, [T] computed from a closed form, [R] computed by an "
        "independent float64 model, [F] the same programs in float64, [C] promised by the "
        "chip.</p><section class=\"card\"><table class=\"facts\"><tr><th></th><th>system</th>"
        "<th>T0</th><th>T1</th><th>T2</th><th class=\"n\">checks</th><th class=\"n\">s</th></tr>";
    for (const auto& result : results) {
        out += "<tr><td><a href=\"#" + result.id + "\">" + result.id + "</a></td><td>" +
               escape(result.title) + "</td>" + cell(state_of(result, Tier::T0)) +
               cell(state_of(result, Tier::T1)) + cell(state_of(result, Tier::T2)) +
               "<td class=\"n\">" + std::to_string(result.checks.size()) + "</td><td class=\"n\">" +
               common::fixed(result.seconds, 1) + "</td></tr>";
    }
    out += "</table></section>";
    for (const auto& result : results) out += card(result);
    return out + "</main></html>\n";
}

}  // namespace bouton::systems
