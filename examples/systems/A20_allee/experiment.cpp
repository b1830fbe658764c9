// SPDX-License-Identifier: Apache-2.0
// Hebb with an Allee effect: what is below a threshold dies out, what is above grows to a capacity.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "examples/systems/A20_allee/memory.hpp"

namespace bouton::systems {

namespace {

constexpr double eta = 0.05, eta_memory = 0.5, threshold = 0.3, tau = 20;
constexpr int distance = 5, period = 250;  // steps; nothing is left of the last pair's trace
constexpr std::size_t cells = 64;

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void start(Session& session, double weight) {
    session.set_weights("learn", std::vector<double>(cells, weight));
}

// A presynaptic spike `distance` after the postsynaptic one: eta y is what it is multiplied by.
const double gain = eta * std::exp(-distance / tau);
void pair_up(Session& session, int count) {
    for (int n = 0; n < count; ++n) {
        session.inject("teacher", 0, 0);
        session.inject("pre", 0, 1 + distance);
        session.run(period);
    }
}

// The growth of a weight a pair, in units of eta x y.
double growth(double w) {
    return w * (1 - w) * (w / threshold - 1);
}
double growth(Session& session, double w, int count) {
    double sum = 0;
    for (int n = 0; n < count; ++n) {
        start(session, w);
        const double before = session.weights("learn")[0];
        pair_up(session, 1);
        sum += mean(session.weights("learn")) - before;
    }
    return sum / count / gain;
}

// Unrelated spikes of 20 Hz: Hebb's rule grows by eta <y> a spike, without end.
void noise(Bench& bench, Session& s) {
    constexpr double seconds = 15, first = 0.31;
    s.reset(runtime::Reset::StateAndWeights);
    start(s, 0.5);
    play_poisson(s, 20, static_cast<std::uint64_t>(1000 * seconds), 3);
    const auto bounded = s.weights("learn");
    const double p = 1 - std::exp(-0.02), y = p / (1 - std::exp(-1 / tau));
    bench.expect("largest weight after 15 s of noise",
                 *std::max_element(bounded.begin(), bounded.end()), 1, 0.01, Origin::Theory);
    const double drift = eta * y * p * 1000 * seconds;
    bench.expect("Hebb: weight after the same noise", mean(s.weights("learn_hebb")), first + drift,
                 0.2 * drift, Origin::Theory);
}

void remember(Bench& bench, Session& s, bool equally) {
    const auto pairs = memory::pairs(48, 9, equally);
    const auto shown = memory::order(pairs);
    s.reset(runtime::Reset::StateAndWeights);
    memory::learn(s, shown);
    const std::string how = equally ? ", all shown as often" : ", not shown as often";
    const double found = memory::retrieval(s.weights("allee"), pairs);
    const auto reference = memory::allee_weights(shown, eta_memory, threshold, 0.5);
    bench.expect("retrieval" + how, found, memory::retrieval(reference, pairs), 0.01,
                 Origin::Reference);
    for (const std::string other : {"hebb", "oja"})
        bench.expect_within("more than by " + other + how,
                            found - memory::retrieval(s.weights(other), pairs), 0, 1, Origin::Seed);
}

}  // namespace

void allee(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { play_poisson(s, 20, 1000); });
    bench.open_loop(image, Learned{.projection = "learn", .range = 1}, [](Session& s) {
        std::vector<double> weights(cells);
        for (std::size_t i = 0; i < cells; ++i) weights[i] = static_cast<double>(i) / 60;
        s.set_weights("learn", weights);
        play_poisson(s, 20, 3000);
    });

    const int repeats = bench.full() ? 100 : 20;
    std::vector<std::pair<double, double>> chip, equation;
    for (double w = -0.1; w <= 1.1; w += 0.01) equation.emplace_back(w, growth(w));
    bench.play(image, [&](Session& s) {
        constexpr double aside = 1.0 / 32;
        for (const double w : {0.0, threshold, 1.0}) {
            const double low = growth(s, w - aside, repeats), high = growth(s, w + aside, repeats);
            chip.emplace_back(w - aside, low);
            chip.emplace_back(w + aside, high);
            // (1 - 2 w) (w/A - 1) + w (1 - w) / A
            const double expected = (1 - 2 * w) * (w / threshold - 1) + w * (1 - w) / threshold;
            bench.expect("slope at " + std::to_string(w).substr(0, 3), (high - low) / (2 * aside),
                         expected, 0.05 * std::abs(expected), Origin::Theory);
        }
        for (const double w : {0.29, 0.31}) {
            start(s, w);
            pair_up(s, 600);
            const auto weights = s.weights("learn");
            const double end = w < threshold ? 0 : 1;
            const double worst = *std::max_element(
                weights.begin(), weights.end(),
                [&](double a, double b) { return std::abs(a - end) < std::abs(b - end); });
            bench.expect("from " + std::to_string(w).substr(0, 4) + ", the worst of 64 weights",
                         worst, end, 0.01, Origin::Theory);
        }

        noise(bench, s);
        for (const bool equally : {true, false}) remember(bench, s, equally);
    });
    bench.axes("weight", "growth a pair / (eta x y)");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
