// SPDX-License-Identifier: Apache-2.0
// Saturation to fewer bits. `saturated` is set when a value did not fit and is never cleared: one
// flag collects all of an instruction. RTL: `sat*`, `shift_left` of rtl/cells/bouton_arith_pkg.sv;
// tests/arith compares them.
#pragma once

#include <cstdint>

namespace bouton::arith {

// The nearest number of `bits` bits, signed. 1 <= bits <= 63.
constexpr std::int64_t saturate(std::int64_t v, unsigned bits, bool& saturated) {
    const std::int64_t highest = (std::int64_t{1} << (bits - 1)) - 1;
    const std::int64_t lowest = -highest - 1;
    if (v > highest) {
        saturated = true;
        return highest;
    }
    if (v < lowest) {
        saturated = true;
        return lowest;
    }
    return v;
}

constexpr std::int32_t sat32(std::int64_t v, bool& saturated) {
    return static_cast<std::int32_t>(saturate(v, 32, saturated));
}

// v * 2^n. n <= 31.
constexpr std::int32_t shift_left(std::int32_t v, unsigned n, bool& saturated) {
    return sat32(std::int64_t{v} * (std::int64_t{1} << n), saturated);
}

namespace examples {

constexpr bool saturates_to(std::int64_t v, unsigned bits, std::int64_t expected, bool flag) {
    bool saturated = false;
    return saturate(v, bits, saturated) == expected && saturated == flag;
}
static_assert(saturates_to(32767, 16, 32767, false) && saturates_to(32768, 16, 32767, true));
static_assert(saturates_to(-32768, 16, -32768, false) && saturates_to(-32769, 16, -32768, true));
static_assert(saturates_to(65536, 17, 65535, true) && saturates_to(0, 1, 0, false));

}  // namespace examples

}  // namespace bouton::arith
