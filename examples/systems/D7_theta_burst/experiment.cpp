// SPDX-License-Identifier: Apache-2.0
// Theta bursts, intermittent and continuous: when the pulses come, and what triplet STDP makes of
// them.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "examples/systems/A13_triplet/reference.hpp"

namespace bouton::systems {

namespace {

constexpr std::uint64_t pulses = 600, delay = 5;  // of cells after their synapses
constexpr std::uint64_t theta = 200, between = 20, period = 10'000;

struct Protocol {
    const char *name, *generator, *cells, *projection;
    std::uint64_t bursts;   // in 10 s
    std::uint64_t seconds;  // all of it
};
constexpr std::array protocols{
    Protocol{"intermittent", "intermittent", "cell_i", "learn_i", 10, 192},
    Protocol{"continuous", "continuous", "cell_c", "learn_c", 50, 40},
};

// The step of pulse n, from the protocol's definition.
std::uint64_t time_of(const Protocol& protocol, std::uint64_t n) {
    const std::uint64_t burst = n / 3;
    return burst / protocol.bursts * period + burst % protocol.bursts * theta + n % 3 * between;
}

}  // namespace

void theta_burst(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { s.run(2500); }, 10);
    for (const auto& protocol : protocols)
        bench.open_loop(image, Learned{protocol.projection, 8}, [](Session& s) { s.run(42'000); });

    bench.axes("pulses", "change of the weight");
    bench.play(image, [&](Session& s) {
        std::array<std::vector<std::uint64_t>, 2> spikes;
        std::array<std::vector<std::pair<double, double>>, 2> chip, equation;
        double late = 0;  // spikes of cells that are not `delay` steps after the pulse
        const auto mean = [&](const Protocol& protocol) {
            const auto weights = s.weights(protocol.projection);
            return std::accumulate(weights.begin(), weights.end(), 0.0) /
                   static_cast<double>(weights.size());
        };
        for (std::uint64_t second = 0; second < 193; ++second) {
            for (const auto& spike : s.run(1000)) {
                for (std::size_t k = 0; k < protocols.size(); ++k) {
                    if (spike.population == s.population(protocols[k].generator))
                        spikes[k].push_back(spike.step);
                    if (spike.population == s.population(protocols[k].cells))
                        late += spikes[k].empty() || spike.step - delay < spikes[k].front() ||
                                std::find(spikes[k].begin(), spikes[k].end(), spike.step - delay) ==
                                    spikes[k].end();
                }
            }
            for (std::size_t k = 0; k < protocols.size(); ++k)
                if (second <= protocols[k].seconds)
                    chip[k].emplace_back(spikes[k].size(), mean(protocols[k]));
            bench.progress("T2", second, 193);
        }
        for (std::size_t k = 0; k < protocols.size(); ++k) {
            const Protocol& protocol = protocols[k];
            const std::string of = std::string(", ") + protocol.name;
            bench.expect_exact("pulses" + of, static_cast<double>(spikes[k].size()), pulses,
                               Origin::Seed);
            const double last = static_cast<double>(spikes[k].back()) / 1000;
            bench.expect_within("second of the last pulse" + of, last,
                                static_cast<double>(protocol.seconds) - 0.2,
                                static_cast<double>(protocol.seconds), Origin::Seed);
            double wrong = 0;
            Train train;
            for (std::uint64_t n = 0; n < spikes[k].size(); ++n) {
                wrong += spikes[k][n] != time_of(protocol, n);
                train.pre.push_back(time_of(protocol, n));
                train.post.push_back(time_of(protocol, n) + delay);
                if (n % 60 == 59) equation[k].emplace_back(n + 1, triplet::change(train));
            }
            bench.expect_exact("pulses at another step" + of, wrong, 0, Origin::Theory);
            const double expected = triplet::change(train);
            bench.expect("change of the weight" + of, mean(protocol), expected,
                         0.01 * std::abs(expected), Origin::Reference);
            bench.curve("float64" + of, "float", std::move(equation[k]));
            bench.curve("chip" + of, k == 0 ? "chip" : "soft", std::move(chip[k]));
        }
        bench.expect_exact("spikes of cells at another time than 5 ms after a pulse", late, 0,
                           Origin::Theory);
    });
}

}  // namespace bouton::systems
