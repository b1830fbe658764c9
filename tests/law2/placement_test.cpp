// SPDX-License-Identifier: Apache-2.0
// The same network, input and seed: the same spikes, weights and states, wherever it lies.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "runtime/device/devices.hpp"
#include "tests/law2/run.hpp"

namespace bouton::test {
namespace {

constexpr std::uint64_t steps = 200;
constexpr std::uint64_t seed = 20240611;
constexpr std::size_t most_tiles = 12;  // of RTL, for the time it takes

void require_same(const Result& found, const Result& expected) {
    REQUIRE(found.spikes == expected.spikes);
    for (std::size_t i = 0; i < expected.state.projections.size(); ++i) {
        CAPTURE(i);
        REQUIRE(found.state.projections[i] == expected.state.projections[i]);
    }
    for (std::size_t i = 0; i < expected.state.populations.size(); ++i) {
        CAPTURE(i);
        REQUIRE(found.state.populations[i] == expected.state.populations[i]);
    }
    REQUIRE(found.state == expected.state);
}

}  // namespace

TEST_CASE("placement, mesh, lanes, threads and path never change spikes, weights or states",
          "[law2]") {
    std::set<std::string> configurations;
    std::size_t number = 0, grounds = 0, cores = 0;
    for (const Network& network : networks()) {
        Draw draw(seed + number++);
        INFO("network " << network.name << ", seed " << seed + number - 1);
        const Ground home;
        const auto image = compile_on(network, home);
        REQUIRE(image);
        const Result expected = run(network, home, *image, steps);
        const bool lives = !expected.spikes.empty();
        CHECK(lives);
        for (const char* const configuration :
             {"tiny", "tiny", "fpga", "default", "default", "default", "large"}) {
            const auto found = random_ground(network, configuration, draw);
            if (!found) continue;
            INFO("on " << to_string(found->ground));
            configurations.insert(configuration);
            cores = std::max(cores, found->image.cores.size());
            ++grounds;
            require_same(run(network, found->ground, found->image, steps), expected);
        }
    }
    CHECK(number >= 20);
    CHECK(grounds >= 5 * number);
    CHECK(configurations.size() == 4);
    CHECK(cores >= 9);
}

TEST_CASE("the RTL of a mesh does what the model of one core does", "[law2]") {
    const auto devices = runtime::device_names();
    if (std::find(devices.begin(), devices.end(), "rtl") == devices.end()) return;
    constexpr std::uint64_t few = 60;
    std::size_t number = 0, grounds = 0, cores = 0;
    for (const Network& network : networks()) {
        Draw draw(seed + 200 + number++);
        INFO("network " << network.name << ", seed " << seed + 200 + number - 1);
        const Ground home;
        const auto image = compile_on(network, home);
        REQUIRE(image);
        const Result expected = run(network, home, *image, few);
        for (const char* const configuration : {"tiny", "default"}) {
            auto found = random_ground(network, configuration, draw);
            if (!found || found->image.cores.size() > most_tiles) continue;
            found->ground.device = "rtl";
            INFO("on " << to_string(found->ground));
            cores = std::max(cores, found->image.cores.size());
            ++grounds;
            require_same(run(network, found->ground, found->image, few), expected);
        }
    }
    CHECK(grounds >= number);
    CHECK(cores >= 4);
}

TEST_CASE("a run on a mesh that is checkpointed and restored is the run that was not", "[law2]") {
    const auto file = std::filesystem::temp_directory_path() / "bouton_law2.ckpt";
    std::size_t number = 0;
    for (const Network& network : networks()) {
        Draw draw(seed + 100 + number++);
        INFO("network " << network.name << ", seed " << seed + 100 + number - 1);
        const auto found = random_ground(network, "default", draw);
        REQUIRE(found);
        INFO("on " << to_string(found->ground));
        const Result expected = run(network, found->ground, found->image, steps);
        Result result;
        {
            runtime::Session first = session_on(found->ground, found->image);
            play(first, network, 20 + draw.below(100), result.spikes);
            first.checkpoint(file);
        }
        Ground other = found->ground;
        other.reference = !other.reference;
        other.threads = 1 + draw.below(3);
        runtime::Session second = session_on(other, found->image);
        second.restore(file);
        play(second, network, steps, result.spikes);
        result.state = second.logical_state();
        require_same(result, expected);
    }
    std::filesystem::remove(file);
}

}  // namespace bouton::test
