// SPDX-License-Identifier: Apache-2.0
// Random numbers without state: a draw is a function of (seed, step, source, salt, map, target,
// ordinal, position). Contract: keyed rounds of add, rotate, xor (the round of the Speck ciphers);
// a step key once a step, a row key once a row, then one short cipher of 16-bit halves for each
// draw. For one row key, different blocks give different draws. Not cryptography: it has to pass
// statistics (docs/rationale/random.md), not adversaries. RTL: `mix_key`, `draw` of
// rtl/cells/bouton_arith_pkg.sv; tests/arith compares them.
#pragma once

#include <bit>
#include <cstdint>

namespace bouton::arith {

struct Key64 {
    std::uint32_t low = 0, high = 0;

    bool operator==(const Key64&) const = default;
};

// 10 rounds on the block (x, y), 32-bit halves; gives a key with x high.
constexpr Key64 mix_key(Key64 key, std::uint32_t x, std::uint32_t y) {
    for (std::uint32_t i = 0; i < 10; ++i) {
        const std::uint32_t k = i % 2 == 0 ? key.low : key.high;
        x = (std::rotr(x, 8) + y) ^ (k + i * 0x9E3779B9u);
        y = std::rotl(y, 3) ^ x;
    }
    return {.low = y, .high = x};
}

constexpr Key64 step_key(std::uint64_t seed, std::uint64_t step) {
    const Key64 key{.low = static_cast<std::uint32_t>(seed),
                    .high = static_cast<std::uint32_t>(seed >> 32)};
    return mix_key(key, static_cast<std::uint32_t>(step >> 32), static_cast<std::uint32_t>(step));
}

// salt < 2^16, map < 2^16.
constexpr Key64 row_key(Key64 step_key, std::uint32_t source, std::uint32_t salt,
                        std::uint32_t map) {
    return mix_key(step_key, source, salt << 16 | map);
}

// What tells the draws of one row apart. target < 2^23, position < 64, ordinal < 8.
constexpr std::uint32_t draw_block(std::uint32_t target, std::uint32_t ordinal,
                                   std::uint32_t position) {
    return target ^ ordinal << 29 ^ position << 23;
}

// 7 rounds with 16-bit halves.
constexpr std::uint32_t draw(Key64 row, std::uint32_t block) {
    const std::uint16_t key[4] = {
        static_cast<std::uint16_t>(row.low), static_cast<std::uint16_t>(row.low >> 16),
        static_cast<std::uint16_t>(row.high), static_cast<std::uint16_t>(row.high >> 16)};
    auto x = static_cast<std::uint16_t>(block >> 16);
    auto y = static_cast<std::uint16_t>(block);
    for (std::uint32_t i = 0; i < 7; ++i) {
        x = static_cast<std::uint16_t>((std::rotr(x, 7) + y) ^ key[i % 4] ^ (i * 0x9E37u));
        y = static_cast<std::uint16_t>(std::rotl(y, 2) ^ x);
    }
    return std::uint32_t{x} << 16 | y;
}

}  // namespace bouton::arith
