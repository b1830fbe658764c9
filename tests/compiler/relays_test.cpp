// SPDX-License-Identifier: Apache-2.0
// Delays beyond a synapse word: what relays do is what a long delay would do.
#include <catch2/catch.hpp>

#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

// The same synapses with a delay of their own and with 63 * `hops` steps more.
std::string twice(const std::string& options, int hops) {
    return "network twice seed 4 input in 5 population near 4 delta_lif(v_threshold = 0 mV)"
           " population far 4 delta_lif(v_threshold = 0 mV)"
           " projection near = in -> near list [(0, 0, 1), (1, 3, 2), (4, 1, 3)] delay 9 ms " +
           options + " projection far = in -> far list [(0, 0, 1), (1, 3, 2), (4, 1, 3)] delay " +
           std::to_string(9 + 63 * hops) + " ms " + options + " record spikes far";
}

}  // namespace

TEST_CASE("a delay of any length acts when it was asked to", "[compiler]") {
    const int delay = GENERATE(63, 64, 65, 126, 127, 500, 4095);
    CAPTURE(delay);
    Simulation simulation(
        "network delay input pre 1 population cell 1 relay() projection pre -> cell all_to_all"
        " weight 1 delay " +
        std::to_string(delay) + " steps record spikes cell");
    simulation.run(3);
    simulation.spike("pre", 0);
    simulation.run(static_cast<std::uint64_t>(delay) + 10);
    REQUIRE(simulation.spikes().size() == 1);
    CHECK(simulation.spikes()[0].step == static_cast<std::uint64_t>(delay) + 3);
}

TEST_CASE("relays repeat every payload exactly, 0 and the extremes too", "[compiler]") {
    const int hops = GENERATE(1, 2, 5);
    CAPTURE(hops);
    Simulation simulation(twice("gain payload", hops));
    const std::vector<std::int16_t> payloads = {16384, 0, 1, -1, 32767, -32768, 12345, -7};
    std::vector<double> near, far;
    const int shift = 63 * hops;
    for (int step = 0; step < shift + 120; ++step) {
        for (std::uint32_t i = 0; i < 5; ++i)
            if ((step + static_cast<int>(i)) % 4 != 0 && step < 60)
                simulation.spike("in", i, payloads[(static_cast<std::size_t>(step) * 3 + i) % 8]);
        simulation.run();
        for (std::uint32_t n = 0; n < 4; ++n) {
            near.push_back(simulation.state("near", "v", n));
            far.push_back(simulation.state("far", "v", n));
        }
    }
    const auto later = static_cast<std::ptrdiff_t>(4 * shift);
    CHECK(std::vector<double>(near.begin(), near.end() - later) ==
          std::vector<double>(far.begin() + later, far.end()));
    CHECK(std::count(near.begin(), near.end(), -65.0) < static_cast<int>(near.size()) / 2);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("relays are made for the elements that need them, and come after all others",
          "[compiler]") {
    const Simulation simulation(twice("", 2));
    const auto& populations = simulation.image().populations;
    REQUIRE(populations.size() == 4);
    CHECK(populations[3].name == "long delays");
    CHECK(populations[3].size == 6);  // two in a row for each of three elements
    CHECK(populations[3].first_id == 13);
}

}  // namespace bouton::test
