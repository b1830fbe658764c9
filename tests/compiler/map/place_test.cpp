// SPDX-License-Identifier: Apache-2.0
// Places are distinct, inside the mesh and near what they talk with; traffic is routed x first.
#include "compiler/map/place.hpp"
#include "tests/compiler/map/networks.hpp"

#include <set>

namespace bouton::test {
namespace {

using compiler::Direction;
using compiler::Flows;
using compiler::Place;

Flows random_flows(std::uint32_t parts, compiler::Random& random) {
    Flows flows{.to = {},
                .from_host = std::vector<double>(parts, 0),
                .to_host = std::vector<double>(parts, 0)};
    flows.to.resize(parts);
    for (std::uint32_t a = 0; a < parts; ++a) {
        flows.from_host[a] = random.below(3);
        flows.to_host[a] = random.below(3);
        for (std::uint32_t b = 0; b < parts; ++b)
            if (a != b && random.below(4) == 0) flows.to[a].emplace_back(b, 1 + random.below(9));
    }
    return flows;
}

}  // namespace

TEST_CASE("the smallest mesh holds the cores and is near square", "[map]") {
    for (std::uint32_t cores = 1; cores <= 300; ++cores) {
        const Place mesh = compiler::near_square(cores);
        CAPTURE(cores, mesh.x, mesh.y);
        CHECK(mesh.x * mesh.y >= cores);
        CHECK(mesh.x * (mesh.y - 1) < cores);
        CHECK(mesh.x - mesh.y <= 1);
    }
}

TEST_CASE("every part has a place of its own, and pinned ones have theirs", "[map]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        compiler::Random random(seed);
        const Place mesh{1 + random.below(7), 1 + random.below(7)};
        const std::uint32_t parts = 1 + random.below(mesh.x * mesh.y);
        const Flows flows = random_flows(parts, random);
        std::vector<std::optional<Place>> pinned(parts);
        pinned[0] = Place{mesh.x - 1, mesh.y - 1};
        const bool any = seed % 2 == 0;
        const auto places = compiler::place(flows, mesh, pinned, any ? &random : nullptr);
        REQUIRE(places.size() == parts);
        CHECK(places[0] == *pinned[0]);
        std::set<std::pair<std::uint32_t, std::uint32_t>> taken;
        for (const Place& one : places) {
            CHECK(one.x < mesh.x);
            CHECK(one.y < mesh.y);
            CHECK(taken.insert({one.x, one.y}).second);
        }
    }
}

TEST_CASE("no exchange of two places would save hops", "[map]") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        compiler::Random random(seed);
        const Place mesh{4, 4};
        const Flows flows = random_flows(14, random);
        const auto places =
            compiler::place(flows, mesh, std::vector<std::optional<Place>>(14), nullptr);
        const double hops = compiler::packet_hops(flows, places);
        for (std::size_t a = 0; a < places.size(); ++a)
            for (std::uint32_t y = 0; y < mesh.y; ++y)
                for (std::uint32_t x = 0; x < mesh.x; ++x) {
                    auto other = places;
                    for (Place& one : other)
                        if (one == Place{x, y}) one = places[a];
                    other[a] = {x, y};
                    CHECK(compiler::packet_hops(flows, other) >= hops * (1 - 1e-6));
                }
    }
}

TEST_CASE("a chain of parts is laid out without a detour", "[map]") {
    Flows flows{
        .to = {}, .from_host = std::vector<double>(16, 0), .to_host = std::vector<double>(16, 0)};
    flows.to.resize(16);
    flows.from_host[0] = 1;
    for (std::uint32_t i = 0; i + 1 < 16; ++i) flows.to[i].emplace_back((i + 1) % 16, 1.0);
    const auto places =
        compiler::place(flows, {4, 4}, std::vector<std::optional<Place>>(16), nullptr);
    CHECK(compiler::packet_hops(flows, places) == 15);
}

TEST_CASE("traffic of links goes x first, then y, and adds up to packets x hops", "[map]") {
    Flows flows{.to = {{{1, 2.0}}, {}}, .from_host = {0, 0}, .to_host = {0, 5}};
    const auto links = compiler::link_traffic(flows, {{0, 0}, {2, 1}}, {3, 2});
    const auto at = [&](std::uint32_t x, std::uint32_t y, Direction direction) {
        return links[y * 3 + x][static_cast<std::size_t>(direction)];
    };
    CHECK(at(0, 0, Direction::East) == 2);
    CHECK(at(1, 0, Direction::East) == 2);
    CHECK(at(2, 0, Direction::South) == 2);
    CHECK(at(2, 1, Direction::West) == 5);
    CHECK(at(0, 1, Direction::North) == 5);
    compiler::Random random(4);
    const Flows many = random_flows(20, random);
    const auto places =
        compiler::place(many, {5, 4}, std::vector<std::optional<Place>>(20), &random);
    double sum = 0;
    for (const auto& one : compiler::link_traffic(many, places, {5, 4}))
        for (const double traffic : one) sum += traffic;
    CHECK(sum == Approx(compiler::packet_hops(many, places)));
}

}  // namespace bouton::test
