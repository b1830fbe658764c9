// SPDX-License-Identifier: Apache-2.0
// Transcranial direct current as a shift of excitability.
#include <cmath>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double tau = 20, refractory = 2, drive = 1.2, steps_a_second = 10'000;

// Of a leaky integrator with this input, in multiples of the threshold.
double rate(double input) {
    return input <= 1 ? 0 : 1000 / (refractory + tau * std::log(input / (input - 1)));
}

struct Rates {
    double firing = 0, quiet = 0;
};

Rates stimulate(Session& session, double current, double seconds) {
    session.modulate("current", current - session.modulator_value("current"));
    session.run(1000);
    Rates rates;
    const auto firing = session.population("firing");
    for (const auto& spike : session.run(static_cast<std::uint64_t>(seconds * steps_a_second)))
        ++(spike.population == firing ? rates.firing : rates.quiet);
    rates.firing /= 8 * seconds;
    rates.quiet /= 8 * seconds;
    return rates;
}

}  // namespace

void tdcs(Bench& bench) {
    const auto image = bench.compile();
    const auto brief = [](Session& s) { stimulate(s, 0.05, 0.1); };
    bench.lockstep(image, brief);
    bench.open_loop(image, State{.population = "firing", .name = "v", .range = 10}, brief);

    const double seconds = bench.full() ? 20 : 4;
    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        for (const double current : {-0.1, -0.05, 0.0, 0.05, 0.1}) {
            const auto found = stimulate(s, current, seconds);
            const double expected = rate(drive + current);
            chip.emplace_back(current, found.firing);
            if (std::abs(current) > 0.09) continue;
            const std::string at = " at " + std::to_string(current).substr(0, 5);
            bench.expect("rate in Hz" + at, found.firing, expected, 0.01 * expected,
                         Origin::Theory);
            bench.expect_exact("rate of quiet cells" + at, found.quiet, 0, Origin::Theory);
        }
    });
    for (double current = -0.1; current <= 0.1001; current += 0.01)
        equation.emplace_back(current, rate(drive + current));
    bench.axes("current in thresholds", "rate in Hz");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
