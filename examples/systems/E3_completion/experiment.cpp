// SPDX-License-Identifier: Apache-2.0
// Content-addressable memory: how much of a pattern is enough. E1's network with 512 units, which
// takes more than one core.
#include "examples/systems/E1_hopfield/hopfield.hpp"

namespace bouton::systems {

using namespace hopfield;

namespace {

constexpr std::size_t units = 512;
constexpr int sweeps = 20;

struct Case {
    std::size_t stored;
    double flipped;
};
constexpr Case cases[] = {{26, 0.25}, {26, 0.40}, {51, 0.10}, {51, 0.25}};

}  // namespace

void completion(Bench& bench) {
    const auto image = bench.compile("E1_hopfield", {{"N", units}});
    const auto once = [](Session& s) {
        std::mt19937 random(2);
        const auto patterns = random_patterns(26, units, random);
        const auto weights = hebb(patterns);
        store(s, weights);
        recall(s, weights, corrupted(patterns[0], 0.25, random), 2);
    };
    bench.lockstep(image, once, 500);
    bench.open_loop(image, State{.population = "unit", .name = "h", .range = units}, once);

    const int nets = bench.full() ? 8 : 1, cues = bench.full() ? 8 : 5;
    std::vector<std::pair<double, double>> chip, reference;
    bench.play(image, [&](Session& s) {
        std::mt19937 random(3);
        for (const auto& [stored, flipped] : cases) {
            const auto shares =
                recall_all(bench, s, {units, stored, flipped, sweeps, nets, cues}, random);
            const std::string what = std::to_string(stored) + " patterns, " +
                                     std::to_string(static_cast<int>(flipped * 100)) + " % flipped";
            bench.expect("share completed: " + what, shares.chip, shares.reference, 0.07,
                         Origin::Reference);
            chip.emplace_back(chip.size() + 1, shares.chip);
            reference.emplace_back(reference.size() + 1, shares.reference);
        }
    });
    bench.axes("case", "share completed");
    bench.curve("float64", "float", std::move(reference), false);
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
