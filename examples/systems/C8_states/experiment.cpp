// SPDX-License-Identifier: Apache-2.0
// Neuromodulatory states as schedules of the learning rate: which one learns fastest, with what
// each spends and with the same budget for all.
#include <cmath>
#include <string>

#include "examples/systems/C8_states/host.hpp"
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

using namespace states;

namespace {

constexpr double scale = 1.0 / 128;  // as in network.net
constexpr int period = 4;            // steps a sample: nothing is left of the last one's traces
constexpr const char* cells[kinds] = {"baseline", "dopamine", "noradrenaline"};
constexpr const char *styles[kinds] = {"pale", "chip", "soft"},
                     *spends[2] = {"", ", equal budgets"};

int payload(double value) {
    return static_cast<int>(std::lround(value * spec::limits::UnitPayload));
}

using Table = std::array<Losses, kinds>;  // mean over the seeds

void add(Losses& sum, const Losses& losses, double weight) {
    sum.resize(losses.size(), 0.0);
    for (std::size_t e = 0; e < losses.size(); ++e) sum[e] += weight * losses[e];
}

// Epochs on the chip, from fresh; `most` samples of each.
Table train(Session& session, const Data& data, std::uint64_t seed, bool equal, int count,
            std::size_t most = samples) {
    Table table;
    session.reset(runtime::Reset::StateAndWeights);
    for (int epoch = 0; epoch < count; ++epoch) {
        for (std::size_t k = 0; k < kinds; ++k)
            session.modulate(names[k], rate(k, epoch, equal) - session.modulator_value(names[k]));
        session.run(2);
        std::array<double, kinds> sum{};
        auto shown = order(seed, epoch);
        shown.resize(most);
        for (const std::size_t n : shown) {
            const Sample& sample = data.samples[n];
            for (std::uint32_t i = 0; i < inputs; ++i)
                session.inject("x", i, 0, payload(sample.x[i] / 4));
            session.inject("target", 0, 0, payload(sample.y / 8));
            session.run(2);
            for (std::size_t k = 0; k < kinds; ++k) {
                const double error = session.states(cells[k], "error")[0];
                sum[k] += error * error / static_cast<double>(most);
            }
            session.run(period - 2);
        }
        for (std::size_t k = 0; k < kinds; ++k) table[k].push_back(sum[k]);
    }
    return table;
}

// decaying < cyclical < constant in the fifth epoch
void expect_order(Bench& bench, const std::string& of, const Table& table) {
    const double constant = table[0][4], decaying = table[1][4], cyclical = table[2][4];
    bench.expect_within(of + "epoch 5, error decaying / cyclical", decaying / cyclical, 0, 1,
                        Origin::Reference);
    bench.expect_within(of + "epoch 5, error cyclical / constant", cyclical / constant, 0, 1,
                        Origin::Reference);
}

}  // namespace

void neuromodulatory_states(Bench& bench) {
    const auto image = bench.compile();
    const auto first = make_data(1);
    bench.lockstep(image, [&](Session& s) { train(s, first, 1, false, 2, 130); });
    for (const char* name : names)
        bench.open_loop(image, Learned{.projection = name, .range = 48},
                        [&](Session& s) { train(s, first, 1, false, 2); });

    const int count = bench.full() ? epochs : 5;
    const std::uint64_t seeds = bench.full() ? 8 : 1, host_seeds = bench.full() ? 64 : 8;
    bench.play(image, [&](Session& s) {
        for (const bool equal : {false, true}) {
            Table host, unit, chip;
            for (std::uint64_t seed = 1; seed <= host_seeds; ++seed) {
                const auto data = make_data(seed);
                const double weight = 1.0 / static_cast<double>(host_seeds);
                for (std::size_t k = 0; k < kinds; ++k)
                    add(host[k], train_network(data, seed, k, equal, count), weight);
                bench.progress("host", seed, host_seeds);
            }
            for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
                const auto data = make_data(seed);
                const double weight = 1.0 / static_cast<double>(seeds);
                const auto found = train(s, data, seed, equal, count);
                for (std::size_t k = 0; k < kinds; ++k) {
                    add(chip[k], found[k], weight);
                    add(unit[k], train_unit(data, seed, k, equal, scale, count), weight);
                }
                bench.progress("T2", seed, seeds);
            }
            if (!equal) {
                expect_order(bench, "host: ", host);
                expect_order(bench, "chip: ", chip);
            }
            for (std::size_t k = 0; k < kinds; ++k) {
                for (const int epoch : {1, 5, 10, 50}) {
                    if (epoch > count) break;
                    const auto at = static_cast<std::size_t>(epoch - 1);
                    const double expected = unit[k][at];
                    bench.expect(std::string("chip: error, ") + names[k] + spends[equal] +
                                     ", epoch " + std::to_string(epoch),
                                 chip[k][at], expected, 0.1 * expected, Origin::Reference);
                }
                if (equal) continue;
                std::vector<std::pair<double, double>> points;
                for (std::size_t e = 0; e < chip[k].size(); ++e)
                    points.emplace_back(e + 1, std::log10(chip[k][e]));
                bench.curve(std::string("chip, ") + names[k], styles[k], std::move(points));
            }
        }
    });
    bench.axes("epoch", "log10 of the mean squared error");
}

}  // namespace bouton::systems
