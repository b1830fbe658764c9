// SPDX-License-Identifier: Apache-2.0
// Pattern separation: codes of few active units overlap less than the patterns they are of.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <set>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::size_t inputs = 256, units = 800;
constexpr double active = 0.05, start = 4;
constexpr std::uint64_t steps = 110;  // until the threshold has fallen to 1.3, and 40 have spiked
constexpr int one = spec::limits::UnitPayload;
constexpr std::array correlations{0.95, 0.9, 0.8, 0.6};

using Pattern = std::array<int, inputs>;

Pattern random_pattern(std::mt19937& random) {
    Pattern pattern{};
    for (int& value : pattern) value = random() % 2 == 0 ? 1 : -1;
    return pattern;
}

// As many values turned as make this correlation.
Pattern turned(Pattern pattern, double correlation, std::mt19937& random) {
    std::array<std::size_t, inputs> order{};
    for (std::size_t i = 0; i < inputs; ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), random);
    const auto count = std::lround((1 - correlation) / 2 * static_cast<double>(inputs));
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) pattern[order[i]] *= -1;
    return pattern;
}

void show(Session& session, const Pattern& pattern) {
    for (std::uint32_t i = 0; i < inputs; ++i) session.inject("x", i, 0, pattern[i] * one);
    session.inject("start", 0);
    session.modulate("threshold", start - session.modulator_value("threshold"));
}

// The units that answer.
std::set<std::uint32_t> code(Session& session, const Pattern& pattern) {
    show(session, pattern);
    std::set<std::uint32_t> found;
    for (const auto& spike : session.run(steps)) found.insert(spike.element);
    return found;
}

// Of two Gaussian variables of this correlation: the share of the second's top that is the first's
// top too.
double overlap_in_theory(double correlation) {
    const auto above = [](double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); };
    double low = 0, high = 5;
    while (high - low > 1e-12) (above((low + high) / 2) > active ? low : high) = (low + high) / 2;
    constexpr double width = 1e-4;
    double sum = 0;
    for (double x = low + width / 2; x < 8; x += width)
        sum += width * std::exp(-x * x / 2) *
               above((low - correlation * x) / std::sqrt(1 - correlation * correlation));
    return sum / std::sqrt(2 * std::numbers::pi) / active;
}

}  // namespace

void pattern_separation(Bench& bench) {
    const auto image = bench.compile();
    const auto some = [](Session& s) {
        std::mt19937 random(1);
        for (int n = 0; n < 10; ++n) code(s, random_pattern(random));
        show(s, random_pattern(random));
        s.run(10);  // none has spiked yet
    };
    bench.lockstep(image, some, 200);
    bench.open_loop(image, State{"unit", "h", 8}, some);

    const int pairs = bench.full() ? 100 : 12;
    std::vector<std::pair<double, double>> chip, equation;
    double size = 0;
    bench.play(image, [&](Session& s) {
        std::mt19937 random(2);
        for (const double correlation : correlations) {
            double both = 0, all = 0;
            for (int n = 0; n < pairs; ++n) {
                const auto pattern = random_pattern(random);
                const auto first = code(s, pattern);
                const auto other = code(s, turned(pattern, correlation, random));
                all += static_cast<double>(first.size() + other.size()) / 2;
                for (const auto unit : first) both += other.contains(unit);
            }
            size += all / pairs / static_cast<double>(units * correlations.size());
            bench.expect(
                "overlap of codes at correlation " + std::to_string(correlation).substr(0, 4),
                both / all, overlap_in_theory(correlation), 0.03, Origin::Theory);
            chip.emplace_back(correlation, both / all);
            bench.progress("T2", chip.size(), correlations.size());
        }
    });
    bench.expect("share of units in a code", size, active, 0.005, Origin::Theory);
    for (double correlation = 0.5; correlation < 0.995; correlation += 0.01)
        equation.emplace_back(correlation, overlap_in_theory(correlation));
    bench.axes("correlation of patterns", "overlap of codes");
    bench.curve("equation", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
