// SPDX-License-Identifier: Apache-2.0
// Triplet STDP: what the same pair does depends on how fast pairs follow each other.
#include "examples/systems/A13_triplet/reference.hpp"

namespace bouton::systems {

namespace {

constexpr int pairs = 60;
constexpr int periods[] = {1000, 100, 50, 25, 20};  // ms

}  // namespace

void triplet_stdp(Bench& bench) {
    const auto image = bench.compile();
    std::vector<Train> trains;
    for (const int period : periods)
        for (const int distance : {10, -10}) trains.push_back(paired(period, distance, pairs));
    const auto learned = learn_trains(bench, image, trains, 60'200);
    std::vector<std::pair<double, double>> chip[2], reference[2];
    for (std::size_t k = 0; k < learned.size(); ++k) {
        const int period = periods[k / 2];
        const double frequency = 1000.0 / period, expected = triplet::change(trains[k]);
        bench.expect("change, " + std::to_string(1000 / period) + " Hz, " +
                         (k % 2 == 0 ? "+10 ms" : "-10 ms"),
                     learned[k], expected, 0.01, Origin::Reference);
        chip[k % 2].emplace_back(frequency, learned[k]);
        reference[k % 2].emplace_back(frequency, expected);
    }
    bench.axes("pairs a second", "change after 60 pairs");
    bench.curve("float64, +10 ms", "float", reference[0]);
    bench.curve("float64, -10 ms", "pale", reference[1]);
    bench.curve("chip, +10 ms", "chip", chip[0], false);
    bench.curve("chip, -10 ms", "soft", chip[1], false);
}

}  // namespace bouton::systems
