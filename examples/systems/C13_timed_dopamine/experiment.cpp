// SPDX-License-Identifier: Apache-2.0
// The same pair of spikes depresses or potentiates: dopamine that comes later decides.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double a = 0.0025, tau = 20, tag_tau = 1000, baseline = 1;
constexpr int distance = 10;           // ms between the two spikes
constexpr double place = 1.0 / 16384;  // of a weight's last bit

struct Changes {
    std::array<double, 2> weight{};  // of cells with D1 and with D2, their mean
    double spread = 0;               // largest difference between cells of a kind
};

// A pair of spikes, then after `lag` ms one step of this much dopamine.
void pair_up(Session& session, bool post_first, double dopamine, int lag) {
    session.inject("pre", 0, post_first ? 30 : 20);
    session.inject("teacher", 0, post_first ? 19 : 29);  // spikes a step later
    session.run(31 + static_cast<std::uint64_t>(lag));
    session.modulate("dopamine", dopamine - baseline);  // is there a step later
    session.modulate("dopamine", baseline - dopamine, 1);
    session.run(60);
}

Changes changes(Session& session, bool post_first, double dopamine, int lag) {
    session.reset(runtime::Reset::StateAndWeights);
    pair_up(session, post_first, dopamine, lag);
    Changes found;
    for (std::size_t kind = 0; kind < 2; ++kind) {
        const auto weights = session.weights(kind == 0 ? "learn_d1" : "learn_d2");
        const auto [low, high] = std::minmax_element(weights.begin(), weights.end());
        found.weight[kind] = std::accumulate(weights.begin(), weights.end(), 0.0) /
                             static_cast<double>(weights.size());
        found.spread = std::max(found.spread, *high - *low);
    }
    return found;
}

void pair_up_at_random(Session& session, int pairs) {
    std::mt19937 random(1);
    for (int n = 0; n < pairs; ++n) {
        const double dopamine = static_cast<double>(random() % 2001) / 1000;
        pair_up(session, random() % 2 == 0, dopamine, static_cast<int>(random() % 300));
    }
}

}  // namespace

void timed_dopamine(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { pair_up_at_random(s, 10); });
    bench.open_loop(image, Learned{.projection = "learn_d1", .range = 2},
                    [](Session& s) { pair_up_at_random(s, 42); });

    double apart = 0, spread = 0, untouched = 0;
    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        for (const bool post_first : {true, false}) {
            const double pair = (post_first ? -a : a) * std::exp(-distance / tau);
            for (const int lag : {0, 500}) {
                const double tag = pair * std::exp(-lag / tag_tau);
                const std::string after = std::string(post_first ? ", post first" : ", pre first") +
                                          ", dopamine after " + std::to_string(lag) + " ms";
                const auto rest = changes(s, post_first, baseline, lag);
                untouched = std::max(
                    {untouched, std::abs(rest.weight[0]), std::abs(rest.weight[1]), rest.spread});
                std::array<Changes, 2> found;
                for (const int level : {0, 2}) {
                    const auto& here = found[static_cast<std::size_t>(level / 2)] =
                        changes(s, post_first, level, lag);
                    const double expected = (level - baseline) * tag;
                    const std::string at = ": change at dopamine " + std::to_string(level) + after;
                    bench.expect("D1" + at, here.weight[0], expected, place, Origin::Theory);
                    bench.expect("D2" + at, here.weight[1], -expected, place, Origin::Theory);
                    if (lag == 0) spread = std::max(spread, here.spread);
                    if (!post_first || lag != 0) continue;
                    chip.emplace_back(level, here.weight[0]);
                    equation.emplace_back(level, expected);
                }
                for (const std::size_t kind : {0U, 1U})
                    apart =
                        std::max(apart, std::abs(found[0].weight[kind] + found[1].weight[kind]));
            }
        }
    });
    bench.expect("largest sum of the changes at dopamine 0 and 2", apart, 0, place, Origin::Theory);
    bench.expect("largest difference between cells of a kind at once", spread, 0, place,
                 Origin::Theory);
    bench.expect_exact("change at the baseline", untouched, 0, Origin::Theory);
    bench.axes("dopamine", "change of a D1 weight, post first");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
