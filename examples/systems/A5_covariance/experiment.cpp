// SPDX-License-Identifier: Apache-2.0
// The covariance rule: what is independent does not drift, what is correlated learns in proportion.
#include <cmath>
#include <random>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::size_t pairs = 256, groups = 4, group = pairs / groups;
constexpr double correlations[groups] = {0, 0.25, 0.5, 1};
constexpr double rate = 0.02, eta = 0.0005, tau = 20, tau_mean = 1000, sweep = 8;
constexpr std::uint64_t settling = 6000;  // steps

// Spikes on both sides of every pair with probability `rate` in a step; with the probability of its
// group's correlation the post side does what the pre side does, else it draws for itself. So the
// covariance of the two in a step is correlation * rate * (1 - rate), and 0 at any other distance.
void drive(Session& session, std::uint64_t steps, unsigned seed = 7) {
    std::mt19937 random(seed);
    const auto chance = [&](double p) { return static_cast<double>(random()) < p * 4294967296.0; };
    for (std::uint64_t t = 0; t < steps; ++t) {
        for (std::uint32_t k = 0; k < pairs; ++k) {
            const bool pre = chance(rate);
            const bool post = chance(correlations[k / group]) ? pre : chance(rate);
            if (pre) session.inject("pre", k, 1);  // the cell spikes a step after its teacher
            if (post) session.inject("teacher", k);
        }
        session.step();
    }
}

// Sum of the squares of what a spike adds to a trace less its mean, from a step later on.
double filter() {
    const double a = std::exp(-1 / tau), b = std::exp(-1 / tau_mean);
    const double slow = (1 / b - 1) / (1 / a - 1);
    double sum = 0;
    for (int k = 1; k < 20 * tau_mean; ++k) {
        const double h = std::pow(a, k) - slow * std::pow(b, k);
        sum += h * h;
    }
    return sum;
}

struct Drift {
    double mean = 0, error = 0;  // standard error of the mean
};

Drift drift(const std::vector<double>& weights, std::size_t which, double sweeps) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < group; ++i) {
        const double d = weights[which * group + i] / sweeps;
        sum += d / group;
        squares += d * d / group;
    }
    return {sum, std::sqrt((squares - sum * sum) / (group - 1))};
}

}  // namespace

void covariance(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { drive(s, 1000); }, 100);
    bench.open_loop(image, Learned{.projection = "learn", .range = 1},
                    [](Session& s) { drive(s, 20'000); });

    const std::uint64_t steps = bench.full() ? 300'000 : 100'000;
    const double sweeps = static_cast<double>(steps) / sweep;
    const double expected = eta * rate * (1 - rate) * filter();
    double products = 0, squares = 0;
    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        s.set_learning(false);  // until the means are what they will be
        drive(s, settling, 8);
        s.set_learning(true);
        drive(s, steps);
        const auto weights = s.weights("learn");
        for (std::size_t k = 0; k < groups; ++k) {
            const auto found = drift(weights, k, sweeps);
            if (correlations[k] == 0)
                bench.expect("drift of independent pairs a second", found.mean * 1000 / sweep, 0,
                             2 * found.error * 1000 / sweep, Origin::Theory);
            products += correlations[k] * found.mean;
            squares += correlations[k] * correlations[k];
            chip.emplace_back(correlations[k], found.mean * 1000 / sweep);
            equation.emplace_back(correlations[k], correlations[k] * expected * 1000 / sweep);
        }
    });
    bench.expect("slope of drift a second over correlation", products / squares * 1000 / sweep,
                 expected * 1000 / sweep, 0.03 * expected * 1000 / sweep, Origin::Theory);
    bench.axes("correlation of the spikes", "drift of the weight a second");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
