// SPDX-License-Identifier: Apache-2.0
// Random numbers belong to logical elements: not to the core, the axon, the lane or the order.
#include <catch2/catch.hpp>
#include <set>

#include "runtime/session/device_state.hpp"
#include "tests/law2/run.hpp"

namespace bouton::test {
namespace {

using spec::Region;

constexpr std::uint32_t lanes = 8;  // of the default configuration

double trace(const runtime::Session& session, const image::Location& axon) {
    return session.device().read_real(
        axon.core, Region::AxonState,
        (axon.index / lanes * spec::limits::AxonStates) * lanes + axon.index % lanes);
}

}  // namespace

TEST_CASE("copies of an axon on all cores draw the same", "[law2]") {
    const Network network{.name = "copies",
                          .text =
                              "network n input in 3 population E 32 relay()"
                              " rule r { x1: trace tau 900 ms dw = 0.1*x1*y0 bounds [0, 1] }"
                              " projection in -> E all_to_all weight 0.1 rule r",
                          .modulator = "",
                          .driven = ""};
    const Ground ground{.mesh_x = 2, .mesh_y = 2, .scatter = 4};
    runtime::Session session = session_on(ground, compile_on(network, ground).value());
    std::set<double> values;
    for (int step = 0; step < 300; ++step) {
        for (std::uint32_t i = 0; i < 3; ++i)
            if (step % 20 == 0) session.inject("in", i);
        session.step();
        for (const auto& copies : session.image().populations[0].axons) {
            REQUIRE(copies.size() == 4);
            for (const image::Location& copy : copies)
                REQUIRE(trace(session, copy) == trace(session, copies.front()));
            values.insert(trace(session, copies.front()));
        }
    }
    // The decay of so slow a trace is stored stochastically, and the three sources draw
    // differently.
    CHECK(trace(session, session.image().populations[0].axons[0][0]) !=
          trace(session, session.image().populations[0].axons[1][0]));
    CHECK(values.size() > 300);
}

TEST_CASE("several synapses of one pair draw differently, the same wherever they are", "[law2]") {
    const Network network{
        .name = "ordinals",
        .text =
            "network n input in 1 input teacher 1 population E 8 relay(threshold = 2.9)"
            " rule r = pair_stdp(a_plus = 0.00012, a_minus = 0, bounds = [0, 1])"
            " projection in -> E list [(0, 3, 0.2), (0, 3, 0.2), (0, 3, 0.2), (0, 3, 0.2)] rule r"
            " projection in -> E list [(0, 3, 0.2), (0, 3, 0.2)] rule r"
            " projection teacher -> E all_to_all weight 3",
        .modulator = "",
        .driven = ""};
    std::vector<std::vector<std::int16_t>> seen;
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
        const Ground ground{.mesh_x = 3, .mesh_y = 1, .scatter = seed};
        runtime::Session session = session_on(ground, compile_on(network, ground).value());
        for (int step = 0; step < 400; ++step) {
            session.inject("in", 0);
            if (step % 2 == 0) session.inject("teacher", 0);
            session.step();
        }
        auto weights = session.raw_weights("in->E");
        for (const std::int16_t weight : session.raw_weights("in->E#2")) weights.push_back(weight);
        seen.push_back(weights);
    }
    CHECK(std::set<std::int16_t>(seen[0].begin(), seen[0].end()).size() >= 4);
    CHECK(seen[1] == seen[0]);
    CHECK(seen[2] == seen[0]);
}

TEST_CASE("each draw of a program has its own position, wherever the program lies", "[law2]") {
    // p is 1 only if both draws are the same number.
    const Network network{.name = "positions",
                          .text =
                              "network n model same { state a = 0 range 4 state b = 0 range 4"
                              " program { ADD r0, zero, RND ADD r1, zero, RND ADD.tz a, r0, zero"
                              " ADD.tz b, r1, zero CMP.eq r0, r1 FLG spike, k(0x4000) ?p } }"
                              " population other 5 noisy() population E 24 same record spikes E",
                          .modulator = "",
                          .driven = ""};
    std::vector<double> seen;
    std::set<std::uint32_t> places;
    for (const std::uint64_t seed : {1u, 2u, 3u}) {
        const Ground ground{.mesh_x = 4, .mesh_y = 2, .scatter = seed};
        const image::Image image = compile_on(network, ground).value();
        for (const image::ProgramNote& note : image.programs)
            if (note.name.find("same") != std::string::npos) places.insert(note.pc);
        runtime::Session session = session_on(ground, image);
        CHECK(session.run(50).empty());
        const std::vector<double> a = session.states("E", "a"), b = session.states("E", "b");
        for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] != b[i]);
        if (seen.empty()) seen = a;
        CHECK(a == seen);
    }
    CHECK(places.size() > 1);
}

TEST_CASE("the core program is the same on every core, and so are modulators and their draws",
          "[law2]") {
    for (const char* const name :
         {"fed modulators", "computed modulators", "random core program", "race"}) {
        const Network which = network(name);
        const Ground ground{.mesh_x = 3, .mesh_y = 2, .scatter = 21};
        runtime::Session session = session_on(ground, compile_on(which, ground).value());
        std::vector<runtime::Event> spikes;
        bool moved = false;
        for (std::uint64_t step = 1; step <= 60; ++step) {
            play(session, which, step, spikes);
            for (std::uint32_t i = 0; i < spec::limits::Modulators; ++i)
                for (std::uint32_t core = 0; core < 6; ++core) {
                    const auto csr = static_cast<spec::Csr>(
                        static_cast<std::uint32_t>(spec::Csr::Modulator0) + i);
                    const auto value = runtime::read_register(session.device(), core, csr);
                    REQUIRE(value == runtime::read_register(session.device(), 0, csr));
                    moved = moved || value != 0;
                }
        }
        CHECK(moved);
    }
}

}  // namespace bouton::test
