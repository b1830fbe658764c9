// SPDX-License-Identifier: Apache-2.0
// Plain charts as inline SVG. Colours and fonts come from the page's style sheet, by class.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bouton::common {

struct Series {
    std::string name, style;  // a class of the page: "chip", "float", "soft"
    std::vector<std::pair<double, double>> points;
    bool marks = true, line = true;
    std::vector<double> half = {};  // of each point, up and down: an error bar; empty: none
};

struct Axis {
    std::string label;
    double low = 0, high = 1;
    std::vector<std::pair<double, std::string>> ticks;
    bool logarithmic = false;
};

// Ticks at round numbers.
Axis linear_axis(std::string label, double low, double high, int decimals);
// With as many decimals as the ticks need.
Axis linear_axis(std::string label, double low, double high);
// From `low` on, ticks at 1, 2, 5 times powers of ten.
Axis logarithmic_axis(std::string label, double low, double high);

std::string line_chart(const Axis& x, const Axis& y, const std::vector<Series>& series);

struct Histogram {
    std::string name, style;
    std::vector<double> share;  // of each bin, 0..1
};
// Bins divide [low, high] of the x axis evenly; y is the share in per cent.
std::string histogram(const Axis& x, const std::vector<Histogram>& series);

std::string escape(const std::string& text);

}  // namespace bouton::common
