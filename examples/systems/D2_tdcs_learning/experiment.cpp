// SPDX-License-Identifier: Apache-2.0
// Does a direct current on part of a network help it to learn? It does not.
#include <algorithm>
#include <cmath>

#include "examples/systems/D2_tdcs_learning/data.hpp"
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

using namespace tdcs_task;

namespace {

constexpr double rate = 0.005;  // of the delta rule
constexpr int period = 12;      // steps a sample: nothing is left of the last one's traces

int payload(double value) {
    return static_cast<int>(
        std::lround(std::clamp(value, -1.99, 1.99) * spec::limits::UnitPayload));
}

// Shows a sample, with its class or without; the readout's answer.
double show(Session& session, const Sample& sample, bool learn) {
    for (std::uint32_t i = 0; i < inputs; ++i)
        session.inject("x", i, 0, payload(0.4 * sample.x[i]));
    if (learn) session.inject("target", 0, 1, payload(sample.positive ? 1 : -1));
    session.run(3);
    const double y = session.states("out", "y")[0];
    session.run(period - 3);
    return y;
}

void train(Session& session, const Task& task, int epochs) {
    for (int epoch = 0; epoch < epochs; ++epoch)
        for (const Sample& sample : task.train) show(session, sample, true);
}

double chip_accuracy(Session& session, const Task& task, bool stimulated, int epochs) {
    session.modulate("current", stimulated ? current : 0);
    session.run(2);
    train(session, task, epochs);
    double right = 0;
    for (const Sample& sample : task.test)
        right += (show(session, sample, false) > 0) == sample.positive;
    return right / static_cast<double>(task.test.size());
}

// The fixed weights that the chip has, for values of the inputs.
Fixed fixed_weights(const Session& session) {
    Fixed fixed;
    for (const char* name : {"see_rest", "see_lit"}) {
        fixed.lit = fixed.weights.size();
        const auto& projection = session.image().projections[session.projection(name)];
        fixed.weights.resize(fixed.lit + session.image().populations[projection.post].size);
        const auto weights = session.weights(name);
        for (std::size_t k = 0; k < weights.size(); ++k) {
            const auto& synapse = projection.synapses[k];
            fixed.weights[fixed.lit + synapse.post][synapse.pre] = 0.4 * weights[k];
        }
    }
    return fixed;
}

}  // namespace

void tdcs_learning(Bench& bench) {
    const auto image = bench.compile();
    const auto first = make_task(1);
    bench.lockstep(image, [&](Session& s) {
        s.modulate("current", current);
        for (std::size_t n = 0; n < 90; ++n) show(s, first.train[n], true);
    });
    bench.open_loop(image, Learned{.projection = "learn_rest", .range = 32},
                    [&](Session& s) { train(s, first, 1); });

    const int seeds = bench.full() ? 20 : 4, epochs = bench.full() ? 10 : 4;
    double host[2] = {0, 0}, chip[2] = {0, 0}, model[2] = {0, 0};
    std::vector<std::pair<double, double>> curves[2];
    for (int seed = 1; seed <= seeds; ++seed) {
        const auto number = static_cast<std::uint64_t>(seed);
        const auto task = make_task(number);
        const auto with_seed = bench.compile_seed(number);
        for (const bool stimulated : {false, true}) {
            host[stimulated] += host_accuracy(task, number, stimulated) / seeds;
            bench.play(with_seed, [&](Session& s) {
                const double found = chip_accuracy(s, task, stimulated, epochs);
                chip[stimulated] += found / seeds;
                model[stimulated] +=
                    readout_accuracy(task, fixed_weights(s), stimulated, rate, epochs) / seeds;
                curves[stimulated].emplace_back(seed, found);
            });
        }
        bench.progress("T2", number, static_cast<std::size_t>(seeds));
    }
    bench.expect("host: accuracy with current - without", host[1] - host[0], 0, 0.01, Origin::Seed);
    bench.expect("chip: accuracy with current - without", chip[1] - chip[0], 0, 0.02, Origin::Seed);
    bench.expect_within("host: accuracy without", host[0], 0.9, 1, Origin::Reference);
    bench.expect("chip: accuracy without", chip[0], model[0], 0.01, Origin::Reference);
    bench.expect("chip: accuracy with", chip[1], model[1], 0.01, Origin::Reference);
    bench.axes("seed", "test accuracy on the chip");
    bench.curve("without current", "pale", std::move(curves[0]), false);
    bench.curve("with current", "chip", std::move(curves[1]), false);
}

}  // namespace bouton::systems
