// SPDX-License-Identifier: Apache-2.0
// bouton_arith_pkg against arith: keys and draws.
#include <catch2/catch.hpp>

#include "arith/arith.hpp"
#include "tests/arith/arith_probe.hpp"

using namespace bouton::arith;
using namespace bouton::tests;

namespace {

std::uint64_t whole(Key64 key) {
    return std::uint64_t{key.high} << 32 | key.low;
}

}  // namespace

TEST_CASE("RTL and arith make the same keys, blocks and draws", "[arith]") {
    const auto seed = GENERATE(5u, 31415u);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    ArithProbe rtl;
    for (int i = 0; i < 200000; ++i) {
        const std::uint64_t chip_seed = random(), step = random() >> 16;
        const auto source = static_cast<std::uint32_t>(random());
        const auto salt = static_cast<std::uint32_t>(random() & 0xffff);
        const auto map = static_cast<std::uint32_t>(random() & 7);
        const auto target = static_cast<std::uint32_t>(random() & 0x7fffff);
        const auto ordinal = static_cast<std::uint32_t>(random() & 7);
        const auto position = static_cast<std::uint32_t>(random() & 63);
        CAPTURE(chip_seed, step, source, salt, map, target, ordinal, position);
        const Key64 for_step = step_key(chip_seed, step);
        const Key64 for_row = row_key(for_step, source, salt, map);
        const std::uint32_t block = draw_block(target, ordinal, position);
        const bool alike = rtl(Op::MixKey, chip_seed, step) == whole(for_step) &&
                           rtl(Op::MixKey, whole(for_step),
                               std::uint64_t{source} << 32 | salt << 16 | map) == whole(for_row) &&
                           rtl(Op::DrawBlock, target, position << 3 | ordinal) == block &&
                           rtl(Op::Draw, whole(for_row), block) == draw(for_row, block);
        if (!alike) REQUIRE(alike);
    }
    SUCCEED();
}

TEST_CASE("the RTL's Gaussian draw is the sum of four bytes less its mean", "[arith]") {
    std::mt19937_64 random(6);
    ArithProbe rtl;
    for (int i = 0; i < 10000; ++i) {
        const auto draw = static_cast<std::uint32_t>(random());
        const std::uint32_t sum =
            (draw & 0xff) + (draw >> 8 & 0xff) + (draw >> 16 & 0xff) + (draw >> 24);
        REQUIRE(rtl(Op::Rnd4, draw) == (sum - 510) << 21);
    }
}
