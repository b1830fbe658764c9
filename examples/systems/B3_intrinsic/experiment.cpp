// SPDX-License-Identifier: Apache-2.0
// An adaptive threshold holds a rate of 10 Hz whatever the input is.
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double eta = 0.001, target = 10, cells = 32, usual = 20;  // Hz
constexpr auto recovery = static_cast<std::uint64_t>(10 / eta);     // steps

double rate(Session& session, double input, std::uint64_t steps) {
    const auto before = session.counter(spec::Counter::Spikes);
    play_poisson(session, input, steps);
    return static_cast<double>(session.counter(spec::Counter::Spikes) - before) / cells /
           static_cast<double>(steps) * 1000;
}

}  // namespace

void intrinsic_plasticity(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { play_poisson(s, 2 * usual, 1000); });
    bench.open_loop(image, State{.population = "cell", .name = "theta", .range = 0.1},
                    [](Session& s) { play_poisson(s, 2 * usual, 10'000); });

    std::vector<std::pair<double, double>> course;
    bench.play(image, [&](Session& s) {
        rate(s, usual, recovery);
        for (const double factor : {1.0, 2.0, 0.5, 1.0}) {
            for (std::uint64_t n = 0; n < recovery; n += 500) {
                const double found = rate(s, usual * factor, 500);
                course.emplace_back(static_cast<double>(s.now()) / 1000, found);
            }
            bench.expect("rate in Hz at drive x" + std::to_string(factor).substr(0, 3),
                         rate(s, usual * factor, 20'000), target, 0.05 * target, Origin::Theory);
        }
    });
    bench.axes("time in s", "rate in Hz");
    bench.curve("chip", "chip", std::move(course));
}

}  // namespace bouton::systems
