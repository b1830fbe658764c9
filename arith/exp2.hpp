// SPDX-License-Identifier: Apache-2.0
// 2^a in fixed point: a table of 32 steps an octave, straight lines between (relative error <
// 1e-4). RTL: `exp2` of rtl/cells/bouton_arith_pkg.sv; tests/arith compares them.
#pragma once

#include <array>
#include <cstdint>

#include "arith/round.hpp"

namespace bouton::arith {

// round(2^(16 + j/32))
inline constexpr std::array<std::int32_t, 33> exp2_table{
    65536,  66971,  68438,  69936,  71468,  73032,  74632,  76266,  77936,  79642,  81386,
    83169,  84990,  86851,  88752,  90696,  92682,  94711,  96785,  98905,  101070, 103283,
    105545, 107856, 110218, 112631, 115098, 117618, 120194, 122825, 125515, 128263, 131072,
};

// 2^a, where 1.0 is 2^sh in both. sh <= 31.
constexpr std::int32_t exp2_fixed(std::int32_t a, unsigned sh, bool& saturated) {
    const std::int64_t scaled = (std::int64_t{a} << 16) >> sh;  // 16 bits of fraction
    const std::int64_t whole = scaled >> 16;
    const auto fraction = static_cast<std::uint32_t>(scaled & 0xffff);
    const std::uint32_t j = fraction >> 11;
    const auto along = static_cast<std::int32_t>(fraction & 0x7ff);
    const std::int32_t mantissa =
        exp2_table[j] + (((exp2_table[j + 1] - exp2_table[j]) * along) >> 11);  // 2^16 .. 2^17 - 1
    const std::int64_t exponent = whole + sh - 16;
    if (exponent > 14) {
        saturated = true;
        return INT32_MAX;
    }
    if (exponent >= 0) return mantissa << exponent;
    if (exponent < -31) return 0;
    return static_cast<std::int32_t>(rne(mantissa, static_cast<unsigned>(-exponent)));
}

namespace examples {

constexpr bool exp2_is(std::int32_t a, unsigned sh, std::int32_t expected, bool flag) {
    bool saturated = false;
    return exp2_fixed(a, sh, saturated) == expected && saturated == flag;
}
static_assert(exp2_is(0, 16, 1 << 16, false) && exp2_is(1 << 16, 16, 1 << 17, false));
static_assert(exp2_is(-(1 << 16), 16, 1 << 15, false) && exp2_is(1 << 15, 16, 92682, false));
static_assert(exp2_is(14 << 16, 16, 1 << 30, false) && exp2_is(15 << 16, 16, INT32_MAX, true));
static_assert(exp2_is(-(17 << 16), 16, 0, false) &&
              exp2_is(INT32_MIN, 0, 0, false));  // 0.5: tie to even

}  // namespace examples

}  // namespace bouton::arith
