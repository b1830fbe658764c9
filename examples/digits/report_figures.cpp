// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/report_figures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "examples/common/svg.hpp"
#include "examples/common/text.hpp"
#include "examples/digits/png.hpp"

namespace bouton::digits {

using common::fixed;
using common::Series;

namespace {

// From paper to ink, through the page's teal; value 0..1.
Colour ink(double value) {
    constexpr std::array<std::array<double, 3>, 4> stops = {
        {{250, 249, 245}, {150, 205, 196}, {20, 120, 118}, {8, 32, 44}}};
    const double at = std::clamp(value, 0.0, 1.0) * (stops.size() - 1);
    const auto low = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    Colour colour{};
    for (std::size_t c = 0; c < 3; ++c) {
        const double mixed =
            stops[low][c] + (at - static_cast<double>(low)) * (stops[low + 1][c] - stops[low][c]);
        colour[c] = static_cast<std::uint8_t>(std::lround(mixed));
    }
    return colour;
}

std::vector<double> shares(const std::vector<double>& weights, std::size_t bins) {
    std::vector<double> result(bins);
    for (double weight : weights) {
        const auto bin =
            static_cast<std::size_t>(std::clamp(weight, 0.0, 1.0) * static_cast<double>(bins));
        result[std::min(bin, bins - 1)] += 1.0 / static_cast<double>(weights.size());
    }
    return result;
}

}  // namespace

std::vector<std::size_t> by_label(const Readout& readout) {
    std::vector<std::size_t> order(readout.label.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (readout.label[a] != readout.label[b]) return readout.label[a] < readout.label[b];
        const auto clear = [&](std::size_t n) {
            return *std::max_element(readout.profile[n].begin(), readout.profile[n].end());
        };
        return clear(a) > clear(b);
    });
    return order;
}

std::string receptive_fields(const Parameters& parameters, std::uint32_t side,
                             const std::vector<std::size_t>& order) {
    const auto columns =
        static_cast<std::uint32_t>(std::ceil(std::sqrt(static_cast<double>(order.size()))));
    const auto rows = (static_cast<std::uint32_t>(order.size()) + columns - 1) / columns;
    const std::uint32_t pitch = side + 1, inputs = side * side;
    Picture picture(columns * pitch + 1, rows * pitch + 1, {255, 255, 255});
    for (std::uint32_t tile = 0; tile < order.size(); ++tile) {
        const auto first = order[tile] * inputs;
        const double most =
            std::max(*std::max_element(
                         parameters.weight.begin() + static_cast<std::ptrdiff_t>(first),
                         parameters.weight.begin() + static_cast<std::ptrdiff_t>(first + inputs)),
                     1e-9);
        for (std::uint32_t i = 0; i < inputs; ++i) {
            picture.set(tile % columns * pitch + 1 + i % side,
                        tile / columns * pitch + 1 + i / side,
                        ink(parameters.weight[first + i] / most));
        }
    }
    return "<img class=\"fields\" alt=\"receptive fields\" src=\"" + png_uri(picture) + "\">";
}

std::string weight_histogram(const Result& result) {
    constexpr std::size_t bins = 50;
    std::vector<common::Histogram> series = {
        {"before learning", "before", shares(result.training.start.weight, bins)},
        {"chip", "chip", shares(result.training.end.weight, bins)}};
    if (result.twin) {
        series.push_back({"float64, same spikes", "float", shares(result.twin->open.weight, bins)});
    }
    // The peak of the many zero weights would hide all others.
    double second = 0;
    for (auto& each : series) {
        for (std::size_t i = 1; i < bins; ++i) second = std::max(second, each.share[i]);
    }
    for (auto& each : series) each.share[0] = std::min(each.share[0], 1.3 * second);
    return histogram(common::linear_axis("weight", 0, 1, 1), series);
}

std::string learning_curve(const Result& result) {
    Series vote{"vote", "chip", {}, true}, soft{"soft vote", "soft", {}, true};
    double low = 100;
    for (const auto& point : result.curve) {
        vote.points.emplace_back(point.images, point.vote);
        soft.points.emplace_back(point.images, point.soft);
        low = std::min({low, point.vote, point.soft});
    }
    const double first = result.curve.empty() ? 1 : result.curve.front().images;
    const double last = result.curve.empty() ? 10 : result.curve.back().images;
    return line_chart(common::logarithmic_axis("training images", first, std::max(last, first + 1)),
                      common::linear_axis("test images right, in %",
                                          std::max(0.0, std::floor(low / 10) * 10), 100, 0),
                      {vote, soft});
}

std::string activity_curve(const Result& result) {
    const auto& values = result.training.spikes_per_image;
    Series line{"spikes of all neurons for one image", "chip", {}, false};
    const double images = result.options.images * static_cast<double>(result.options.epochs);
    double most = 1;
    for (std::size_t i = 0; i < values.size(); ++i) {
        line.points.emplace_back(
            images * (static_cast<double>(i) + 0.5) / static_cast<double>(values.size()),
            values[i]);
        most = std::max(most, values[i]);
    }
    return line_chart(common::linear_axis("training images", 0, images, 0),
                      common::linear_axis("spikes", 0, most * 1.05, 0), {line});
}

std::string raster(const Result& result) {
    const auto& training = result.training;
    const double cells = static_cast<double>(result.options.neurons);
    const std::size_t images = training.raster_labels.size();
    constexpr double steps = 200, left = 62, right = 22, top = 24, width = 1140;
    constexpr double input_height = 1.6, gap = 16;
    const double cell_height = std::min(0.8, 200 / cells);  // as high as 250 neurons at most
    const double middle = top + cells * cell_height;
    const double inputs_height = result.side * result.side * input_height;
    const double height = middle + gap + inputs_height + 30;
    const double scale =
        (width - left - right) / (steps * static_cast<double>(std::max<std::size_t>(images, 1)));
    const auto n = [](double value) { return fixed(value, 1); };
    std::string out =
        "<svg class=\"chart\" viewBox=\"0 0 " + n(width) + " " + n(height) + "\" role=\"img\">";
    for (std::size_t i = 0; i < images; ++i) {
        const double x = left + scale * steps * static_cast<double>(i);
        out += "<rect class=\"band" + std::string(i % 2 == 0 ? "" : " other") + "\" x=\"" + n(x) +
               "\" width=\"" + n(scale * steps) + "\" y=\"" + n(top) + "\" height=\"" +
               n(height - top - 30) + "\"/><text class=\"tick\" text-anchor=\"middle\" x=\"" +
               n(x + scale * steps / 2) + "\" y=\"" + n(top - 8) + "\">a " +
               std::to_string(training.raster_labels[i]) + " is shown</text>";
    }
    std::string inputs, spikes;
    for (const auto& spike : training.raster) {
        const double x = left + scale * (spike.step + 0.5);
        if (spike.input) {
            inputs += "M" + n(x) + " " + n(middle + gap + input_height * spike.element) + "v1.6";
        } else {
            spikes += "<circle class=\"spike\" r=\"3.2\" cx=\"" + n(x) + "\" cy=\"" +
                      n(top + cell_height * (spike.element + 0.5)) + "\"><title>neuron " +
                      std::to_string(spike.element) + ", step " + std::to_string(spike.step) +
                      "</title></circle>";
        }
    }
    out += "<path class=\"inputs\" d=\"" + inputs + "\"/>" + spikes;
    const auto side = [&](const std::string& text, double y) {
        return "<text class=\"label\" text-anchor=\"middle\" transform=\"translate(18 " + n(y) +
               ") rotate(-90)\">" + text + "</text>";
    };
    out += side(std::to_string(result.options.neurons) + " neurons", top + cells * cell_height / 2);
    out += side(std::to_string(result.side * result.side) + " inputs",
                middle + gap + inputs_height / 2);
    for (std::size_t i = 0; i <= images; ++i) {
        const double at = steps * static_cast<double>(i);
        out += "<text class=\"tick\" text-anchor=\"middle\" x=\"" + n(left + scale * at) +
               "\" y=\"" + n(height - 12) + "\">" + fixed(at, 0) + "</text>";
    }
    return out + "</svg>";
}

std::string confusion(const Score& score) {
    std::string out = "<table class=\"confusion\"><tr><th></th>";
    for (std::size_t c = 0; c < classes; ++c) out += "<th>" + std::to_string(c) + "</th>";
    out += "<th>right</th></tr>";
    for (std::size_t truth = 0; truth < classes; ++truth) {
        const auto& row = score.confusion[truth];
        const auto sum = std::max(1U, std::accumulate(row.begin(), row.end(), 0U));
        out += "<tr><th>" + std::to_string(truth) + "</th>";
        for (std::size_t vote = 0; vote < classes; ++vote) {
            const double share = std::sqrt(static_cast<double>(row[vote]) / sum);
            const std::string colour = vote == truth ? "20,120,118" : "200,85,61";
            out += "<td style=\"background:rgba(" + colour + "," + fixed(share * 0.85, 2) + ")" +
                   (share > 0.6 ? ";color:#fff" : "") + "\">" + std::to_string(row[vote]) + "</td>";
        }
        out += "<td class=\"sum\">" + fixed(100.0 * row[truth] / sum, 1) + " %</td></tr>";
    }
    return out + "</table>";
}

}  // namespace bouton::digits
