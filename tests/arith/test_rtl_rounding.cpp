// SPDX-License-Identifier: Apache-2.0
// bouton_arith_pkg against arith: saturation, rounding, products, 2^a. Exhaustive below 2^20 cases.
#include <catch2/catch.hpp>

#include "arith/arith.hpp"
#include "tests/arith/arith_probe.hpp"

using namespace bouton::arith;
using namespace bouton::tests;

namespace {

constexpr int cases = 200000;

std::uint64_t sat32_word(std::int64_t value) {
    bool saturated = false;
    const std::int32_t word = sat32(value, saturated);
    return flagged(word, saturated, 32);
}

// The mode codes of bouton_arith_pkg, which are those of an instruction's `st`.
constexpr Round rounds[] = {Round::TowardZero, Round::NearestEven, Round::Stochastic};

}  // namespace

TEST_CASE("RTL and arith round every 10-bit number by every shift in every mode alike", "[arith]") {
    ArithProbe rtl;
    for (std::int32_t v = -512; v < 512; ++v) {
        for (unsigned n = 0; n < 12; ++n) {
            for (unsigned mode = 0; mode < 3; ++mode) {
                for (std::uint32_t high = 0; high < 16; ++high) {
                    const std::uint32_t random = high << 28 | 0x0555aaa;
                    const auto expected =
                        static_cast<std::uint32_t>(shift_round(v, n, rounds[mode], random));
                    if (rtl(Op::RoundShift, v, random, n, mode + 1) != expected) {
                        CAPTURE(v, n, mode, random);
                        REQUIRE(rtl(Op::RoundShift, v, random, n, mode + 1) == expected);
                    }
                }
            }
        }
    }
}

TEST_CASE("RTL and arith round awkward numbers alike", "[arith]") {
    const auto seed = GENERATE(1u, 20260u);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    ArithProbe rtl;
    for (int i = 0; i < cases; ++i) {
        const std::int32_t v = awkward(random);
        const auto n = static_cast<unsigned>(random() % 32);
        const auto mode = static_cast<unsigned>(random() % 3);
        const auto draw = static_cast<std::uint32_t>(awkward(random));
        CAPTURE(v, n, mode, draw);
        const auto expected = static_cast<std::uint32_t>(shift_round(v, n, rounds[mode], draw));
        if (rtl(Op::RoundShift, v, draw, n, mode + 1) != expected)
            REQUIRE(rtl(Op::RoundShift, v, draw, n, mode + 1) == expected);
    }
    SUCCEED();
}

TEST_CASE("RTL and arith saturate alike", "[arith]") {
    const auto seed = GENERATE(2u, 777u);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    ArithProbe rtl;
    int saturations = 0;
    for (int i = 0; i < cases; ++i) {
        const std::int32_t a = awkward(random), b = awkward(random);
        const std::int64_t wide = std::int64_t{a} << (random() % 17);
        const auto n = static_cast<unsigned>(random() % 32);
        CAPTURE(a, b, wide, n);
        bool s16 = false, s24 = false, shifted = false;
        const std::int64_t v16 = saturate(a, 16, s16), v24 = saturate(a, 24, s24);
        const std::int32_t left = shift_left(a, n, shifted);
        const std::int64_t sum = std::int64_t{a} + b, difference = std::int64_t{a} - b;
        const bool alike =
            rtl(Op::Sat16, a) == flagged(v16, s16, 16) &&
            rtl(Op::Sat24, a) == flagged(v24, s24, 24) && rtl(Op::Sat33, sum) == sat32_word(sum) &&
            rtl(Op::Sat48, wide) == sat32_word(wide) && rtl(Op::Add, a, b) == sat32_word(sum) &&
            rtl(Op::Sub, a, b) == sat32_word(difference) &&
            rtl(Op::ShiftLeft, a, 0, n) == flagged(left, shifted, 32);
        if (!alike) REQUIRE(alike);
        saturations += s16 + s24 + shifted;
    }
    REQUIRE(saturations > cases / 10);
}

TEST_CASE("RTL and arith agree on the multiplier form of every upper half and fraction",
          "[arith]") {
    ArithProbe rtl;
    for (std::uint32_t upper = 0; upper < 1u << 16; ++upper) {
        for (std::uint32_t fraction : {0u, 1u, 0x7fffu, 0x8000u, 0x8001u, 0xffffu}) {
            const std::uint32_t b = upper << 16 | fraction;
            const auto expected =
                static_cast<std::uint16_t>(multiplier_form(static_cast<std::int32_t>(b)));
            if (rtl(Op::B16, b) != expected) {
                CAPTURE(b);
                REQUIRE(rtl(Op::B16, b) == expected);
            }
        }
    }
}

TEST_CASE("RTL and arith multiply and round alike", "[arith]") {
    const auto seed = GENERATE(3u, 424242u);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    ArithProbe rtl;
    for (int i = 0; i < cases; ++i) {
        const std::int32_t a = awkward(random);
        const std::int32_t b = multiplier_form(awkward(random));
        const auto w = static_cast<std::int16_t>(awkward(random));
        const auto n = static_cast<unsigned>(random() % 32);
        CAPTURE(a, b, w, n);
        const std::uint64_t expected = sat32_word(rne(std::int64_t{a} * b, n));
        if (rtl(Op::MulRne, a, b, n) != expected) REQUIRE(rtl(Op::MulRne, a, b, n) == expected);
        bool ignored = false;
        const std::int64_t scaled = saturate(rne(std::int64_t{w} * b, n), 17, ignored);
        if (rtl(Op::Scale, w, b, n) != flagged(scaled, false, 17))
            REQUIRE(rtl(Op::Scale, w, b, n) == flagged(scaled, false, 17));
    }
    REQUIRE(rtl(Op::Scale, -32768, -32768, 14) == 65535);
}

TEST_CASE("RTL and arith raise two to the same powers", "[arith]") {
    ArithProbe rtl;
    const auto compare = [&](std::int32_t a, unsigned sh) {
        bool saturated = false;
        const std::int32_t value = exp2_fixed(a, sh, saturated);
        const std::uint64_t expected = flagged(value, saturated, 32);
        if (rtl(Op::Exp2, a, 0, sh) != expected) {
            CAPTURE(a, sh);
            REQUIRE(rtl(Op::Exp2, a, 0, sh) == expected);
        }
    };
    for (std::int32_t a = -(1 << 14); a < 1 << 14; ++a) {
        for (unsigned sh = 0; sh < 32; ++sh) compare(a, sh);
    }
    const auto seed = GENERATE(4u, 999u);
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < cases; ++i) compare(awkward(random), static_cast<unsigned>(random() % 32));
    SUCCEED();
}
