// SPDX-License-Identifier: Apache-2.0
// The 16-bit form in which a register enters the multiplier: 1 - 2^-15 is the largest.
// RTL: `b16` of rtl/cells/bouton_arith_pkg.sv; tests/arith compares them.
#pragma once

#include <cstdint>

namespace bouton::arith {

// min(floor((b + 0x8000) / 65536), 32767): exact for a 16-bit word loaded left-aligned.
constexpr std::int32_t multiplier_form(std::int32_t b) {
    const std::int64_t nearest = (std::int64_t{b} + 0x8000) >> 16;
    return nearest > 32767 ? 32767 : static_cast<std::int32_t>(nearest);
}

static_assert(multiplier_form(0x12340000) == 0x1234 && multiplier_form(-0x12340000) == -0x1234);
static_assert(multiplier_form(0x00018000) == 2 && multiplier_form(0x00017fff) == 1);
static_assert(multiplier_form(0x7fffffff) == 32767 && multiplier_form(INT32_MIN) == -32768);

}  // namespace bouton::arith
