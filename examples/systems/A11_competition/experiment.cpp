// SPDX-License-Identifier: Apache-2.0
// Competition between synapses: weights become weak or strong, and the cell's rate falls to where
// its spikes depend on chance. With the text's own constants nothing competes: all become strong.
#include <algorithm>
#include <numeric>

#include "examples/systems/A11_competition/reference.hpp"
#include "examples/systems/harness/bench.hpp"
#include "runtime/session/random_input.hpp"

namespace bouton::systems {

namespace {

constexpr competition::Cell cell{.step = 0.1, .full = 0.01};
constexpr double rate = 15;                    // Hz
constexpr std::uint64_t second = 10'000;       // steps
constexpr std::uint64_t window = 20 * second;  // at the end, in which the rate is measured

struct Outcome {
    std::vector<double> weights;  // shares of the largest
    double rate = 0;

    double mean() const {
        return std::accumulate(weights.begin(), weights.end(), 0.0) /
               static_cast<double>(weights.size());
    }
    double share(double low, double high) const {
        return static_cast<double>(std::count_if(weights.begin(), weights.end(),
                                                 [&](double w) { return w >= low && w <= high; })) /
               static_cast<double>(weights.size());
    }
};

struct Both {
    Outcome chip, reference;
};

std::vector<double> shares(std::vector<double> weights) {
    for (double& w : weights) w /= cell.full;
    return weights;
}

// Chip and reference beside each other, on the same input.
Both compete(const Bench& bench, Session& session, double a_minus, std::uint64_t steps) {
    const runtime::RandomInput random(session.image(), rate, 11);
    competition::Reference reference(cell, {.a_minus = a_minus}, shares(session.weights("hear")));
    double chip_spikes = 0, reference_spikes = 0;
    std::vector<std::uint32_t> inputs;
    for (std::uint64_t t = 0; t < steps; ++t) {
        if (t + window == steps) {
            chip_spikes = static_cast<double>(session.counter(spec::Counter::Spikes));
            reference_spikes = static_cast<double>(reference.spikes());
        }
        const auto events = random.events(t);
        inputs.clear();
        for (const auto& event : events) inputs.push_back(event.element);
        session.inject(events);
        session.step();
        reference.step(inputs);
        if (t % second == 0) bench.progress("T2", t, steps);
    }
    constexpr double seconds = static_cast<double>(window) / second;
    const auto all = static_cast<double>(session.counter(spec::Counter::Spikes));
    return {{shares(session.weights("hear")), (all - chip_spikes) / seconds},
            {reference.weights(),
             (static_cast<double>(reference.spikes()) - reference_spikes) / seconds}};
}

std::vector<std::pair<double, double>> distribution(const Outcome& outcome) {
    std::vector<std::pair<double, double>> points;
    points.reserve(20);
    for (int bin = 0; bin < 20; ++bin)
        points.emplace_back(bin / 20.0 + 0.025,
                            outcome.share(bin / 20.0, bin == 19 ? 1 : (bin + 1) / 20.0 - 1e-9));
    return points;
}

}  // namespace

void competition_of_synapses(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { play_poisson(s, rate, 2000); }, 10);
    bench.open_loop(image, Learned{.projection = "hear", .range = cell.full},
                    [](Session& s) { play_poisson(s, rate, 20 * second); });

    const std::uint64_t steps = (bench.full() ? 300 : 60) * second;
    const std::string after = " after " + std::to_string(steps / second) + " s";
    bench.play(image, [&](Session& s) {
        const auto [chip, reference] = compete(bench, s, 0.00525, steps);
        bench.expect("mean weight" + after, chip.mean(), reference.mean(), 0.05, Origin::Reference);
        bench.expect("share below 0.1" + after, chip.share(0, 0.1), reference.share(0, 0.1), 0.05,
                     Origin::Reference);
        bench.expect("share above 0.9" + after, chip.share(0.9, 1), reference.share(0.9, 1), 0.05,
                     Origin::Reference);
        bench.expect("rate in Hz" + after, chip.rate, reference.rate, 3, Origin::Reference);
        bench.curve("float64", "float", distribution(reference));
        bench.curve("chip", "chip", distribution(chip));
    });
    // The constants of the text: potentiation wins everywhere.
    constexpr std::uint64_t enough = 60 * second;
    bench.play(bench.compile({{"A_MINUS", 0.0025}}), [&](Session& s) {
        const auto [chip, reference] = compete(bench, s, 0.0025, enough);
        bench.expect_within("mean weight with A- = 0.0025 after 60 s", chip.mean(), 0.95, 1,
                            Origin::Seed);
        bench.expect("the same in float64", reference.mean(), chip.mean(), 0.05, Origin::Reference);
    });
    bench.axes("weight", "share of synapses");
}

}  // namespace bouton::systems
