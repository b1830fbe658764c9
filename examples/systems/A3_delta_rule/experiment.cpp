// SPDX-License-Identifier: Apache-2.0
// The delta rule: acquisition, and a cue that predicts nothing new learns nothing (blocking).
#include <algorithm>
#include <array>
#include <cmath>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double eta = 0.1, tolerance = 0.005;
constexpr int acquisition = 20, first = 50, second = 50;  // trials
constexpr std::size_t a = 0, b = 1;

struct Cues {
    bool a = true, b = false;
};
using Values = std::array<double, 2>;

// One trial on the chip: the cues and the outcome; a step later the cues learn the error.
void trial(Session& session, Cues cues, bool outcome = true) {
    for (const std::int64_t at : {0, 1}) {
        const int payload = at == 0 ? spec::limits::UnitPayload : 0;
        if (cues.a) session.inject("cue", a, at, payload);
        if (cues.b) session.inject("cue", b, at, payload);
    }
    if (outcome) session.inject("outcome", 0);
    session.run(3);
}

// Means over the units, which all see the same.
Values values(const Session& session) {
    const auto weights = session.weights("value");
    const std::size_t units = weights.size() / 2;
    Values mean{};
    for (std::size_t i = 0; i < weights.size(); ++i)
        mean[i / units] += weights[i] / static_cast<double>(units);
    return mean;
}

// The equation in float64.
void trial(Values& v, Cues cues) {
    const double error = 1 - (cues.a ? v[a] : 0) - (cues.b ? v[b] : 0);
    if (cues.a) v[a] += eta * error;
    if (cues.b) v[b] += eta * error;
}

// Acquisition, extinction and a compound, in turns.
void everything(Session& session, int trials) {
    for (int n = 0; n < trials; ++n)
        trial(session, {.a = n % 3 != 0, .b = n % 3 != 1}, n / 40 % 2 == 0);
}

}  // namespace

void delta_rule(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { everything(s, 400); });
    bench.open_loop(image, Learned{.projection = "value", .range = 2},
                    [](Session& s) { everything(s, 4000); });

    std::array<std::vector<std::pair<double, double>>, 2> chip, equation;
    bench.play(image, [&](Session& s) {
        Values expected{};
        for (int n = 1; n <= first + second; ++n) {
            const Cues cues{.a = true, .b = n > first};
            trial(s, cues);
            trial(expected, cues);
            const auto found = values(s);
            if (n == acquisition)
                bench.expect("value of A after 20 trials", found[a], 1 - std::pow(1 - eta, n),
                             tolerance, Origin::Theory);
            for (std::size_t i = 0; i < 2; ++i) {
                chip[i].emplace_back(n, found[i]);
                equation[i].emplace_back(n, expected[i]);
            }
        }
        const auto blocked = values(s);
        bench.expect("value of A after A, then A with B", blocked[a], expected[a], tolerance,
                     Origin::Theory);
        bench.expect("value of B, blocked by A", blocked[b], expected[b], tolerance,
                     Origin::Theory);

        s.reset(runtime::Reset::StateAndWeights);
        for (int n = 0; n < second; ++n) trial(s, {.a = true, .b = true});
        // Both move together by half of what is left of the error each: sum 1 - (1 - 2 eta)^n.
        const double half = 0.5 * (1 - std::pow(1 - 2 * eta, second));
        bench.expect("value of B without A before", values(s)[b], half, tolerance, Origin::Theory);
        for (int n = 0; n < acquisition; ++n) trial(s, {.a = true, .b = false}, false);
        bench.expect("value of A after 20 trials without the outcome", values(s)[a],
                     half * std::pow(1 - eta, acquisition), tolerance, Origin::Theory);
    });
    bench.axes("trials: A, from the 51st on A with B", "value");
    for (std::size_t i = 0; i < 2; ++i) {
        const std::string name = i == a ? " A" : " B";
        bench.curve("equation" + name, "float", std::move(equation[i]));
        bench.curve("chip" + name, "chip", std::move(chip[i]));
    }
}

}  // namespace bouton::systems
