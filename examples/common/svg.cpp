// SPDX-License-Identifier: Apache-2.0
#include "examples/common/svg.hpp"

#include <algorithm>
#include <cmath>

#include "examples/common/text.hpp"

namespace bouton::common {

namespace {

constexpr double width = 560, height = 300, left = 54, right = 26, top = 14, bottom = 46;

double place(const Axis& axis, double value, double from, double to) {
    double share = (value - axis.low) / (axis.high - axis.low);
    if (axis.logarithmic) {
        share = std::log(value / axis.low) / std::log(axis.high / axis.low);
    }
    return from + std::clamp(share, 0.0, 1.0) * (to - from);
}

double place_x(const Axis& axis, double value) {
    return place(axis, value, left, width - right);
}
double place_y(const Axis& axis, double value) {
    return place(axis, value, height - bottom, top);
}

std::string n(double value) {
    return fixed(value, 1);
}

// As a reader wants it: 60,000 and 0.004756.
std::string value(double number) {
    if (number >= 1000 && number == std::floor(number))
        return grouped(static_cast<std::uint64_t>(number));
    char text[64];
    std::snprintf(text, sizeof text, "%.4g", number);
    return text;
}

// Between ticks.
double tick_step(double low, double high) {
    const double power = std::pow(10, std::floor(std::log10((high - low) / 4)));
    const double rough = (high - low) / 4 / power;
    return power * (rough < 1.5 ? 1 : rough < 3.5 ? 2 : rough < 7.5 ? 5 : 10);
}

std::string frame(const Axis& x, const Axis& y) {
    std::string out =
        "<svg class=\"chart\" viewBox=\"0 0 " + n(width) + " " + n(height) + "\" role=\"img\">";
    for (const auto& [at, label] : y.ticks) {
        const std::string py = n(place_y(y, at));
        out += "<line class=\"grid\" x1=\"" + n(left) + "\" x2=\"" + n(width - right) + "\" y1=\"" +
               py + "\" y2=\"" + py + "\"/><text class=\"tick\" text-anchor=\"end\" x=\"" +
               n(left - 7) + "\" y=\"" + n(place_y(y, at) + 4) + "\">" + label + "</text>";
    }
    for (const auto& [at, label] : x.ticks) {
        const std::string px = n(place_x(x, at));
        out += "<line class=\"axis\" x1=\"" + px + "\" x2=\"" + px + "\" y1=\"" +
               n(height - bottom) + "\" y2=\"" + n(height - bottom + 4) +
               "\"/><text class=\"tick\" text-anchor=\"middle\" x=\"" + px + "\" y=\"" +
               n(height - bottom + 17) + "\">" + label + "</text>";
    }
    out += "<line class=\"axis\" x1=\"" + n(left) + "\" x2=\"" + n(width - right) + "\" y1=\"" +
           n(height - bottom) + "\" y2=\"" + n(height - bottom) + "\"/>";
    out += "<text class=\"label\" text-anchor=\"middle\" x=\"" + n((left + width - right) / 2) +
           "\" y=\"" + n(height - 8) + "\">" + escape(x.label) + "</text>";
    out += "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(13 " +
           n((top + height - bottom) / 2) + ") rotate(-90)\">" + escape(y.label) + "</text>";
    return out;
}

std::string error_bar(const Axis& x, const Axis& y, std::pair<double, double> point, double half,
                      const std::string& style) {
    if (!(half > 0)) return {};
    constexpr double cap = 3;
    const double px = place_x(x, point.first);
    const std::string low = n(place_y(y, point.second - half));
    const std::string high = n(place_y(y, point.second + half));
    return "<path class=\"line error " + style + "\" d=\"M" + n(px - cap) + " " + low + " H" +
           n(px + cap) + " M" + n(px - cap) + " " + high + " H" + n(px + cap) + " M" + n(px) + " " +
           low + " V" + high + "\"><title>" + value(point.second) + " +- " + value(half) + " at " +
           value(point.first) + "</title></path>";
}

template <class AllSeries>
std::string legend(const AllSeries& series) {
    std::string out = "<p class=\"legend\">";
    for (const auto& each : series) {
        out += "<span><i class=\"" + each.style + "\"></i>" + escape(each.name) + "</span>";
    }
    return out + "</p>";
}

}  // namespace

std::string escape(const std::string& text) {
    std::string out;
    for (char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out.push_back(c);
        }
    }
    return out;
}

Axis linear_axis(std::string label, double low, double high, int decimals) {
    Axis axis{
        .label = std::move(label), .low = low, .high = high, .ticks = {}, .logarithmic = false};
    const double step = tick_step(low, high);
    for (double at = std::ceil(low / step - 1e-9) * step + 0.0; at <= high + step * 1e-9;
         at += step) {
        axis.ticks.emplace_back(at, fixed(at, decimals));
    }
    return axis;
}

Axis linear_axis(std::string label, double low, double high) {
    const double digits = std::ceil(-std::log10(tick_step(low, high)) - 1e-9);
    return linear_axis(std::move(label), low, high, std::max(0, static_cast<int>(digits)));
}

Axis logarithmic_axis(std::string label, double low, double high) {
    Axis axis{
        .label = std::move(label), .low = low, .high = high, .ticks = {}, .logarithmic = true};
    for (double power = 1; power <= high; power *= 10) {
        for (double digit : {1.0, 2.0, 5.0}) {
            const double at = digit * power;
            if (at < low || at > high) continue;
            axis.ticks.emplace_back(at, grouped(static_cast<std::uint64_t>(at)));
        }
    }
    return axis;
}

std::string line_chart(const Axis& x, const Axis& y, const std::vector<Series>& series) {
    std::string out = frame(x, y);
    for (const auto& each : series) {
        std::string points;
        for (const auto& [px, py] : each.points) {
            points += n(place_x(x, px)) + "," + n(place_y(y, py)) + " ";
        }
        if (each.line)
            out += "<polyline class=\"line " + each.style + "\" points=\"" + points + "\"/>";
        for (std::size_t i = 0; i < each.half.size(); ++i)
            out += error_bar(x, y, each.points[i], each.half[i], each.style);
        if (!each.marks) continue;
        for (const auto& [px, py] : each.points) {
            out += "<circle class=\"mark " + each.style + "\" r=\"3\" cx=\"" + n(place_x(x, px)) +
                   "\" cy=\"" + n(place_y(y, py)) + "\"><title>" + value(py) + " at " + value(px) +
                   "</title></circle>";
        }
    }
    return "<div>" + out + "</svg>" + legend(series) + "</div>";
}

std::string histogram(const Axis& x, const std::vector<Histogram>& series) {
    double most = 0;
    for (const auto& each : series) {
        for (double share : each.share) most = std::max(most, share * 100);
    }
    const Axis y = linear_axis("share of weights in %", 0, most * 1.05, most < 4 ? 1 : 0);
    std::string out = frame(x, y);
    for (const auto& each : series) {
        std::string path = "M" + n(left) + " " + n(height - bottom);
        const double bin = (x.high - x.low) / static_cast<double>(each.share.size());
        for (std::size_t i = 0; i < each.share.size(); ++i) {
            const double from = x.low + bin * static_cast<double>(i);
            const std::string py = n(place_y(y, each.share[i] * 100));
            path +=
                " L" + n(place_x(x, from)) + " " + py + " L" + n(place_x(x, from + bin)) + " " + py;
        }
        path += " L" + n(width - right) + " " + n(height - bottom);
        out += "<path class=\"area " + each.style + "\" d=\"" + path + "\"/>";
    }
    return "<div>" + out + "</svg>" + legend(series) + "</div>";
}

}  // namespace bouton::common
