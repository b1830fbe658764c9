// SPDX-License-Identifier: Apache-2.0
// How few values weights may have before the distribution of rates changes: two are enough if they
// keep the mean and the variance, and not if they are the middles of two bins.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr const char* projections[] = {"EE", "EI", "IE", "II"};
constexpr double warm_up = 1;  // s

using Rates = std::vector<double>;  // sorted

// A weight as one of few, by how many standard deviations it is from the mean.
using Bins = double (*)(double deviations);

double exact(double deviations) {
    return deviations;
}
// The middles of N bins that divide five standard deviations on both sides.
template <int N>
double naive(double deviations) {
    constexpr double width = 10.0 / N;
    const double bin = std::floor((std::clamp(deviations, -4.999, 4.999) + 5) / width);
    return -5 + (bin + 0.5) * width;
}
// Two values with the mean and the variance of all.
double two(double deviations) {
    return deviations < 0 ? -1 : 1;
}
double mean_only(double) {
    return 0;
}

void discretise(Session& session, Bins bins) {
    for (const char* name : projections) {
        auto weights = session.weights(name);
        const double n = static_cast<double>(weights.size());
        const double mean = std::accumulate(weights.begin(), weights.end(), 0.0) / n;
        double squares = 0;
        for (const double w : weights) squares += (w - mean) * (w - mean);
        const double sd = std::sqrt(squares / n);
        for (double& w : weights) w = mean + sd * bins((w - mean) / sd);
        session.set_weights(name, weights);
    }
}

Rates rates(Session& session, double seconds) {
    const auto steps = [&](double s) {
        return static_cast<std::uint64_t>(s / session.image().step_seconds);
    };
    session.run(steps(warm_up));
    Rates counts(1250, 0.0);
    const auto inhibitory = session.population("I");
    session.run(steps(seconds), [&](Session&, std::span<const runtime::Event> spikes) {
        for (const auto& spike : spikes)
            counts[spike.element + (spike.population == inhibitory ? 1000U : 0U)] += 1 / seconds;
    });
    std::sort(counts.begin(), counts.end());
    return counts;
}

// Largest distance between two distributions (Kolmogorov and Smirnov).
double distance(const Rates& a, const Rates& b) {
    double most = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const double at = std::min(a[i], b[j]);
        while (i < a.size() && a[i] <= at) ++i;
        while (j < b.size() && b[j] <= at) ++j;
        most = std::max(most, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                       static_cast<double>(j) / static_cast<double>(b.size())));
    }
    return most;
}

std::vector<std::pair<double, double>> cumulative(const Rates& rates) {
    std::vector<std::pair<double, double>> points;
    for (std::size_t i = 0; i < rates.size(); i += 10)
        points.emplace_back(rates[i], static_cast<double>(i) / static_cast<double>(rates.size()));
    return points;
}

}  // namespace

void weight_resolution(Bench& bench) {
    const auto image = bench.compile();
    const auto brief = [](Session& s) {
        discretise(s, two);
        s.run(1000);
    };
    bench.lockstep(image, brief, 500);
    bench.open_loop(image, State{.population = "E", .name = "v", .range = 15}, brief);

    const double seconds = bench.full() ? 30 : 5;
    std::size_t done = 0;
    const auto measure = [&](const image::Image& with, Bins bins) {
        Rates found;
        bench.play(with, [&](Session& s) {
            discretise(s, bins);
            found = rates(s, seconds);
        });
        bench.progress("T2", ++done, bench.full() ? 7 : 4);
        return found;
    };
    const auto reference = measure(image, exact);
    const double seed = distance(reference, measure(bench.compile_seed(2), exact));
    const auto two_values = measure(image, two), coarse = measure(image, naive<2>);
    const double optimised = distance(reference, two_values);
    const double naive_2 = distance(reference, coarse);
    // Both are shares of the 1250 cells; the seeds' distance is what chance makes of nothing.
    bench.expect_within("KS distance of two values with mean and variance, in those of two seeds",
                        optimised / seed, 0, 2, Origin::Reference);
    bench.expect_within("KS distance of two naive bins, in those of two seeds", naive_2 / seed, 2,
                        100, Origin::Reference);
    if (bench.full()) {
        const double naive_4 = distance(reference, measure(image, naive<4>));
        const double naive_8 = distance(reference, measure(image, naive<8>));
        const double mean = distance(reference, measure(image, mean_only));
        bench.expect_exact("naive bins: 2 worse than 4, 4 worse than 8",
                           naive_2 > naive_4 && naive_4 > naive_8, 1, Origin::Reference);
        bench.expect_exact("mean only worse than two values", mean > optimised, 1,
                           Origin::Reference);
    }
    bench.axes("rate in Hz", "share of cells below");
    bench.curve("all values", "float", cumulative(reference));
    bench.curve("two values, mean and variance kept", "chip", cumulative(two_values));
    bench.curve("two naive bins", "pale", cumulative(coarse));
}

}  // namespace bouton::systems
