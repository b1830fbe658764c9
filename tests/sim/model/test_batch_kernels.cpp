// SPDX-License-Identifier: Apache-2.0
// The loops of the batches against the scalar functions they repeat, on operands at every edge.
// (That whole steps agree is tested on random images, in tests/cosim.)
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "sim/model/batch/batch.hpp"
#include "sim/model/batch/kernels.hpp"
#include "sim/model/execute.hpp"

using namespace bouton;
using namespace bouton::model;
using spec::Op;
using spec::Store;

namespace {

constexpr std::uint32_t n = batch::batch_size;

struct Columns {
    batch::Column<std::int32_t> a, b, d, out;
    batch::Column<std::uint32_t> draw;
    batch::Column<std::uint8_t> act, p;

    explicit Columns(std::uint32_t seed) {
        static constexpr std::int32_t edges[] = {
            INT32_MIN,  INT32_MIN + 1, INT32_MAX, INT32_MAX - 1, 0,       1,
            -1,         0x7fff,        0x8000,    -0x8000,       -0x8001, 1 << 30,
            0x7fff7fff, 0x7fff8000,    0x00ff00ff};
        std::mt19937 random(seed);
        const auto value = [&] {
            return random() % 2 == 0 ? edges[random() % std::size(edges)]
                                     : static_cast<std::int32_t>(random()) >> random() % 32;
        };
        for (std::uint32_t i = 0; i < n; ++i) {
            a[i] = value(), b[i] = value(), d[i] = value();
            draw[i] = random() % 4 == 0 ? ~0u : static_cast<std::uint32_t>(random());
            act[i] = random() % 3 != 0;
            p[i] = random() % 2 == 0;
        }
    }
};

struct Outcome {
    std::int32_t value = 0;
    bool saturated = false;
};

Outcome scalar(Op op, const Columns& c, std::uint32_t i, unsigned sh) {
    const std::int64_t a = c.a[i], sb = c.b[i] >> sh;
    Outcome r;
    switch (op) {
        case Op::Add:
            r.value = arith::sat32(a + sb, r.saturated);
            break;
        case Op::Sub:
            r.value = arith::sat32(a - sb, r.saturated);
            break;
        case Op::Mul:
            r.value = product(c.a[i], c.b[i], sh, r.saturated);
            break;
        case Op::Mac:
            r.value = product(c.a[i], c.b[i], sh, r.saturated);
            r.value = arith::sat32(std::int64_t{c.d[i]} + r.value, r.saturated);
            break;
        case Op::Min:
            r.value = static_cast<std::int32_t>(std::min(a, sb));
            break;
        case Op::Max:
            r.value = static_cast<std::int32_t>(std::max(a, sb));
            break;
        case Op::Sel:
            r.value = static_cast<std::int32_t>(c.p[i] != 0 ? a : sb);
            break;
        default:
            r.value = arith::exp2_fixed(c.a[i], sh, r.saturated);
    }
    return r;
}

std::uint32_t vector(Op op, Columns& c, unsigned sh) {
    std::int32_t* const out = c.out.data();
    const auto *a = c.a.data(), *b = c.b.data(), *d = c.d.data();
    switch (op) {
        case Op::Add:
            return batch::add(out, a, b, sh, c.act.data(), n);
        case Op::Sub:
            return batch::sub(out, a, b, sh, c.act.data(), n);
        case Op::Mul:
            return batch::mul(out, a, b, sh, c.act.data(), n);
        case Op::Mac:
            return batch::multiply_add(out, d, a, b, sh, c.act.data(), n);
        case Op::Min:
            batch::minimum(out, a, b, sh, n);
            return 0;
        case Op::Max:
            batch::maximum(out, a, b, sh, n);
            return 0;
        case Op::Sel:
            batch::select(out, c.p.data(), a, b, sh, n);
            return 0;
        default:
            return batch::exp2(out, a, sh, c.act.data(), n);
    }
}

}  // namespace

TEST_CASE("a batch computes each element as the reference does, and counts where it acts") {
    const auto op =
        GENERATE(Op::Add, Op::Sub, Op::Mul, Op::Mac, Op::Min, Op::Max, Op::Sel, Op::Exp2);
    INFO(spec::to_string(op));
    for (unsigned sh = 0; sh < 32; ++sh) {
        for (std::uint32_t seed = 0; seed < 8; ++seed) {
            CAPTURE(sh, seed);
            Columns c(seed);
            const std::uint32_t saturated = vector(op, c, sh);
            std::uint32_t expected = 0;
            for (std::uint32_t i = 0; i < n; ++i) {
                const Outcome want = scalar(op, c, i, sh);
                expected += want.saturated && c.act[i] != 0;
                if (c.out[i] != want.value) {
                    CAPTURE(i, c.a[i], c.b[i], c.d[i]);
                    REQUIRE(c.out[i] == want.value);
                }
            }
            REQUIRE(saturated == expected);
        }
    }
}

TEST_CASE("a batch rounds as shift_round does, for every width and mode") {
    const auto mode = GENERATE(Store::TowardZero, Store::Nearest, Store::Stochastic);
    const arith::Round round = mode == Store::TowardZero ? arith::Round::TowardZero
                               : mode == Store::Nearest  ? arith::Round::NearestEven
                                                         : arith::Round::Stochastic;
    for (unsigned bits = 1; bits < 32; ++bits) {
        CAPTURE(bits, spec::to_string(mode));
        Columns c(bits);
        batch::round(c.out.data(), c.a.data(), bits, mode, c.draw.data(), n);
        bool same = true;
        for (std::uint32_t i = 0; i < n; ++i) {
            same = same && c.out[i] == arith::shift_round(c.a[i], bits, round, c.draw[i]);
        }
        CHECK(same);
    }
}

TEST_CASE("a batch draws what arith draws, with one key or many") {
    Columns c(5);
    batch::Column<std::uint32_t> low, high, source, one, many;
    std::mt19937 random(6);
    for (std::uint32_t i = 0; i < n; ++i) source[i] = random() % spec::limits::Ids;
    const auto step_key = arith::step_key(0x123456789abcdefu, 0xba9876543210u);
    high = source;
    batch::row_keys(low.data(), high.data(), step_key, 0xffff, 4, n);
    const auto key = arith::row_key(step_key, 7, 3, 1);
    const unsigned position = GENERATE(0u, 1u, 31u, 63u);
    batch::draw(one.data(), key, c.draw.data(), position, n);
    batch::draw(many.data(), low.data(), high.data(), c.draw.data(), position, n);
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::uint32_t block = arith::draw_block(c.draw[i], 0, position);
        REQUIRE(one[i] == arith::draw(key, block));
        REQUIRE(many[i] == arith::draw(arith::row_key(step_key, source[i], 0xffff, 4), block));
    }
}

TEST_CASE("a batch shifts sums as the machine reads them") {
    for (unsigned shift = 0; shift < 32; ++shift) {
        Columns c(shift);
        const std::uint32_t saturated =
            batch::shift_left(c.out.data(), c.a.data(), shift, c.act.data(), n);
        std::uint32_t expected = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            bool over = false;
            REQUIRE(c.out[i] == arith::shift_left(c.a[i], shift, over));
            expected += over && c.act[i] != 0;
        }
        REQUIRE(saturated == expected);
    }
}
