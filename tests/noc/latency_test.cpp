// SPDX-License-Identifier: Apache-2.0
// What a hop costs on an empty mesh: the figures of docs/rationale/mesh.md.
#include <catch2/catch.hpp>

#include "tests/noc/router_mesh.hpp"

namespace bouton::tests {

namespace {

std::uint64_t cycles_of_a_packet(RouterMesh& mesh, unsigned from, unsigned to, unsigned width) {
    const auto core = static_cast<std::uint16_t>(to / width << 6 | to % width);
    mesh.put(from, Local, spec::StreamWord{.kind = 0, .core = core, .index = 7}.pack());
    const std::uint64_t begin = mesh.cycles();
    while (!mesh.take(to, Local)) mesh.clock();
    return mesh.cycles() - begin;
}

}  // namespace

TEST_CASE("a packet takes two cycles in a router and LinkLatency + 1 for each hop more") {
    constexpr unsigned width = 4, height = 4;
    RouterMesh mesh(width, height);
    for (unsigned from = 0; from < width * height; ++from) {
        for (unsigned to = 0; to < width * height; ++to) {
            if (from == to) continue;
            const int dx = static_cast<int>(from % width) - static_cast<int>(to % width);
            const int dy = static_cast<int>(from / width) - static_cast<int>(to / width);
            const auto hops = static_cast<unsigned>(std::abs(dx) + std::abs(dy));
            CHECK(cycles_of_a_packet(mesh, from, to, width) ==
                  2 + hops * (spec::limits::LinkLatency + 1));
            mesh.clock();
        }
    }
}

}  // namespace bouton::tests
