// SPDX-License-Identifier: Apache-2.0
// Repetitive stimulation depresses at 1 Hz and potentiates at 5 Hz and above: A8's network with an
// A2- that puts the crossing at 2.5 Hz.
#include <cmath>

#include "examples/systems/A13_triplet/reference.hpp"
#include "examples/systems/A8_frequency/frequency.hpp"

namespace bouton::systems {

void rtms(Bench& bench) {
    constexpr triplet::Constants constants{.a2_minus = 9.078e-4};
    const auto image =
        bench.compile("A8_frequency", {{"A2_MINUS", constants.a2_minus}, {"BOUND", 0.25}});
    bench.lockstep(
        image, [](Session& s) { play_poisson(s, 40, 1000); }, 100);
    bench.open_loop(image, Learned{.projection = "learn", .range = 0.5},
                    [](Session& s) { play_poisson(s, 10, 20'000); });

    struct Point {
        double rate, seconds;
    };
    const double more = bench.full() ? 5 : 0.75;
    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        for (const auto [rate, seconds] : {Point{1, 200 * more}, Point{5, 40}, Point{10, 15}}) {
            const double found = frequency::drift(s, rate, seconds);
            const double expected = triplet::drift(rate, constants);
            bench.expect("drift a second at " + std::to_string(static_cast<int>(rate)) + " Hz",
                         found, expected, std::abs(expected) * 0.1, Origin::Theory);
            chip.emplace_back(rate, found);
            bench.progress("T2", chip.size(), 3);
        }
    });
    for (double rate = 0; rate <= 10; rate += 0.25)
        equation.emplace_back(rate, triplet::drift(rate, constants));
    bench.axes("pulses a second", "drift of the weight a second");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
