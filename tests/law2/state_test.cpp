// SPDX-License-Identifier: Apache-2.0
// The logical state: from one placement to another in the middle of a run.
#include <catch2/catch.hpp>

#include "runtime/session/error.hpp"
#include "tests/law2/run.hpp"

namespace bouton::test {

TEST_CASE("a run goes on from its logical state on another placement", "[law2]") {
    constexpr std::uint64_t steps = 120, seed = 5;
    std::size_t number = 0;
    for (const Network& network : networks()) {
        Draw draw(seed + number++);
        INFO("network " << network.name << ", seed " << seed + number - 1);
        const auto first = random_ground(network, "default", draw);
        const auto second = random_ground(network, "fpga", draw);
        REQUIRE(first);
        if (!second) continue;
        INFO("from " << to_string(first->ground) << " to " << to_string(second->ground));
        const Result expected = run(network, first->ground, first->image, steps);
        Result result;
        runtime::Session from = session_on(first->ground, first->image);
        play(from, network, 70, result.spikes);
        runtime::Session to = session_on(second->ground, second->image);
        to.set_logical_state(from.logical_state());
        REQUIRE(to.logical_state() == from.logical_state());
        play(to, network, steps, result.spikes);
        REQUIRE(result.spikes == expected.spikes);
        REQUIRE(to.logical_state() == expected.state);
    }
}

TEST_CASE("the logical state of another network is refused and changes nothing", "[law2]") {
    const Ground ground;
    const Network here = network("pair"), other = network("triplet");
    runtime::Session session = session_on(ground, compile_on(here, ground).value());
    runtime::Session stranger = session_on(ground, compile_on(other, ground).value());
    const runtime::LogicalState before = session.logical_state();
    CHECK_THROWS_AS(session.set_logical_state(stranger.logical_state()), runtime::SessionError);
    CHECK(session.logical_state() == before);
}

TEST_CASE("counters of a mesh are those of its cores together, but its steps are one",
          "[law2][counters]") {
    const Ground one, many{.mesh_x = 3, .mesh_y = 2, .scatter = 9};
    const Network which = network("pair");
    runtime::Session alone = session_on(one, compile_on(which, one).value());
    runtime::Session spread = session_on(many, compile_on(which, many).value());
    std::vector<runtime::Event> spikes;
    play(alone, which, 60, spikes);
    play(spread, which, 60, spikes);
    using spec::Counter;
    for (const Counter counter : {Counter::Spikes, Counter::SynapticOps, Counter::Updates,
                                  Counter::Clipped, Counter::Unchanged, Counter::Steps}) {
        CAPTURE(spec::to_string(counter));
        CHECK(spread.counter(counter) == alone.counter(counter));
    }
    std::uint64_t sum = 0;
    for (std::uint32_t core = 0; core < 6; ++core) {
        CHECK(spread.counter(core, Counter::Steps) == 60);
        sum += spread.counter(core, Counter::Spikes);
    }
    CHECK(sum == spread.counter(Counter::Spikes));
    CHECK_THROWS_AS(spread.counter(6, Counter::Spikes), runtime::SessionError);
}

}  // namespace bouton::test
