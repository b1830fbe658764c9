// SPDX-License-Identifier: Apache-2.0
#include "sim/model/batch/kernels.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "arith/exp2.hpp"
#include "sim/model/batch/batch.hpp"

namespace bouton::model::batch {

namespace {

constexpr std::int32_t lowest = INT32_MIN, highest = INT32_MAX;

constexpr std::uint32_t whole(std::uint32_t n) {
    return n & ~(vector_size - 1);
}
constexpr std::uint32_t bits(std::int32_t v) {
    return static_cast<std::uint32_t>(v);
}
constexpr std::int32_t wrapped(std::uint32_t v) {
    return static_cast<std::int32_t>(v);
}

// Towards which end a sum saturates.
constexpr std::int32_t end_of(std::int32_t v) {
    return (v >> 31) ^ highest;
}

struct Product {
    std::int32_t value;
    std::uint32_t saturated;
};

// rne(a * b16, sh), saturated; `below_half` is 2^(sh-1) - 1, or for sh = 0 makes no difference.
constexpr Product product(std::int32_t a, std::int32_t b, unsigned sh, std::int64_t below_half,
                          std::int64_t odd) {
    const std::int32_t b16 = std::min((b >> 16) + (b >> 15 & 1), 32767);
    const std::int64_t exact = std::int64_t{a} * b16;
    const std::int64_t q = (exact + below_half + (exact >> sh & odd)) >> sh;
    const std::int64_t fitting = std::clamp<std::int64_t>(q, lowest, highest);
    return {static_cast<std::int32_t>(fitting), static_cast<std::uint32_t>(q != fitting)};
}

constexpr std::int64_t below_half(unsigned sh) {
    return sh == 0 ? 0 : (std::int64_t{1} << (sh - 1)) - 1;
}
constexpr std::int64_t odd_bit(unsigned sh) {
    return sh == 0 ? 0 : 1;
}

}  // namespace

void fill(std::int32_t* __restrict out, std::int32_t value, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) out[i] = value;
}

bool any(const Mask* __restrict mask, std::uint32_t n) {
    std::uint8_t found = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) found = static_cast<std::uint8_t>(found | mask[i]);
    return found != 0;
}

std::uint32_t count(const Mask* __restrict mask, std::uint32_t n) {
    std::uint32_t total = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) total += mask[i];
    return total;
}

void acting(Mask* __restrict act, const Mask* __restrict run, const Mask* __restrict p, bool wanted,
            std::uint32_t n) {
    const std::uint8_t flip = wanted ? 0 : 1;
    for (std::uint32_t i = 0; i < whole(n); ++i) act[i] = static_cast<Mask>(run[i] & (p[i] ^ flip));
}

void blend(std::int32_t* __restrict out, const std::int32_t* __restrict value,
           const Mask* __restrict act, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const std::int32_t next = value[i], old = out[i];
        out[i] = act[i] != 0 ? next : old;
    }
}

std::uint32_t add(std::int32_t* __restrict out, const std::int32_t* a, const std::int32_t* b,
                  unsigned sh, const Mask* __restrict act, std::uint32_t n) {
    std::uint32_t saturated = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const std::int32_t sb = b[i] >> sh;
        const std::int32_t sum = wrapped(bits(a[i]) + bits(sb));
        const std::int32_t over = (a[i] ^ sum) & (sb ^ sum);
        out[i] = over < 0 ? end_of(a[i]) : sum;
        saturated += bits(over) >> 31 & act[i];
    }
    return saturated;
}

std::uint32_t sub(std::int32_t* __restrict out, const std::int32_t* a, const std::int32_t* b,
                  unsigned sh, const Mask* __restrict act, std::uint32_t n) {
    std::uint32_t saturated = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const std::int32_t sb = b[i] >> sh;
        const std::int32_t difference = wrapped(bits(a[i]) - bits(sb));
        const std::int32_t over = (a[i] ^ sb) & (a[i] ^ difference);
        out[i] = over < 0 ? end_of(a[i]) : difference;
        saturated += bits(over) >> 31 & act[i];
    }
    return saturated;
}

std::uint32_t mul(std::int32_t* __restrict out, const std::int32_t* a, const std::int32_t* b,
                  unsigned sh, const Mask* __restrict act, std::uint32_t n) {
    const std::int64_t half = below_half(sh), odd = odd_bit(sh);
    std::uint32_t saturated = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const Product q = product(a[i], b[i], sh, half, odd);
        out[i] = q.value;
        saturated += q.saturated & act[i];
    }
    return saturated;
}

std::uint32_t multiply_add(std::int32_t* __restrict out, const std::int32_t* c,
                           const std::int32_t* a, const std::int32_t* b, unsigned sh,
                           const Mask* __restrict act, std::uint32_t n) {
    const std::int64_t half = below_half(sh), odd = odd_bit(sh);
    std::uint32_t saturated = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const Product q = product(a[i], b[i], sh, half, odd);
        const std::int32_t sum = wrapped(bits(c[i]) + bits(q.value));
        const std::int32_t over = (c[i] ^ sum) & (q.value ^ sum);
        out[i] = over < 0 ? end_of(c[i]) : sum;
        saturated += (bits(over) >> 31 | q.saturated) & act[i];
    }
    return saturated;
}

std::uint32_t exp2(std::int32_t* __restrict out, const std::int32_t* a, unsigned sh,
                   const Mask* __restrict act, std::uint32_t n) {
    std::uint32_t saturated = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        bool over = false;
        out[i] = arith::exp2_fixed(a[i], sh, over);
        saturated += over && act[i] != 0;
    }
    return saturated;
}

std::uint32_t shift_left(std::int32_t* __restrict out, const std::int32_t* __restrict sum,
                         unsigned shift, const Mask* __restrict act, std::uint32_t n) {
    const std::int32_t lo = lowest >> shift, hi = highest >> shift;
    std::uint32_t saturated = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const bool over = sum[i] < lo || sum[i] > hi;
        out[i] = over ? end_of(sum[i]) : wrapped(bits(sum[i]) << shift);
        saturated += (over ? 1u : 0u) & act[i];
    }
    return saturated;
}

void minimum(std::int32_t* __restrict out, const std::int32_t* a, const std::int32_t* b,
             unsigned sh, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) out[i] = std::min(a[i], b[i] >> sh);
}

void maximum(std::int32_t* __restrict out, const std::int32_t* a, const std::int32_t* b,
             unsigned sh, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) out[i] = std::max(a[i], b[i] >> sh);
}

void select(std::int32_t* __restrict out, const Mask* __restrict p, const std::int32_t* a,
            const std::int32_t* b, unsigned sh, std::uint32_t n) {
    for (std::uint32_t i = 0; i < whole(n); ++i) out[i] = p[i] != 0 ? a[i] : b[i] >> sh;
}

void compare(Mask* __restrict p, spec::Relation relation, spec::Combine combination,
             const std::int32_t* a, const std::int32_t* b, unsigned sh, const Mask* __restrict act,
             std::uint32_t n) {
    Column<Mask> c;
    const auto each = [&](auto holds) {
        for (std::uint32_t i = 0; i < whole(n); ++i) c[i] = holds(a[i], b[i] >> sh) ? 1 : 0;
    };
    switch (relation) {
        case spec::Relation::Ge:
            each([](std::int32_t x, std::int32_t y) { return x >= y; });
            break;
        case spec::Relation::Gt:
            each([](std::int32_t x, std::int32_t y) { return x > y; });
            break;
        case spec::Relation::Eq:
            each([](std::int32_t x, std::int32_t y) { return x == y; });
            break;
        case spec::Relation::Ne:
            each([](std::int32_t x, std::int32_t y) { return x != y; });
            break;
    }
    const auto merge = [&](auto combined) {
        for (std::uint32_t i = 0; i < whole(n); ++i) {
            const int next = combined(p[i], c[i]);
            p[i] = static_cast<Mask>((next & act[i]) | (p[i] & (act[i] ^ 1)));
        }
    };
    switch (combination) {
        case spec::Combine::Set:
            merge([](int, int y) { return y; });
            break;
        case spec::Combine::And:
            merge([](int x, int y) { return x & y; });
            break;
        case spec::Combine::Or:
            merge([](int x, int y) { return x | y; });
            break;
        case spec::Combine::Xor:
            merge([](int x, int y) { return x ^ y; });
            break;
    }
}

void delay(std::int32_t* __restrict out, Mask* __restrict p, const std::int32_t* __restrict a,
           unsigned sh, const Mask* __restrict act, std::uint32_t n) {
    constexpr unsigned first_bit = 8;  // of a 24-bit word in a register
    const unsigned tap = (sh + first_bit) & 31;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        out[i] = wrapped(bits(a[i]) << 1 | std::uint32_t{p[i]} << first_bit);
        const std::uint32_t next = bits(a[i]) >> tap;
        p[i] = static_cast<Mask>((next & act[i]) | (p[i] & (act[i] ^ 1u)));
    }
}

void round(std::int32_t* __restrict out, const std::int32_t* __restrict v, unsigned bits_dropped,
           spec::Store mode, const std::uint32_t* __restrict draw, std::uint32_t n) {
    const std::uint32_t fraction = (std::uint32_t{1} << bits_dropped) - 1;
    switch (mode) {
        case spec::Store::Nearest: {
            const std::uint32_t half = std::uint32_t{1} << (bits_dropped - 1);
            for (std::uint32_t i = 0; i < whole(n); ++i) {
                const std::int32_t q = v[i] >> bits_dropped;
                const std::uint32_t rest = (bits(v[i]) & fraction) + (bits(q) & 1);
                out[i] = q + (rest > half ? 1 : 0);
            }
            break;
        }
        case spec::Store::Stochastic:
            for (std::uint32_t i = 0; i < whole(n); ++i) {
                const std::uint32_t rest =
                    (bits(v[i]) & fraction) + (draw[i] >> (32 - bits_dropped));
                out[i] = (v[i] >> bits_dropped) + wrapped(rest >> bits_dropped);
            }
            break;
        default:
            for (std::uint32_t i = 0; i < whole(n); ++i) {
                out[i] = (v[i] + ((v[i] >> 31) & wrapped(fraction))) >> bits_dropped;
            }
    }
}

std::uint32_t clamp(std::int32_t* __restrict q, std::int32_t lo, std::int32_t hi,
                    const Mask* __restrict act, std::uint32_t n) {
    std::uint32_t changed = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const std::int32_t fitting = std::max(std::min(q[i], hi), lo);
        changed += (fitting != q[i] ? 1u : 0u) & act[i];
        q[i] = fitting;
    }
    return changed;
}

WeightCounts store_weight(std::int32_t* __restrict weight, const std::int32_t* __restrict q,
                          const std::int32_t* __restrict v, const spec::Descriptor& d,
                          const Mask* __restrict act, std::uint32_t n) {
    const unsigned left = 16 - std::clamp<unsigned>(d.grid, 1, 16);
    const std::int32_t lo = d.lo, hi = d.hi;
    std::uint32_t clipped = 0, updates = 0, unchanged = 0;
    for (std::uint32_t i = 0; i < whole(n); ++i) {
        const std::int32_t on_grid = wrapped(bits(q[i]) << left);
        const std::int32_t next = std::max(std::min(on_grid, hi), lo);
        const std::int32_t old = weight[i];
        const std::uint32_t is_same = next == old ? 1 : 0;
        const std::uint32_t is_small = wrapped(bits(old) << 16) != v[i] ? 1 : 0;
        clipped += (next != on_grid ? 1u : 0u) & act[i];
        updates += (is_same ^ 1) & act[i];
        unchanged += is_same & is_small & act[i];
        weight[i] = act[i] != 0 ? next : old;
    }
    return {clipped, updates, unchanged};
}

}  // namespace bouton::model::batch
