// SPDX-License-Identifier: Apache-2.0
// Keys and draws against numbers computed from docs/machine.md section 4 by a separate script:
// saved runs, the RTL and the model depend on these never changing.
#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

#include "arith/arith.hpp"

using namespace bouton::arith;

namespace {

struct Answer {
    std::uint64_t seed, step;
    std::uint32_t source, salt, map, target, ordinal, position;
    std::uint64_t step_key, row_key;
    std::uint32_t draw;
};

constexpr Answer answers[] = {
    {0x0u, 0x0u, 0, 0, 0, 0, 0, 0, 0xd4272d5d8f91d77bu, 0xceb196bd0cabf790u, 0x6b57c646u},
    {0x123456789abcdefu, 0x123456789abcu, 4321, 77, 3, 99, 2, 5, 0x9b86e90c66e29a36u,
     0x4401788d52b4431bu, 0x37d3ceafu},
    {0x2au, 0x1u, 8388607, 65535, 7, 8388606, 6, 63, 0x439e304ea6e0f7e3u, 0xd646570823dfedf3u,
     0x3308dc1bu},
};

constexpr std::uint64_t whole(Key64 key) {
    return std::uint64_t{key.high} << 32 | key.low;
}

}  // namespace

TEST_CASE("keys and draws are the documented function of their identifiers", "[arith]") {
    for (const Answer& a : answers) {
        CAPTURE(a.seed, a.step);
        const Key64 for_step = step_key(a.seed, a.step);
        const Key64 for_row = row_key(for_step, a.source, a.salt, a.map);
        CHECK(whole(for_step) == a.step_key);
        CHECK(whole(for_row) == a.row_key);
        CHECK(draw(for_row, draw_block(a.target, a.ordinal, a.position)) == a.draw);
    }
}

TEST_CASE("different blocks of one row never give the same draw", "[arith]") {
    const Key64 row = row_key(step_key(11, 22), 33, 44, 5);
    std::vector<std::uint32_t> draws;
    for (std::uint32_t position = 0; position < 64; ++position) {
        for (std::uint32_t target = 0; target < 4096; ++target)
            draws.push_back(draw(row, draw_block(target, 0, position)));
    }
    std::sort(draws.begin(), draws.end());
    REQUIRE(std::adjacent_find(draws.begin(), draws.end()) == draws.end());
}
