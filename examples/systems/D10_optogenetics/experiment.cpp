// SPDX-License-Identifier: Apache-2.0
// Light makes cells with a channel spike, within a millisecond of each other, or silences them; the
// cells between them see nothing.
#include <algorithm>
#include <array>
#include <cmath>

#include "examples/systems/harness/bench.hpp"
#include "runtime/session/random_input.hpp"

namespace bouton::systems {

namespace {

// Steps, as in network.net. Blue: dark, then a flash. Yellow: as long without light as with it, of
// which `shine` counts; after the onset cells are silent.
constexpr std::uint64_t flash = 10, dark = 190;
constexpr std::uint64_t onset = 20, shine = 1000, rest = 180;
constexpr double threshold = 15, bright = 1;

// Steps from the first of the light to a spike, in float64. Of the noise (a quarter of 64 inputs at
// 20 Hz, 0.02 nA each) it has the mean.
int reference_latency() {
    const double noise = 64 * 0.25 * (1 - std::exp(-0.02)) * 0.02 / (1 - std::exp(-1 / 5.0));
    const double bias = 0.02 + noise, resistance = 100;
    const double channel = std::exp(-1 / 2.0), membrane = std::exp(-1 / 20.0);
    double open = 0, v = resistance * bias;
    for (int step = 0;; ++step) {
        open = open * channel + bright * (1 - channel);
        v = v * membrane + resistance * (open + bias) * (1 - membrane);
        if (v >= threshold) return step;
    }
}

// Steps with Poisson spikes of the noise.
template <class Do>
void run(Session& session, std::uint64_t steps, Do&& each) {
    const runtime::RandomInput random(session.image(), 20, 9);
    for (std::uint64_t i = 0; i < steps; ++i) {
        session.inject(random.events(session.now()));
        each(session.step());
    }
}

struct Flashes {
    std::vector<double> latencies;  // of the first spike of each lit cell in each flash
    double missed = 0, dark_spikes = 0;
};

// From a step on at which a period of the blue light begins.
Flashes flashes(Session& session, int count) {
    Flashes found;
    const auto cell = session.population("cell");
    for (int n = 0; n < count; ++n) {
        run(session, dark, [](auto) {});
        std::array<bool, 16> spiked{};
        const std::uint64_t first = session.now();  // with light
        run(session, flash, [&](auto spikes) {
            for (const auto& spike : spikes) {
                if (spike.population != cell) continue;
                if (spike.element % 2 == 1) ++found.dark_spikes;
                if (spike.element % 2 == 1 || spiked[spike.element]) continue;
                spiked[spike.element] = true;
                found.latencies.push_back(static_cast<double>(spike.step - first));
            }
        });
        found.missed += 8 - static_cast<double>(std::count(spiked.begin(), spiked.end(), true));
    }
    return found;
}

// Spikes of `active` in a second, of cells with and without the channel.
std::array<double, 2> activity(Session& session) {
    std::array<double, 2> count{};
    const auto active = session.population("active");
    run(session, onset, [](auto) {});
    run(session, shine, [&](auto spikes) {
        for (const auto& spike : spikes)
            if (spike.population == active) ++count[spike.element % 2];
    });
    run(session, rest, [](auto) {});
    return count;
}

}  // namespace

void optogenetics(Bench& bench) {
    const auto image = bench.compile();
    const auto some = [](Session& s) {
        flashes(s, 2);
        run(s, 1100, [](auto) {});
    };
    bench.lockstep(image, some);
    bench.open_loop(image, State{"cell", "v", threshold}, some);
    bench.open_loop(image, State{"active", "v", threshold}, some);

    bench.play(image, [&](Session& s) {
        std::array<double, 2> with{}, without{};
        const int seconds = bench.full() ? 20 : 4;
        for (int n = 0; n < seconds; ++n) {
            const auto unlit = activity(s), lit = activity(s);
            for (const std::size_t k : {0U, 1U}) without[k] += unlit[k], with[k] += lit[k];
        }

        const auto found = flashes(s, bench.full() ? 500 : 50);
        double sum = 0, squares = 0;
        for (const double each : found.latencies) sum += each, squares += each * each;
        const double count = static_cast<double>(found.latencies.size()), mean = sum / count;
        bench.expect_exact("flashes that a cell with the channel missed", found.missed, 0,
                           Origin::Theory);
        bench.expect_exact("spikes of cells without it in flashes", found.dark_spikes, 0,
                           Origin::Theory);
        bench.expect("latency in ms", mean, reference_latency(), 1, Origin::Reference);
        bench.expect_within("its standard deviation in ms",
                            std::sqrt(squares / count - mean * mean), 0, 1, Origin::Theory);
        std::vector<std::pair<double, double>> histogram;
        histogram.reserve(flash);
        for (int ms = 0; ms < static_cast<int>(flash); ++ms)
            histogram.emplace_back(ms, static_cast<double>(std::count(found.latencies.begin(),
                                                                      found.latencies.end(), ms)) /
                                           count);
        bench.axes("ms after the light", "share of first spikes");
        bench.curve("chip", "chip", std::move(histogram));

        bench.expect_within("rate in Hz without light", without[0] / 8 / seconds, 5, 100,
                            Origin::Theory);
        bench.expect_within("share of spikes that light silences", 1 - with[0] / without[0], 0.99,
                            1, Origin::Seed);
        bench.expect("the same of cells without the channel", 1 - with[1] / without[1], 0, 0.02,
                     Origin::Theory);
    });
}

}  // namespace bouton::systems
