// SPDX-License-Identifier: Apache-2.0
// The whole function of the text book: pair STDP summed over all pairs of two spike trains, and
// clipped once at the end. The chip clips at each event, so its bounds are wide and the host clips.
#include <algorithm>
#include <cmath>

#include "examples/systems/harness/trains.hpp"

namespace bouton::systems {

namespace {

constexpr double a_plus = 0.005, a_minus = 0.0025, tau = 20, weight = 0.5;
constexpr int pairs = 60;

struct Case {
    int period, distance;  // steps
};
constexpr Case cases[] = {{1000, 10}, {1000, -10}, {1000, 0}, {100, 10}, {100, -10}, {50, 10},
                          {50, -10},  {25, 10},    {25, -10}, {20, 10},  {20, -10}};

// Every pair of the two trains.
double theory(const Train& train) {
    double w = weight;
    for (const auto post : train.post) {
        for (const auto pre : train.pre) {
            const double dt = static_cast<double>(post) - static_cast<double>(pre);
            w += dt > 0 ? a_plus * std::exp(-dt / tau) : -a_minus * std::exp(dt / tau);
        }
    }
    return std::clamp(w, 0.0, 1.0);
}

}  // namespace

void stdp_function(Bench& bench) {
    const auto image = bench.compile();
    std::vector<Train> trains;
    for (const auto& [period, distance] : cases) trains.push_back(paired(period, distance, pairs));
    const auto learned = learn_trains(bench, image, trains, 60'200);
    std::vector<std::pair<double, double>> chip[2], equation[2];
    for (std::size_t k = 0; k < learned.size(); ++k) {
        const auto [period, distance] = cases[k];
        const double expected = theory(trains[k]), found = std::clamp(learned[k], 0.0, 1.0);
        bench.expect(
            "weight, " + std::to_string(1000 / period) + " Hz, " + std::to_string(distance) + " ms",
            found, expected, 0.002, Origin::Theory);
        if (distance == 0) continue;
        chip[distance < 0].emplace_back(1000.0 / period, found);
        equation[distance < 0].emplace_back(1000.0 / period, expected);
    }
    bench.axes("pairs a second", "weight after 60 pairs");
    bench.curve("equation, +10 ms", "float", equation[0]);
    bench.curve("equation, -10 ms", "pale", equation[1]);
    bench.curve("chip, +10 ms", "chip", chip[0], false);
    bench.curve("chip, -10 ms", "soft", chip[1], false);
}

}  // namespace bouton::systems
