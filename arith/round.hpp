// SPDX-License-Identifier: Apache-2.0
// Dividing by a power of two: the three roundings of a store, and the rounding of a product.
// Contract: n <= 32 and |value| < 2^61, so nothing overflows. Right shifts of signed numbers are
// floors (C++20). RTL: `round_shift`, `mul_rne` of rtl/cells/bouton_arith_pkg.sv; tests/arith
// compares them.
#pragma once

#include <cstdint>

namespace bouton::arith {

enum class Round : std::uint8_t { TowardZero, NearestEven, Stochastic };

// x / 2^n to nearest, ties to even.
constexpr std::int64_t rne(std::int64_t x, unsigned n) {
    if (n == 0) return x;
    const std::int64_t below_half = (std::int64_t{1} << (n - 1)) - 1;
    const std::int64_t odd = (x >> n) & 1;
    return (x + below_half + odd) >> n;
}

// v / 2^n, rounded. Stochastic: up with the probability of the fraction, by the high n bits of
// `draw`; the other roundings ignore `draw`.
constexpr std::int64_t shift_round(std::int64_t v, unsigned n, Round round, std::uint32_t draw) {
    switch (round) {
        case Round::TowardZero:
            return v / (std::int64_t{1} << n);
        case Round::NearestEven:
            return rne(v, n);
        case Round::Stochastic:
            break;
    }
    const std::uint64_t high = std::uint64_t{draw} >> (32 - n);
    return (v + static_cast<std::int64_t>(high)) >> n;
}

static_assert(rne(5, 1) == 2 && rne(7, 1) == 4 && rne(-5, 1) == -2 && rne(-7, 1) == -4);
static_assert(rne(6, 2) == 2 && rne(10, 2) == 2 && rne(11, 2) == 3 && rne(-3, 0) == -3);
static_assert(shift_round(-255, 8, Round::TowardZero, 0) == 0);
static_assert(shift_round(-257, 8, Round::TowardZero, 0) == -1);
static_assert(shift_round(128, 8, Round::NearestEven, 0) == 0);
static_assert(shift_round(384, 8, Round::NearestEven, 0) == 2);
static_assert(shift_round(64, 8, Round::Stochastic, 0xbf000000u) == 0);  // fraction 1/4: up for
static_assert(shift_round(64, 8, Round::Stochastic, 0xc0000000u) == 1);  // the highest quarter
static_assert(shift_round(-1, 8, Round::Stochastic, 0x00000000u) == -1);
static_assert(shift_round(-1, 8, Round::Stochastic, 0x01000000u) == 0);

}  // namespace bouton::arith
