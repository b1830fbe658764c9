// SPDX-License-Identifier: Apache-2.0
// Random draws over columns: arith/random.hpp with the loop over elements inside, in 16-bit lanes
// where its halves have 16.
#include <array>
#include <bit>

#include "sim/model/batch/batch.hpp"
#include "sim/model/batch/kernels.hpp"

namespace bouton::model::batch {

namespace {

using Half = std::uint16_t;

constexpr std::uint32_t whole(std::uint32_t n) {
    return n & ~(vector_size - 1);
}

constexpr Half low(std::uint32_t word) {
    return static_cast<Half>(word);
}
constexpr Half high(std::uint32_t word) {
    return static_cast<Half>(word >> 16);
}

// A round of arith::draw, nothing in it wider than its 16-bit halves.
constexpr void mix(Half& x, Half& y, Half key, unsigned i) {
    const auto round_key = static_cast<Half>(key ^ static_cast<Half>(i * 0x9E37u));
    const auto sum = static_cast<Half>(std::rotr(x, 7) + y);
    x = static_cast<Half>(sum ^ round_key);
    y = static_cast<Half>(std::rotl(y, 2) ^ x);
}

constexpr void mix_all(Half& x, Half& y, const std::array<Half, 4>& key) {
    mix(x, y, key[0], 0);
    mix(x, y, key[1], 1);
    mix(x, y, key[2], 2);
    mix(x, y, key[3], 3);
    mix(x, y, key[0], 4);
    mix(x, y, key[1], 5);
    mix(x, y, key[2], 6);
}

// Halves of the blocks of the instruction at `position`, and of the draws.
void split(Column<Half>& x, Column<Half>& y, const std::uint32_t* __restrict block,
           unsigned position, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const std::uint32_t word = arith::draw_block(block[i], 0, position);
        x[i] = high(word);
        y[i] = low(word);
    }
}

void join(std::uint32_t* __restrict out, const Column<Half>& x, const Column<Half>& y,
          std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) out[i] = std::uint32_t{x[i]} << 16 | y[i];
}

}  // namespace

void draw(std::uint32_t* __restrict out, arith::Key64 key, const std::uint32_t* __restrict block,
          unsigned position, std::uint32_t n) {
    const std::array<Half, 4> halves{low(key.low), high(key.low), low(key.high), high(key.high)};
    Column<Half> x, y;
    split(x, y, block, position, n);
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        Half xi = x[i], yi = y[i];
        mix_all(xi, yi, halves);
        x[i] = xi;
        y[i] = yi;
    }
    join(out, x, y, n);
}

void draw(std::uint32_t* __restrict out, const std::uint32_t* __restrict key_low,
          const std::uint32_t* __restrict key_high, const std::uint32_t* __restrict block,
          unsigned position, std::uint32_t n) {
    Column<Half> x, y, key0, key1, key2, key3;
    split(x, y, block, position, n);
    split(key1, key0, key_low, 0, n);
    split(key3, key2, key_high, 0, n);
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        Half xi = x[i], yi = y[i];
        mix_all(xi, yi, {key0[i], key1[i], key2[i], key3[i]});
        x[i] = xi;
        y[i] = yi;
    }
    join(out, x, y, n);
}

void row_keys(std::uint32_t* __restrict low, std::uint32_t* __restrict high, arith::Key64 step_key,
              std::uint32_t salt, std::uint32_t map, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const arith::Key64 key = arith::row_key(step_key, high[i], salt, map);
        low[i] = key.low;
        high[i] = key.high;
    }
}

void uniform(std::int32_t* __restrict out, const std::uint32_t* __restrict draw, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) out[i] = static_cast<std::int32_t>(draw[i] >> 1);
}

void gaussian(std::int32_t* __restrict out, const std::uint32_t* __restrict draw, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const std::uint32_t sum =
            (draw[i] & 0xff) + (draw[i] >> 8 & 0xff) + (draw[i] >> 16 & 0xff) + (draw[i] >> 24);
        out[i] = (static_cast<std::int32_t>(sum) - 510) * (1 << 21);
    }
}

}  // namespace bouton::model::batch
