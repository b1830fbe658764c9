// SPDX-License-Identifier: Apache-2.0
// Hebb's rule dw = eta x y: a linear unit's weight grows without end, by 1 + eta each time.
#include <cmath>
#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double eta = 0.01, eta_spikes = 0.001, start = 0.1, largest = 1, rate = 20, tau = 20;

// Shows x = 1 once.
double show(Session& session) {
    session.inject("x", 0);
    session.run(3);
    return session.weights("grow")[0];
}

}  // namespace

void hebb(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { play_poisson(s, rate, 1000); }, 50);
    const std::uint64_t steps = bench.full() ? 100'000 : 20'000;
    bench.open_loop(image, Learned{"meet"}, [](Session& s) { play_poisson(s, rate, 20'000); });
    bench.open_loop(image, Learned{"grow"}, [](Session& s) {
        for (int n = 0; n < 200; ++n) show(s);
    });

    double after_100 = 0, worst = 0, clipped = 0, drift = 0;
    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        double expected = start;
        for (int n = 1; n <= 300; ++n) {
            const double w = show(s);
            expected *= 1 + eta;
            if (n == 100) after_100 = w / start;
            if (expected < 0.9 * largest) worst = std::max(worst, std::abs(w / expected - 1));
            chip.emplace_back(n, w);
            equation.emplace_back(n, std::min(expected, largest));
        }
        clipped = static_cast<double>(s.counter(spec::Counter::Clipped));
        play_poisson(s, rate, steps);
        const auto weights = s.weights("meet");
        drift = std::accumulate(weights.begin(), weights.end(), 0.0) /
                static_cast<double>(weights.size()) / static_cast<double>(steps) * 1000;
    });
    bench.expect("growth in 100 presentations", after_100, std::pow(1 + eta, 100), 0.027,
                 Origin::Theory);
    bench.expect("largest error of growth below 0.9", worst, 0, 0.01, Origin::Theory);
    bench.expect_within("updates clipped at 1 after that", clipped, 1, 1000, Origin::Contract);
    // A spike of the pair in a step has probability p; x1 is then p times the sum of its decay.
    const double p = 1 - std::exp(-rate / 1000), met = 1 / std::expm1(1 / tau);
    const double expected = eta_spikes * p * p * met * 1000;
    bench.expect("drift of 24,000 weights at 20 Hz, per s", drift, expected, 0.01 * expected,
                 Origin::Theory);
    bench.axes("presentations", "weight");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip));
}

}  // namespace bouton::systems
