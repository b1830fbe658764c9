// SPDX-License-Identifier: Apache-2.0
// Synaptic depression takes storage capacity from an associative memory, but only with noise.
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>

#include "examples/systems/B10_depression/memory.hpp"
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

using namespace memory;

namespace {

constexpr double recalled = 0.7, none = 2e-4;  // an overlap; a temperature instead of 0
constexpr std::size_t cues = 3;                // patterns that are recalled, the first ones

struct Case {
    double temperature, gamma;
    std::array<double, 5> loads;  // patterns a unit, ascending
};

constexpr Case cases[] = {
    {0, 0, {0.05, 0.06, 0.07, 0.08, 0.09}},    {0, 1, {0.05, 0.06, 0.07, 0.08, 0.09}},
    {0.1, 0, {0.03, 0.04, 0.05, 0.06, 0.07}},  {0.1, 1, {0.01, 0.02, 0.03, 0.04, 0.05}},
    {0.15, 0, {0.02, 0.03, 0.04, 0.05, 0.06}}, {0.15, 1, {0.004, 0.008, 0.012, 0.016, 0.02}},
};

image::Image compile(const Bench& bench, std::size_t units, double temperature, double gamma) {
    const auto n = static_cast<double>(units);
    const double tau = gamma > 0 ? 1 / std::log(2.0) : 0;
    return bench.compile(
        {{"N", n}, {"TEMPERATURE", n * std::max(temperature, none)}, {"TAU", tau}});
}

// Weights that hold the first `count` patterns.
void store(Session& session, const std::vector<Pattern>& patterns, std::size_t count) {
    const std::size_t n = patterns.front().size();
    std::vector<int> sums(n * n, 0);
    for (std::size_t p = 0; p < count; ++p)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j) sums[i * n + j] += patterns[p][i] * patterns[p][j];
    const auto& projection = session.image().projections[session.projection("recurrent")];
    std::vector<double> weights;
    weights.reserve(projection.synapses.size());
    for (const auto& synapse : projection.synapses)
        weights.push_back(sums[synapse.post * n + synapse.pre]);
    session.set_weights("recurrent", weights);
}

std::vector<double> recall(Session& session, const Pattern& pattern, int sweeps) {
    constexpr int one = spec::limits::UnitPayload;
    for (std::uint32_t i = 0; i < pattern.size(); ++i)
        session.inject("cue", i, 0, pattern[i] * one);
    session.run(2);
    std::vector<double> overlaps;
    session.run(static_cast<std::uint64_t>(sweeps),
                [&](Session&, std::span<const runtime::Event> spikes) {
                    std::vector<bool> on(pattern.size(), false);
                    for (const auto& spike : spikes) on[spike.element] = true;
                    overlaps.push_back(overlap(pattern, on));
                });
    return overlaps;
}

using Curve = std::vector<std::pair<double, double>>;  // load, overlap

// The load at which the overlap falls below what counts as recalled, on straight lines.
double capacity(const Curve& curve) {
    for (std::size_t k = 0; k < curve.size(); ++k) {
        const auto [load, m] = curve[k];
        if (m >= recalled) continue;
        if (k == 0) return load;
        const auto [before, above] = curve[k - 1];
        return before + (load - before) * (above - recalled) / (above - m);
    }
    return curve.back().first;
}

struct Size {
    std::size_t units, nets;
    int sweeps, quiet_sweeps;  // with noise, without
};

void measure(Bench& bench, const Case& of, const Size& size) {
    const Condition condition{.temperature = of.temperature,
                              .gamma = of.gamma,
                              .sweeps = of.temperature > 0 ? size.sweeps : size.quiet_sweeps};
    const auto n = static_cast<double>(size.units);
    Curve chip, reference;
    bench.play(compile(bench, size.units, of.temperature, of.gamma), [&](Session& s) {
        std::uint64_t seed = 0;
        for (const double load : of.loads) {
            const auto count = static_cast<std::size_t>(std::max(1L, std::lround(load * n)));
            double found = 0, expected = 0, runs = 0;
            for (std::size_t net = 0; net < size.nets; ++net) {
                const auto patterns =
                    random_patterns(count, size.units, static_cast<std::uint32_t>(net + 1));
                store(s, patterns, count);
                for (std::size_t k = 0; k < std::min(cues, count); ++k, ++runs) {
                    s.reset(runtime::Reset::State);
                    s.set_seed(++seed);
                    found += mean_of_last_half(recall(s, patterns[k], condition.sweeps));
                    expected +=
                        mean_of_last_half(memory::recall(patterns, count, k, condition, seed));
                }
            }
            chip.emplace_back(static_cast<double>(count) / n, found / runs);
            reference.emplace_back(static_cast<double>(count) / n, expected / runs);
        }
    });
    const std::string at = std::to_string(size.units) + " units, T " +
                           std::to_string(of.temperature).substr(0, 4) + ", gamma " +
                           std::to_string(of.gamma).substr(0, 1);
    bench.expect("load with overlap " + std::to_string(recalled).substr(0, 3) + ", " + at,
                 capacity(chip), capacity(reference), 0.006, Origin::Reference);
    bench.progress("T2, " + at, 1, 1);
    if (of.temperature != 0.1 || size.units > 512) return;
    bench.curve("float64, " + at, of.gamma > 0 ? "float" : "pale", std::move(reference));
    bench.curve("chip, " + at, of.gamma > 0 ? "chip" : "soft", std::move(chip), false);
}

}  // namespace

void depression_and_noise(Bench& bench) {
    const auto small = compile(bench, 64, 0.1, 1);
    const auto some = [](Session& s) {
        const auto patterns = random_patterns(3, 64, 1);
        store(s, patterns, 3);
        for (const Pattern& pattern : patterns) recall(s, pattern, 350);
    };
    bench.lockstep(small, some, 50);
    bench.open_loop(small, State{.population = "unit", .name = "h", .range = 64}, some);

    if (!bench.full()) {
        for (const Case& of : std::span(cases).first(4)) measure(bench, of, {256, 4, 60, 30});
    } else {
        for (const Case& of : cases) measure(bench, of, {512, 4, 150, 60});
        for (const Case& of : std::span(cases).subspan(2, 2))
            measure(bench, of, {1500, 2, 150, 60});
    }
    bench.axes("patterns a unit", "overlap");
}

}  // namespace bouton::systems
