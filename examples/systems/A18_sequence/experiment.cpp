// SPDX-License-Identifier: Apache-2.0
// Sequence learning: STDP makes the answer to a repeated sequence come earlier and earlier.
#include "examples/systems/A18_sequence/reference.hpp"

#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

using sequence::axons;

constexpr double full_weight = 2.5;

// Steps from the arrival of the first spike to the cell's.
int repeat(Session& session) {
    const auto start = session.now();
    int first = -1;
    for (std::uint32_t i = 0; i < axons; ++i) session.inject("axon", i, i);
    for (const auto& spike : session.run(400))
        if (first < 0) first = static_cast<int>(spike.step - start) - 1;
    return first;
}

template <class Weights>
double mean(const Weights& weights, std::ptrdiff_t from, std::ptrdiff_t to) {
    return std::accumulate(weights.begin() + from, weights.begin() + to, 0.0) /
           static_cast<double>(to - from);
}

}  // namespace

void sequence_learning(Bench& bench) {
    const auto image = bench.compile();
    const auto repeats = [](int count) {
        return [count](Session& s) {
            for (int n = 0; n < count; ++n) repeat(s);
        };
    };
    bench.lockstep(image, repeats(3));
    bench.open_loop(image, Learned{.projection = "hear", .range = full_weight}, repeats(50));

    std::vector<std::pair<double, double>> chip, reference;
    bench.play(image, [&](Session& s) {
        sequence::Reference model;
        for (int n = 0; n <= 200; ++n) {
            const int found = repeat(s), expected = model.repeat(true);
            chip.emplace_back(n, found);
            reference.emplace_back(n, expected);
            if (n == 0 || n == 50 || n == 200)
                bench.expect("latency in ms after " + std::to_string(n) + " repetitions", found,
                             expected, 1, Origin::Reference);
        }
        auto weights = s.weights("hear");
        for (double& w : weights) w /= full_weight;
        bench.expect("mean of the first 10 weights", mean(weights, 0, 10),
                     mean(model.weights(), 0, 10), 0.05, Origin::Reference);
        bench.expect("mean of the last 30 weights", mean(weights, 70, 100),
                     mean(model.weights(), 70, 100), 0.05, Origin::Reference);
    });
    bench.play(image, [&](Session& s) {
        s.set_learning(false);
        for (int n = 0; n < 50; ++n) repeat(s);
        sequence::Reference model;
        bench.expect("latency in ms after 50 repetitions without STDP", repeat(s),
                     model.repeat(false), 1, Origin::Reference);
    });
    bench.axes("repetitions", "latency in ms");
    bench.curve("float64", "float", std::move(reference));
    bench.curve("chip", "chip", std::move(chip));
}

}  // namespace bouton::systems
