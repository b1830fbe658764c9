// SPDX-License-Identifier: Apache-2.0
// Storms: nothing is lost, nothing comes twice, in another step or across the barrier.
#include <catch2/catch.hpp>

#include <random>

#include "tests/noc/storm.hpp"

namespace bouton::tests {

namespace {

constexpr Pattern patterns[] = {Pattern::Random, Pattern::AllToOne, Pattern::Transposed};

void expect_calm(Storm storm) {
    storm.seed = std::random_device{}();
    const StormResult result = run(storm);
    INFO("mesh " << storm.width << " x " << storm.height << " pattern "
                 << static_cast<int>(storm.pattern) << " stalls " << storm.stall_percent
                 << " % seed " << storm.seed);
    CHECK(result.problem == "");
    const std::uint64_t sources = std::uint64_t{storm.width} * storm.height + 1;
    CHECK(result.packets >= sources * storm.packets * storm.steps);
}

}  // namespace

TEST_CASE("a storm of 256 packets a core in each of 100 steps on 4 x 4 loses nothing") {
    for (const Pattern pattern : patterns) {
        expect_calm({.width = 4,
                     .height = 4,
                     .pattern = pattern,
                     .steps = 100,
                     .packets = 256,
                     .stall_percent = 30});
    }
}

TEST_CASE("storms on meshes of other shapes lose nothing") {
    constexpr unsigned shapes[][2] = {{1, 1}, {2, 1}, {1, 2}, {2, 2}, {3, 5}, {5, 3}};
    for (const auto [width, height] : shapes) {
        for (const Pattern pattern : patterns) {
            for (const unsigned stalls : {0u, 60u, 95u}) {
                expect_calm({.width = width,
                             .height = height,
                             .pattern = pattern,
                             .steps = 20,
                             .packets = 40,
                             .stall_percent = stalls});
            }
        }
    }
}

TEST_CASE("a short storm on 8 x 8 loses nothing") {
    for (const Pattern pattern : patterns) {
        expect_calm({.width = 8,
                     .height = 8,
                     .pattern = pattern,
                     .steps = 3,
                     .packets = 64,
                     .stall_percent = 10});
    }
}

}  // namespace bouton::tests
