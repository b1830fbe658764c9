// SPDX-License-Identifier: Apache-2.0
// A three-factor rule: no dopamine, no learning; learning is proportional to dopamine.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double eta = 0.01, tau = 20;
constexpr int distance = 5, pairs = 20, between = 300;
constexpr double levels[] = {0, 0.25, 0.5, 1, 2, -1};

// Mean change a pair at this level of dopamine.
std::vector<double> learn(Session& session, double level, int count) {
    session.modulate("dopamine", level - session.modulator_value("dopamine"));
    session.set_weights("learn", std::vector<double>(64, 0.0));
    session.run(1);
    for (int n = 0; n < count; ++n) {
        session.inject("pre", 0, 10);
        session.inject("teacher", 0, 10 + distance - 1);
        session.run(between);
    }
    return session.weights("learn");
}

}  // namespace

void three_factor(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) {
        for (const double level : levels) learn(s, level, 1);
    });
    bench.open_loop(image, Learned{"learn"}, [](Session& s) { learn(s, 1, 100); });

    const double expected = eta * std::exp(-distance / tau);
    std::vector<std::pair<double, double>> chip, equation;
    double products = 0, squares = 0, moved = 0;
    bench.play(image, [&](Session& s) {
        for (const double level : levels) {
            const auto weights = learn(s, level, pairs);
            const double change =
                std::accumulate(weights.begin(), weights.end(), 0.0) / (64.0 * pairs);
            products += level * change;
            squares += level * level;
            if (level == 0)
                moved = static_cast<double>(
                    std::count_if(weights.begin(), weights.end(), [](double w) { return w != 0; }));
            bench.expect("change at dopamine " + std::to_string(level).substr(0, 5), change,
                         level * expected, std::abs(level) * expected * 0.01, Origin::Theory);
            chip.emplace_back(level, change);
        }
    });
    bench.expect_exact("weights that moved without dopamine", moved, 0, Origin::Theory);
    bench.expect("slope", products / squares, expected, 0.01 * expected, Origin::Theory);
    for (const double level : {-1.0, 2.0}) equation.emplace_back(level, level * expected);
    bench.axes("dopamine", "change of the weight a pair");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
