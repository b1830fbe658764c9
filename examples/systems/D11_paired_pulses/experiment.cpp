// SPDX-License-Identifier: Apache-2.0
// Paired associative stimulation: two pulses, one before the other, and the time between them
// swept. What is found must be the curve of A9, whose network this is.
#include <array>
#include <cmath>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::array distances{2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50};
constexpr double weight = 0.5;
constexpr int repeats = 8, between = 400;

// Mean change a pairing; the pulse to the target comes `sign` times each distance later.
std::array<double, distances.size()> stimulate(Session& session, int sign, int count) {
    session.reset(runtime::Reset::StateAndWeights);
    for (int n = 0; n < count; ++n) {
        session.inject("teacher", 0, 99);
        for (std::uint32_t k = 0; k < distances.size(); ++k)
            session.inject("pre", k, 100 - sign * distances[k]);
        session.run(between);
    }
    std::array<double, distances.size()> mean{};
    const auto weights = session.weights("learn_noisy");
    const std::size_t cells = weights.size() / distances.size();
    for (std::size_t i = 0; i < weights.size(); ++i)
        mean[i / cells] += (weights[i] - weight) / static_cast<double>(cells) / count;
    return mean;
}

// Time constant of an exponential through the points, by the slope of their logarithms.
double time_constant(const std::array<double, distances.size()>& changes) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (std::size_t k = 0; k < distances.size(); ++k) {
        const double value = std::log(std::abs(changes[k]));
        n += 1;
        x += distances[k];
        y += value;
        xx += distances[k] * distances[k];
        xy += distances[k] * value;
    }
    return -(n * xx - x * x) / (n * xy - x * y);
}

}  // namespace

void paired_pulses(Bench& bench) {
    const auto image = bench.compile("A9_pair_stdp");
    const auto brief = [](Session& s) { stimulate(s, 1, 3); };
    bench.lockstep(image, brief, 10);
    bench.open_loop(image, Learned{"learn_noisy"}, [](Session& s) { stimulate(s, -1, 20); });

    std::vector<std::pair<double, double>> chip;
    bench.play(image, [&](Session& s) {
        for (const int sign : {1, -1}) {
            const auto changes = stimulate(s, sign, repeats);
            const std::string side = sign > 0 ? ", target second" : ", target first";
            int right = 0;
            for (std::size_t k = 0; k < distances.size(); ++k) {
                right += changes[k] * sign > 0;
                chip.emplace_back(sign * distances[k], changes[k]);
            }
            bench.expect_exact("distances with the right sign" + side, right, distances.size(),
                               Origin::Theory);
            bench.expect("time constant in ms" + side, time_constant(changes), 20, 1, Origin::Seed);
        }
    });
    bench.axes("second pulse - first in ms", "change of the weight");
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
