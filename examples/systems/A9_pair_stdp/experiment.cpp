// SPDX-License-Identifier: Apache-2.0
// Pair STDP, a synapse for each distance between the two spikes.
#include <array>
#include <cmath>
#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::array distances{-40, -20, -10, -5, -1, 0, 1, 5, 10, 20, 40};  // post - pre, in ms
constexpr double a_plus = 0.005, a_minus = 0.0025, tau = 20, weight = 0.5;
constexpr double place = 1.0 / 16384;  // of a weight's last bit
constexpr int between = 400;           // steps between two pairings: nothing is left of the first

double window(int distance) {
    return distance > 0 ? a_plus * std::exp(-distance / tau) : -a_minus * std::exp(distance / tau);
}

void pair_up(Session& session, int repeats) {
    for (int i = 0; i < repeats; ++i) {
        session.inject("teacher", 0, 49);  // spikes in step 50
        for (std::uint32_t k = 0; k < distances.size(); ++k)
            session.inject("pre", k, 50 - distances[k]);
        session.run(between);
    }
}

// Mean change of each distance, a pairing.
std::array<double, distances.size()> changes(const std::vector<double>& weights, int repeats) {
    std::array<double, distances.size()> mean{};
    const std::size_t cells = weights.size() / distances.size();
    for (std::size_t i = 0; i < weights.size(); ++i)
        mean[i / cells] += (weights[i] - weight) / static_cast<double>(cells) / repeats;
    return mean;
}

// Mean change of weights a second between Poisson spikes of 10 Hz on both sides. Every 10 s the
// weights start again, so that none meets a bound.
double drift(Session& session, int rounds) {
    session.reset(runtime::Reset::StateAndWeights);
    const auto start = session.weights("learn_noisy");
    double sum = 0;
    for (int n = 0; n < rounds; ++n) {
        session.set_weights("learn_noisy", start);
        play_poisson(session, 10, 10'000, 5);
        for (const double w : session.weights("learn_noisy")) sum += w - weight;
    }
    return sum / static_cast<double>(start.size()) / (10.0 * rounds);
}

// The same in closed form: p is the probability of a spike in a step.
double drift_of_equation() {
    const double p = 1 - std::exp(-0.01), left = std::exp(-1 / tau);
    return 1000 * p * p * (a_plus * left - a_minus) / (1 - left);
}

}  // namespace

void pair_stdp(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { play_poisson(s, 20, 1000); });
    const std::uint64_t steps = bench.full() ? 250'000 : 25'000;
    // As strong as potentiation: weights wander instead of running into their bound.
    bench.open_loop(bench.compile({{"A_MINUS", a_plus}}), Learned{"learn_noisy"},
                    [&](Session& s) { play_poisson(s, 20, steps); });

    constexpr int repeats = 5;  // of 240 cells
    bench.axes("post - pre in ms", "change of the weight");
    std::array<double, distances.size()> exact{}, noisy{};
    bench.play(image, [&](Session& s) {
        pair_up(s, 1);
        exact = changes(s.weights("learn"), 1);
        pair_up(s, repeats - 1);
        noisy = changes(s.weights("learn_noisy"), repeats);
        // Above 0: with these constants potentiation wins even between unrelated spikes.
        bench.expect("drift a second at 10 Hz", drift(s, bench.full() ? 100 : 25),
                     drift_of_equation(), 0.1 * drift_of_equation(), Origin::Theory);
    });
    std::vector<std::pair<double, double>> measured, theory;
    for (std::size_t k = 0; k < distances.size(); ++k) {
        const std::string at = " at " + std::to_string(distances[k]) + " ms";
        const double expected = window(distances[k]);
        bench.expect("change" + at, exact[k], expected, place, Origin::Theory);
        bench.expect("mean of 1200 stochastic changes" + at, noisy[k], expected, 1e-5,
                     Origin::Theory);
        measured.emplace_back(distances[k], exact[k]);
    }
    for (int d = -50; d <= 50; ++d) theory.emplace_back(d, window(d));
    bench.curve("equation", "float", std::move(theory));
    bench.curve("chip", "chip", std::move(measured), false);
}

}  // namespace bouton::systems
