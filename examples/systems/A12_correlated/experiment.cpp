// SPDX-License-Identifier: Apache-2.0
// Of two groups of inputs the one whose spikes are correlated wins; and what weights of 8 bits
// and a sign do to that, rounded to nearest or stochastically.
#include <numeric>
#include <string>

#include "examples/systems/A11_competition/reference.hpp"
#include "examples/systems/A12_correlated/input.hpp"
#include "examples/systems/harness/bench.hpp"
#include "examples/systems/harness/row.hpp"

namespace bouton::systems {

using namespace correlated;
using competition::Reference;
using competition::Rule;

namespace {

constexpr double full_weight = 0.05;
constexpr const char* groups[] = {"correlated", "independent"};

void inject(Session& session, std::span<const std::uint32_t> spikes) {
    for (const auto i : spikes)
        session.inject(i < group ? "together" : "alone", i < group ? i : i - group);
}

void play_input(Session& session, std::uint64_t steps) {
    Input input(1);
    for (std::uint64_t t = 0; t < steps; ++t) {
        inject(session, input.next());
        session.step();
    }
}

// All weights, as shares of the largest.
std::vector<double> shares(const Session& session) {
    std::vector<double> all;
    for (const char* name : groups)
        for (const double w : session.weights(name)) all.push_back(w / full_weight);
    return all;
}

struct Means {
    double correlated = 0, independent = 0;

    void add(const std::vector<double>& weights, double weight) {
        const auto middle = weights.begin() + group;
        correlated += weight / group * std::accumulate(weights.begin(), middle, 0.0);
        independent += weight / group * std::accumulate(middle, weights.end(), 0.0);
    }
};

struct Both {
    Means chip, reference;                             // of the last tenth
    std::vector<std::pair<double, double>> curves[2];  // of the chip, over seconds
};

// Chip and reference beside each other, on the same input.
Both compete(const Bench& bench, Session& session, const Rule& rule, int seconds,
             std::uint64_t seed) {
    constexpr auto second = static_cast<std::uint64_t>(1000 / step);
    Input input(seed);
    Reference cell({.step = step, .full = full_weight}, rule, shares(session));
    Both both;
    const int last = seconds / 10;
    for (int now = 0; now < seconds; ++now) {
        for (std::uint64_t t = 0; t < second; ++t) {
            const auto spikes = input.next();
            inject(session, spikes);
            session.step();
            cell.step(spikes);
        }
        const auto weights = shares(session);
        Means means;
        means.add(weights, 1);
        both.curves[0].emplace_back(now + 1, means.correlated);
        both.curves[1].emplace_back(now + 1, means.independent);
        if (now < seconds - last) continue;
        both.chip.add(weights, 1.0 / last);
        both.reference.add(cell.weights(), 1.0 / last);
        bench.progress("T2", static_cast<std::size_t>(now) + 1, static_cast<std::size_t>(seconds));
    }
    return both;
}

image::Image compile(const Bench& bench, const Rule& rule) {
    std::string text(network_text("A12_correlated"));
    const std::string rounding = "rounding stochastic";
    if (rule.levels > 0 && !rule.stochastic)
        text.replace(text.find(rounding), rounding.size(), "rounding nearest");
    return bench.compile_text(
        text, {{"TIE", rule.tie_potentiates ? 1 : 0}, {"BITS", rule.levels > 0 ? 9 : 16}});
}

}  // namespace

void correlated_group(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { play_input(s, 2000); }, 20);
    for (const char* name : groups)
        bench.open_loop(image, Learned{.projection = name, .range = full_weight},
                        [](Session& s) { play_input(s, 40'000); });

    const int seconds = bench.full() ? 600 : 40;
    const std::string after = " weights after " + std::to_string(seconds) + " s";
    const auto compare = [&](const std::string& of, const Both& both) {
        bench.expect(of + "mean of correlated" + after, both.chip.correlated,
                     both.reference.correlated, 0.05, Origin::Reference);
        bench.expect(of + "mean of independent" + after, both.chip.independent,
                     both.reference.independent, 0.05, Origin::Reference);
    };
    bench.play(image, [&](Session& s) {
        const auto both = compete(bench, s, {}, seconds, 2);
        if (bench.full()) {
            bench.expect_within("mean of correlated, at least 0.88", both.chip.correlated, 0.88, 1,
                                Origin::Reference);
            bench.expect_within("mean of independent, at most 0.55", both.chip.independent, 0, 0.55,
                                Origin::Reference);
        }
        compare("", both);
        bench.curve("correlated", "chip", both.curves[0]);
        bench.curve("independent", "pale", both.curves[1]);
    });
    // A sign and 8 bits: the largest weight is 204.8 places.
    constexpr double levels = full_weight * 4096;
    std::vector<std::pair<std::string, Rule>> others{{"8 bits, nearest: ", {.levels = levels}}};
    if (bench.full()) {
        others.push_back({"8 bits, stochastic: ", {.levels = levels, .stochastic = true}});
        others.push_back({"dt = 0 depresses: ", {.tie_potentiates = false}});
    }
    for (const auto& [of, rule] : others)
        bench.play(compile(bench, rule), [&, &of = of, &rule = rule](Session& s) {
            compare(of, compete(bench, s, rule, seconds, 2));
        });
    bench.axes("s", "mean weight");
}

}  // namespace bouton::systems
