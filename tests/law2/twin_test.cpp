// SPDX-License-Identifier: Apache-2.0
// The twin runs the unplaced network: its sums of doubles are in the order of logical ids.
#include <catch2/catch.hpp>

#include "tests/law2/run.hpp"

namespace bouton::test {

TEST_CASE("the twin's doubles are the same bits for every placement", "[law2]") {
    constexpr std::uint64_t steps = 100, seed = 77;
    std::size_t number = 0;
    for (const Network& network : networks()) {
        Draw draw(seed + number++);
        INFO("network " << network.name << ", seed " << seed + number - 1);
        Ground home;
        home.device = "twin";
        const Result expected = run(network, home, compile_on(network, home).value(), steps);
        for (const char* const configuration : {"fpga", "default"}) {
            auto found = random_ground(network, configuration, draw);
            if (!found) continue;
            found->ground.device = "twin";
            INFO("on " << to_string(found->ground));
            const Result result = run(network, found->ground, found->image, steps);
            REQUIRE(result.spikes == expected.spikes);
            REQUIRE(result.state == expected.state);
        }
    }
}

}  // namespace bouton::test
