// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "runtime/compare/distance.hpp"

namespace bouton::runtime::compare {

namespace {

struct Moments {
    double mean = 0, sd = 0;
};

Moments moments(std::span<const double> values) {
    Moments m;
    const auto n = static_cast<double>(values.size());
    for (const double v : values) m.mean += v / n;
    for (const double v : values) m.sd += (v - m.mean) * (v - m.mean) / n;
    m.sd = std::sqrt(m.sd);
    return m;
}

// Of constants there is none: NaN.
double correlation(std::span<const double> a, std::span<const double> b) {
    const Moments ma = moments(a), mb = moments(b);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - ma.mean) * (b[i] - mb.mean);
    return sum / static_cast<double>(a.size()) / ma.sd / mb.sd;
}

// Between which its rule keeps the weights.
std::pair<double, double> bounds(const image::Image& image, const image::Projection& projection) {
    const image::Synapse& any = projection.synapses.front();
    const auto& region = image.cores[any.core].region;
    const auto words = [&](spec::Region r) -> const auto& {
        return region[static_cast<std::size_t>(r)];
    };
    const auto row =
        spec::RowWord::unpack(static_cast<std::uint32_t>(words(spec::Region::Row)[any.axon]));
    std::array<std::uint32_t, 8> raw{};
    for (std::size_t i = 0; i < raw.size(); ++i)
        raw[i] = static_cast<std::uint32_t>(
            words(spec::Region::Descriptor)[row.descriptor * raw.size() + i]);
    const auto rule = spec::Descriptor::unpack(raw);
    const double scale = projection.weight.scale;
    return {(rule.lo + projection.weight.offset) * scale,
            (rule.hi + projection.weight.offset) * scale};
}

void of_projection(const image::Image& image, std::size_t p, const Run& run, const Run& twin,
                   std::uint32_t bins, std::vector<Measure>& out) {
    const image::Projection& projection = image.projections[p];
    const auto note = [&](const char* quantity, double at, double value) {
        out.push_back({projection.name, quantity, at, value});
    };
    if (projection.synapses.empty()) return;
    const auto count = static_cast<double>(projection.synapses.size());
    for (std::size_t k = 0; k < run.at.size(); ++k) {
        double sum = 0, squares = 0;
        for (std::size_t i = 0; i < projection.synapses.size(); ++i) {
            const double error = run.weights[k][p][i] - twin.weights[k][p][i];
            sum += error;
            squares += error * error;
        }
        note("rms", static_cast<double>(run.at[k]), std::sqrt(squares / count));
        note("bias", static_cast<double>(run.at[k]), sum / count);
    }
    const auto& last = run.weights.back()[p];
    const auto end = static_cast<double>(run.at.back());
    const Moments m = moments(last);
    note("mean", end, m.mean);
    note("sd", end, m.sd);
    const double same = correlation(last, twin.weights.back()[p]);
    if (std::isfinite(same)) note("correlation", end, same);
    if (projection.rule.empty()) return;
    const auto [low, high] = bounds(image, projection);
    std::vector<double> shares(bins);
    for (const double w : last) {
        const auto bin = static_cast<std::size_t>(std::max(0.0, (w - low) / (high - low) * bins));
        shares[std::min<std::size_t>(bin, bins - 1)] += 1 / count;
    }
    for (std::uint32_t b = 0; b < bins; ++b)
        note("share", low + (high - low) * b / bins, shares[b]);
}

using Trains = std::vector<std::vector<double>>;  // of a population's neurons

std::vector<Trains> trains(const image::Image& image, const Run& run) {
    std::vector<Trains> result;
    for (const auto& population : image.populations) result.emplace_back(population.neurons.size());
    for (const Event& spike : run.spikes)
        result[spike.population][spike.element].push_back(static_cast<double>(spike.step) *
                                                          image.step_seconds);
    return result;
}

void of_population(const std::string& name, const Trains& a, const Trains& b, double seconds,
                   const Metric& metric, bool with_spikes, std::vector<Measure>& out) {
    const double end = seconds, n = static_cast<double>(a.size());
    double spikes = 0, both = 0, rossum = 0, purpura = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        spikes += static_cast<double>(a[i].size());
        both += static_cast<double>(a[i].size() + b[i].size());
        if (!with_spikes) continue;
        rossum += van_rossum(a[i], b[i], metric.tau);
        purpura += victor_purpura(a[i], b[i], metric.cost);
    }
    out.push_back({name, "rate", end, spikes / n / seconds});
    if (!with_spikes) return;
    out.push_back({name, "van_rossum", end, rossum / n});
    out.push_back({name, "victor_purpura", end, purpura / n});
    out.push_back({name, "moved", end, both > 0 ? purpura / both : 0});
}

}  // namespace

std::vector<Measure> measure(const image::Image& image, const Run& run, const Run& twin,
                             const Metric& metric, bool with_spikes) {
    std::vector<Measure> out;
    for (std::size_t p = 0; p < image.projections.size(); ++p)
        of_projection(image, p, run, twin, metric.bins, out);
    const auto a = trains(image, run), b = trains(image, twin);
    const double seconds = static_cast<double>(run.at.back()) * image.step_seconds;
    for (std::size_t p = 0; p < image.populations.size(); ++p)
        if (!a[p].empty())
            of_population(image.populations[p].name, a[p], b[p], seconds, metric, with_spikes, out);
    return out;
}

}  // namespace bouton::runtime::compare
