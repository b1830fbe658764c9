// SPDX-License-Identifier: Apache-2.0
// Three schedules of the learning rate over 50 epochs, as a channel of the chip.
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr int epochs = 50, spikes = 8, cells = 80;
constexpr const char* names[] = {"constant", "decaying", "cyclical"};
constexpr const char* styles[] = {"pale", "chip", "soft"};

double rate(int schedule, int epoch) {
    if (schedule == 0) return 0.01;
    if (schedule == 1) return 0.1 * std::pow(0.9, epoch);
    return 0.001 + 0.0495 * (1 + std::sin(std::numbers::pi * epoch / 10));
}

// What a spike added in this epoch, mean of the cells.
std::array<double, 3> run_epoch(Session& session, int epoch) {
    for (int k = 0; k < 3; ++k) {
        session.modulate(names[k], rate(k, epoch) - session.modulator_value(names[k]));
        session.set_weights(names[k], std::vector<double>(cells, 0.0));
    }
    for (int n = 0; n < spikes; ++n) session.inject("pre", 0, 2 + 2 * n);
    session.run(2 * spikes + 4);
    std::array<double, 3> mean{};
    for (std::size_t k = 0; k < 3; ++k) {
        const auto weights = session.weights(names[k]);
        mean[k] = std::accumulate(weights.begin(), weights.end(), 0.0) / (cells * spikes);
    }
    return mean;
}

}  // namespace

void rate_schedules(Bench& bench) {
    const auto image = bench.compile();
    const auto all = [](Session& s) {
        for (int e = 0; e < epochs; ++e) run_epoch(s, e);
    };
    bench.lockstep(image, all);
    bench.open_loop(image, Learned{.projection = "decaying", .range = 2}, all);

    std::array<std::vector<std::pair<double, double>>, 3> chip;
    std::array<double, 3> sum{};
    bench.axes("epoch", "learning rate");
    bench.play(image, [&](Session& s) {
        for (int e = 0; e < epochs; ++e) {
            const auto found = run_epoch(s, e);
            for (std::size_t k = 0; k < 3; ++k) {
                sum[k] += found[k];
                chip[k].emplace_back(e, found[k]);
                if (e != 0 && e != 5 && e != 10 && e != 15 && e != 49) continue;
                const double expected = rate(static_cast<int>(k), e);
                bench.expect(std::string(names[k]) + " rate, epoch " + std::to_string(e), found[k],
                             expected, 0.01 * expected, Origin::Theory);
            }
        }
    });
    constexpr double budgets[] = {0.500, 0.995, 2.838};
    for (std::size_t k = 0; k < 3; ++k) {
        bench.expect(std::string(names[k]) + ": sum over 50 epochs", sum[k], budgets[k],
                     0.01 * budgets[k], Origin::Seed);
        bench.curve(names[k], styles[k], std::move(chip[k]));
    }
}

}  // namespace bouton::systems
