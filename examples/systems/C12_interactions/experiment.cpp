// SPDX-License-Identifier: Apache-2.0
// Two modulators at one synapse: their product, or their difference.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double eta = 0.05, tau = 20;
constexpr int distance = 5;
constexpr double place = 1.0 / 16384;  // of a weight's last bit

struct Interaction {
    const char *name, *first, *second;
    bool opposed;
};
constexpr std::array interactions{
    Interaction{"da_ach", "dopamine", "acetylcholine", false},
    Interaction{"ne_ht", "noradrenaline", "serotonin", false},
    Interaction{"ach_ne", "acetylcholine", "noradrenaline", false},
    Interaction{"da_ht", "dopamine", "serotonin", true},
};

void set_level(Session& session, const char* modulator, double level) {
    session.modulate(modulator, level - session.modulator_value(modulator));
}

// One pair of spikes with these levels of two modulators; the weight that is farthest from 0.
double learn(Session& session, const Interaction& which, double first, double second) {
    const std::string projection = std::string("learn_") + which.name;
    session.reset(runtime::Reset::StateAndWeights);
    set_level(session, which.first, first);
    set_level(session, which.second, second);
    session.inject("pre", 0, 10);
    session.inject("teacher", 0, 10 + distance - 1);
    session.run(40);
    const auto weights = session.weights(projection);
    const auto [low, high] = std::minmax_element(weights.begin(), weights.end());
    return -*low > *high ? *low : *high;
}

// Random spikes, and levels that change all the time.
void wander(Session& session, int rounds) {
    std::mt19937 random(1);
    for (int n = 0; n < rounds; ++n) {
        for (const char* modulator : {"dopamine", "acetylcholine", "noradrenaline", "serotonin"})
            set_level(session, modulator, static_cast<double>(random() % 1001) / 500 - 1);
        play_poisson(session, 20, 50, static_cast<std::uint64_t>(n) + 1);
    }
}

}  // namespace

void modulator_interactions(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { wander(s, 24); });
    for (const auto& which : interactions)
        bench.open_loop(image, Learned{std::string("learn_") + which.name, 2},
                        [](Session& s) { wander(s, 100); });

    const double pair = eta * std::exp(-distance / tau);
    std::vector<std::pair<double, double>> chip, equation;
    double unopposed = 0;
    bench.play(image, [&](Session& s) {
        for (const auto& which : interactions) {
            for (const double first : {0.5, 1.75}) {
                for (const double second : {0.25, 1.5}) {
                    const double factor = which.opposed ? first - second : first * second;
                    const double found = learn(s, which, first, second);
                    bench.expect(std::string(which.name) + " at " +
                                     std::to_string(first).substr(0, 4) + " and " +
                                     std::to_string(second).substr(0, 4),
                                 found, factor * pair, place, Origin::Theory);
                    chip.emplace_back(factor, found);
                }
            }
            for (const double level : {0.25, 1.0, 1.75})
                if (which.opposed)
                    unopposed = std::max(unopposed, std::abs(learn(s, which, level, level)));
            if (which.opposed) continue;
            bench.expect_exact(std::string(which.name) + " with only the first",
                               learn(s, which, 1.5, 0), 0, Origin::Theory);
            bench.expect_exact(std::string(which.name) + " with only the second",
                               learn(s, which, 0, 1.5), 0, Origin::Theory);
        }
    });
    bench.expect("largest change where da_ht cancels", unopposed, 0, place, Origin::Theory);
    for (const double factor : {-1.0, 3.0}) equation.emplace_back(factor, factor * pair);
    bench.axes("product, or difference, of the two modulators", "change of the weight a pair");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
