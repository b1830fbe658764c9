// SPDX-License-Identifier: Apache-2.0
// Long-term depression at low rates, potentiation at high ones: where the sign turns.
#include "examples/systems/A13_triplet/reference.hpp"
#include "examples/systems/A8_frequency/frequency.hpp"

namespace bouton::systems {

namespace {

constexpr double rates[] = {14, 18, 22};

// drift / rate^2 is a line in rate: a rate - b.
struct Line {
    double a = 0, b = 0;
    double crossing() const { return b / a; }
};

Line fit(const std::vector<std::pair<double, double>>& drifts) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const auto& [rate, drift] : drifts) {
        const double value = drift / (rate * rate);
        n += 1;
        x += rate;
        y += value;
        xx += rate * rate;
        xy += rate * value;
    }
    const double a = (n * xy - x * y) / (n * xx - x * x);
    return {.a = a, .b = a * x / n - y / n};
}

// Where the closed form is 0.
double crossing(const triplet::Constants& c) {
    return 1000 * (c.a2_minus * c.tau_minus - c.a2_plus * c.tau_plus) /
           (c.a3_plus * c.tau_plus * c.tau_y - c.a3_minus * c.tau_minus * c.tau_x);
}

}  // namespace

void ltp_ltd_by_frequency(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { play_poisson(s, 40, 1000); }, 100);
    bench.open_loop(image, Learned{.projection = "learn", .range = 1},
                    [](Session& s) { play_poisson(s, 18, 20'000); });

    const double seconds = bench.full() ? 60 : 12;
    std::vector<std::pair<double, double>> chip, equation;
    const auto measure = [&](const image::Image& with, const triplet::Constants& constants,
                             const std::string& name) {
        bench.play(with, [&](Session& s) {
            std::vector<std::pair<double, double>> drifts;
            for (const double rate : rates) {
                drifts.emplace_back(rate, frequency::drift(s, rate, seconds));
                bench.progress("T2", drifts.size(), std::size(rates));
            }
            bench.expect("rate of no drift in Hz" + name, fit(drifts).crossing(),
                         crossing(constants), 1, Origin::Theory);
            if (constants.a3_minus == 0) return;
            chip = drifts;
            for (const double rate : {1.0, 100.0}) {
                const double expected = triplet::drift(rate, constants);
                const double found = frequency::drift(s, rate, rate > 50 ? 0.5 : 4 * seconds);
                bench.expect_exact(
                    "sign of the drift at " + std::to_string(static_cast<int>(rate)) + " Hz",
                    found > 0   ? 1
                    : found < 0 ? -1
                                : 0,
                    expected > 0 ? 1 : -1, Origin::Theory);
            }
        });
    };
    measure(image, {}, "");
    measure(bench.compile({{"A3_MINUS", 0}}), {.a3_minus = 0}, ", A3- = 0");
    for (double rate = 10; rate <= 24; rate += 0.5)
        equation.emplace_back(rate, triplet::drift(rate));
    bench.axes("rate of both sides in Hz", "drift of the weight a second");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
