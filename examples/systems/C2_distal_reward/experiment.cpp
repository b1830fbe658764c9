// SPDX-License-Identifier: Apache-2.0
// One pairing, then dopamine after a while: how much is learned falls with the eligibility.
#include <cmath>
#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double tag_tau = 1, dopamine_tau = 0.2;  // s

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Change of the weight for an eligibility C and a pulse of dopamine D, over C D.
double learn(Session& session, double lag, std::uint64_t after) {
    session.reset(runtime::Reset::StateAndWeights);
    session.inject("pre", 0, 0);
    session.inject("teacher", 0, 0);  // the cell spikes a step after the input
    session.run(2);
    const double eligibility = mean(session.tags("learn"));
    session.run(static_cast<std::uint64_t>(lag * 1000));
    session.modulate("dopamine", 1);
    session.run(after);
    return mean(session.weights("learn")) / eligibility;
}

}  // namespace

void distal_reward(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { learn(s, 0.2, 1000); }, 20);
    bench.open_loop(image, Learned{.projection = "learn", .range = 1},
                    [](Session& s) { learn(s, 1, 3000); });

    std::vector<std::pair<double, double>> chip, equation;
    const auto expected = [](double lag) {
        return std::exp(-lag / tag_tau) / (1 / tag_tau + 1 / dopamine_tau);
    };
    bench.play(image, [&](Session& s) {
        for (const double lag : {0.0, 0.5, 1.0, 2.0, 3.0}) {
            double found = 0;
            const int trials = bench.full() ? 16 : 2;
            for (int n = 0; n < trials; ++n) {
                s.set_seed(static_cast<std::uint64_t>(n) + 1);
                found += learn(s, lag, 3000) / trials;
            }
            bench.expect("dw / (C D) in s, lag " + std::to_string(lag).substr(0, 3) + " s", found,
                         expected(lag), 0.02 * expected(lag), Origin::Theory);
            chip.emplace_back(lag, found);
            bench.progress("T2", chip.size(), 5);
        }
    });
    for (double lag = 0; lag <= 3.01; lag += 0.1) equation.emplace_back(lag, expected(lag));
    bench.axes("dopamine after s", "dw / (C D) in s");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
