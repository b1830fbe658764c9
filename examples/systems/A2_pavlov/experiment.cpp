// SPDX-License-Identifier: Apache-2.0
// Classical conditioning by pair STDP: after 20 pairings the bell alone is enough.
#include <cmath>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double a_plus = 0.05, tau = 20, start = 0.2;
constexpr int pairings = 20;

void pair_bell_and_food(Session& session, int steps) {
    session.inject("bell", 0);
    session.inject("food", 0, 9);  // the cell spikes 10 ms after the bell
    session.inject("bell", 1);
    session.inject("food", 1, steps / 2);
    session.run(static_cast<std::uint64_t>(steps));
}

}  // namespace

void pavlov(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) {
        for (int n = 0; n < 4; ++n) pair_bell_and_food(s, 300);
    });
    bench.open_loop(image, Learned{"hear"}, [](Session& s) {
        for (int n = 0; n < pairings; ++n) pair_bell_and_food(s, 1000);
    });

    std::vector<double> learned;
    double answers[2] = {0, 0};
    std::vector<std::pair<double, double>> chip, equation, control;
    const double step = a_plus * std::exp(-10 / tau);
    bench.play(image, [&](Session& s) {
        for (int n = 0; n <= pairings; ++n) {
            if (n > 0) pair_bell_and_food(s, 1000);
            learned = s.weights("hear");
            chip.emplace_back(n, learned[0]);
            control.emplace_back(n, learned[1]);
            equation.emplace_back(n, start + n * step);
        }
        s.set_learning(false);
        for (int n = 0; n < pairings; ++n) {
            s.inject("bell", 0);
            s.inject("bell", 1);
            for (const auto& spike : s.run(100)) ++answers[spike.element];
        }
    });
    bench.expect("weight of the bell after 20 pairings", learned[0], start + pairings * step, 0.01,
                 Origin::Theory);
    bench.expect("weight of the bell of the control", learned[1], start, 0.01, Origin::Theory);
    bench.expect_exact("answers to 20 bells", answers[0], 20, Origin::Theory);
    bench.expect_exact("answers of the control", answers[1], 0, Origin::Theory);
    bench.axes("pairings", "weight of the bell");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("bell 10 ms before", "chip", std::move(chip), false);
    bench.curve("bell 500 ms before", "soft", std::move(control), false);
}

}  // namespace bouton::systems
