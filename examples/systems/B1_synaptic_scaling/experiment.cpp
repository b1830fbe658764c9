// SPDX-License-Identifier: Apache-2.0
// Synaptic scaling: one update brings every unit to its target, and keeps what its weights say
// about each other.
#include <algorithm>
#include <cmath>
#include <vector>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::uint32_t inputs = 64, units = 16;
constexpr double target = 5, place = 1.0 / 32768;  // of a weight's last bit, below 1
constexpr double most = 1.999;                     // that target / actual - 1 can be

double value(std::uint32_t input) {
    return 0.25 + 1.5 * input / inputs;
}

std::vector<double> rates(Session& session) {
    for (std::uint32_t i = 0; i < inputs; ++i)
        session.inject("x", i, 0,
                       static_cast<int>(std::lround(value(i) * spec::limits::UnitPayload)));
    session.run(2);
    return session.states("unit", "y");
}

// One update: every weight of unit k times wanted / actual.
void scale(Session& session, double wanted) {
    const auto actual = rates(session);
    for (std::uint32_t k = 0; k < units; ++k) {
        const double change = std::min(wanted / actual[k] - 1, most);
        session.inject("factor", k, 0,
                       static_cast<int>(std::lround(change * spec::limits::UnitPayload)));
    }
    session.run(2);
}

void scale_often(Session& session, int count) {
    for (int n = 0; n < count; ++n) scale(session, target * (1 + n % 3) / 3);
}

}  // namespace

void synaptic_scaling(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { scale_often(s, 260); });
    bench.open_loop(image, Learned{.projection = "learn", .range = 1},
                    [](Session& s) { scale_often(s, 200); });

    std::vector<std::pair<double, double>> before_curve, after_curve;
    bench.play(image, [&](Session& s) {
        auto weights = s.weights("learn");
        // Units of different rates, from half of the target to above it.
        for (std::size_t i = 0; i < weights.size(); ++i)
            weights[i] *= 0.6 + static_cast<double>(i % units) / units;
        s.set_weights("learn", weights);
        weights = s.weights("learn");
        const auto before = rates(s);
        scale(s, target);
        const auto scaled = s.weights("learn");
        const auto after = rates(s);

        double farthest = 0, rate_error = 0, ratio_error = 0;
        for (std::uint32_t k = 0; k < units; ++k) {
            farthest = std::max(farthest, std::abs(before[k] / target - 1));
            rate_error = std::max(rate_error, std::abs(after[k] / target - 1));
            before_curve.emplace_back(k, before[k]);
            after_curve.emplace_back(k, after[k]);
            double old_sum = 0, new_sum = 0;
            for (std::size_t i = k; i < weights.size(); i += units) {
                old_sum += weights[i];
                new_sum += scaled[i];
            }
            for (std::size_t i = k; i < weights.size(); i += units)
                ratio_error =
                    std::max(ratio_error, std::abs(scaled[i] - weights[i] * new_sum / old_sum));
        }
        bench.expect_within("largest error of a rate before, as a share", farthest, 0.2, 2,
                            Origin::Theory);
        bench.expect("largest error of a rate after one update", rate_error, 0, 0.01,
                     Origin::Theory);
        bench.expect("largest departure from the old ratios, in last places", ratio_error / place,
                     0, 1, Origin::Theory);
    });
    bench.axes("unit", "rate");
    bench.curve("before", "pale", std::move(before_curve), false);
    bench.curve("after one update", "chip", std::move(after_curve), false);
}

}  // namespace bouton::systems
