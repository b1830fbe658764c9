// SPDX-License-Identifier: Apache-2.0
// How much a Hopfield network of 256 units remembers: its capacity is about 0.14 patterns a unit.
#include "examples/systems/E1_hopfield/hopfield.hpp"

namespace bouton::systems {

using namespace hopfield;

namespace {

constexpr std::size_t units = 256;
constexpr double flipped = 0.1;
constexpr int sweeps = 30;

}  // namespace

void hopfield_capacity(Bench& bench) {
    const auto image = bench.compile();
    const auto once = [](Session& s) {
        std::mt19937 random(1);
        const auto patterns = random_patterns(26, units, random);
        const auto weights = hebb(patterns);
        store(s, weights);
        recall(s, weights, corrupted(patterns[0], flipped, random), 4);
        s.run(600);
    };
    bench.lockstep(image, once, 200);
    bench.open_loop(image, State{.population = "unit", .name = "h", .range = 256}, once);

    const int nets = bench.full() ? 12 : 3, cues = bench.full() ? 8 : 4;
    std::vector<std::pair<double, double>> chip, reference;
    bool rose = false;
    bench.play(image, [&](Session& s) {
        std::mt19937 random(7);
        for (const std::size_t stored : {26U, 31U, 35U}) {
            const auto [found, expected, energy_rose] =
                recall_all(bench, s, {units, stored, flipped, sweeps, nets, cues}, random);
            rose |= energy_rose;
            const double load = static_cast<double>(stored) / static_cast<double>(units);
            bench.expect("share recalled at load " + std::to_string(load).substr(0, 5), found,
                         expected, 0.05, Origin::Reference);
            chip.emplace_back(load, found);
            reference.emplace_back(load, expected);
        }
    });
    bench.expect_exact("flips that raised the energy", rose, 0, Origin::Theory);
    bench.axes("patterns a unit", "share recalled");
    bench.curve("float64", "float", std::move(reference));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
