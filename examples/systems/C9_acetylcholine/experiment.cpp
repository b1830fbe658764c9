// SPDX-License-Identifier: Apache-2.0
// Acetylcholine scales what arrives, and lowers what potentiation asks for.
#include <algorithm>
#include <cmath>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double hit = 0.1, gate = 2, tau = 20;
constexpr int distance = 5, between = 250;

void set_level(Session& session, double level) {
    session.modulate("acetylcholine", level - session.modulator_value("acetylcholine"));
    session.run(2);
}

// The reader's answer to all inputs of this kind.
double answer(Session& session, const char* inputs) {
    for (std::uint32_t i = 0; i < 8; ++i) session.inject(inputs, i);
    session.run(2);
    const double y = session.states("reader", "y")[0];
    session.run(10);
    return y;
}

void pair_up(Session& session) {
    session.inject("pre", 0, 10);
    session.inject("teacher", 0, 10 + distance - 1);
    session.run(between);
}

// Pairs until the first that potentiates, and one more.
int pairs_to_learn(Session& session, double level) {
    session.reset(runtime::Reset::StateAndWeights);
    set_level(session, level);
    for (int n = 1; n < 100; ++n) {
        pair_up(session);
        const auto weights = session.weights("learn");
        if (std::any_of(weights.begin(), weights.end(), [](double w) { return w != 0; })) return n;
    }
    return 0;
}

// The pair that finds the tag at the threshold, which the pairs before it left.
int pairs_in_theory(double level) {
    const double pair = hit * std::exp(-distance / tau);
    return 1 + static_cast<int>(std::ceil(gate * (1 - 0.5 * level) / pair));
}

}  // namespace

void acetylcholine(Bench& bench) {
    const auto image = bench.compile();
    const auto some = [](Session& s) {
        set_level(s, 0.5);
        for (const char* inputs : {"seen", "other"}) answer(s, inputs);
        for (int n = 0; n < 30; ++n) pair_up(s);
    };
    bench.lockstep(image, some, 10);
    bench.open_loop(image, Learned{"learn", 2}, some);

    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        const double seen = answer(s, "seen"), other = answer(s, "other");
        int plain = 0;
        for (const double level : {0.0, 0.5, 1.0}) {
            const std::string at = " at acetylcholine " + std::to_string(level).substr(0, 3);
            const int pairs = pairs_to_learn(s, level);
            bench.expect("answer to attended inputs, to that without," + at,
                         answer(s, "seen") / seen, 1 + 0.5 * level, 0.03, Origin::Theory);
            bench.expect("answer to the others, to that without," + at, answer(s, "other") / other,
                         1 - 0.5 * level, 0.03, Origin::Theory);
            bench.expect_exact("pairs until one potentiates" + at, pairs, pairs_in_theory(level),
                               Origin::Theory);
            if (level == 0) plain = pairs;
            if (level == 1)
                bench.expect_exact("pairs before it, without over with",
                                   (plain - 1.0) / (pairs - 1), 2, Origin::Theory);
            chip.emplace_back(level, pairs);
        }
    });
    for (double level = 0; level <= 1.001; level += 0.05)
        equation.emplace_back(level, pairs_in_theory(level));
    bench.axes("acetylcholine", "pairs until one potentiates");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
