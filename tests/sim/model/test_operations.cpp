// SPDX-License-Identifier: Apache-2.0
// Every operation against the arithmetic of docs/machine.md section 3, written out here in 128
// bits. The core program is the instrument: its G words are 32 bits wide, so operands and results
// are seen whole.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

using Wide = __int128;

constexpr std::int32_t lowest = INT32_MIN, highest = INT32_MAX;
constexpr unsigned result_word = 3, p_word = 4, one_word = 5;

struct Outcome {
    std::int32_t value = 0;
    bool saturated = false;
};

Outcome fit(Wide v) {
    if (v > highest) return {highest, true};
    if (v < lowest) return {lowest, true};
    return {static_cast<std::int32_t>(v), false};
}

// Floor of x / 2^n by division.
Wide floor_shift(Wide x, unsigned n) {
    const Wide unit = Wide{1} << n;
    Wide q = x / unit;
    if (x % unit != 0 && x < 0) --q;
    return q;
}

// Nearest, ties to even, by comparing twice the rest with the unit.
Wide nearest(Wide x, unsigned n) {
    const Wide unit = Wide{1} << n;
    const Wide q = floor_shift(x, n), rest = x - q * unit;
    if (2 * rest > unit || (2 * rest == unit && q % 2 != 0)) return q + 1;
    return q;
}

Wide multiplier(std::int32_t b) {
    const Wide m = floor_shift(Wide{b} + 0x8000, 16);
    return m > 32767 ? 32767 : m;
}

Outcome product(std::int32_t a, std::int32_t b, unsigned sh) {
    return fit(nearest(a * multiplier(b), sh));
}

Outcome plus(Wide x, const Outcome& y) {
    Outcome sum = fit(x + y.value);
    sum.saturated |= y.saturated;
    return sum;
}

// 2^a from the definition's own table, T[j] = round(2^(16 + j/32)), without looking it up.
std::int64_t table(unsigned j) {
    return static_cast<std::int64_t>(std::llroundl(std::exp2l(16.0L + j / 32.0L)));
}

Outcome power(std::int32_t a, unsigned sh) {
    const Wide i = floor_shift(a, sh);
    Wide f = a - (i << sh);
    f = sh <= 16 ? f << (16 - sh) : floor_shift(f, sh - 16);
    const auto j = static_cast<unsigned>(f >> 11);
    const Wide g = f & 0x7ff;
    const Wide t = table(j) + floor_shift((table(j + 1) - table(j)) * g, 11);
    const Wide e = static_cast<Wide>(sh) + i - 16;
    if (e > 40) return {highest, true};
    if (e >= 0) return fit(t << static_cast<unsigned>(e));
    if (e >= -31) return fit(nearest(t, static_cast<unsigned>(-e)));
    return {0, false};
}

Outcome expected(Op code, std::int32_t a, std::int32_t b, std::int32_t d, unsigned sh, bool p) {
    const Wide sb = floor_shift(b, sh);
    switch (code) {
        case Op::Add:
            return fit(a + sb);
        case Op::Sub:
            return fit(a - sb);
        case Op::Mul:
            return product(a, b, sh);
        case Op::Mac:
            return plus(d, product(a, b, sh));
        case Op::Dcy:
            return plus(a, product(a, b, sh));
        case Op::Min:
            return fit(a < sb ? Wide{a} : sb);
        case Op::Max:
            return fit(a > sb ? Wide{a} : sb);
        case Op::Sel:
            return fit(p ? Wide{a} : sb);
        case Op::Exp2:
            return power(a, sh);
        default:
            return {};
    }
}

// A core program `CMP p = G0 >= zero; op G3 = G1, G2 >> sh; SEL G4 = p ? G5 : zero`.
struct Bench {
    Machine machine;

    Bench() : machine(false) {
        machine.core_program(0);
        machine.set(Csr::Modulator0, 1u << 30, one_word);
    }

    void load(const spec::Instruction& i) {
        machine.write(Region::Program, 0, op(Op::Cmp, SetGe, G(0), Zero).pack());
        machine.write(Region::Program, 1, i.pack());
        spec::Instruction last = op(Op::Sel, G(p_word), G(one_word), Zero);
        last.end = true;
        machine.write(Region::Program, 2, last.pack());
        machine.descriptor(0, {.grid = 16, .main_pc = 0, .has_main = true});
    }

    void run(bool p, std::int32_t a, std::int32_t b, std::int32_t d) {
        machine.set(Csr::Modulator0, static_cast<std::uint32_t>(p ? 0 : -1), 0);
        machine.set(Csr::Modulator0, static_cast<std::uint32_t>(a), 1);
        machine.set(Csr::Modulator0, static_cast<std::uint32_t>(b), 2);
        machine.set(Csr::Modulator0, static_cast<std::uint32_t>(d), result_word);
        machine.step();
    }

    bool p_after() const { return machine.modulator(p_word) != 0; }
};

class Operands {
  public:
    explicit Operands(std::uint32_t seed) : random_(seed) {}

    // Often at an edge, often small.
    std::int32_t next() {
        static constexpr std::int32_t edges[] = {
            lowest,     lowest + 1, highest,    highest - 1, 0,       1,
            -1,         0x7fff,     0x8000,     -0x8000,     -0x8001, 1 << 30,
            -(1 << 30), 0x7fff7fff, 0x7fff8000, 0x18000,     0x17fff};
        const std::uint32_t kind = random_() % 4;
        if (kind == 0) return edges[random_() % std::size(edges)];
        return static_cast<std::int32_t>(random_()) >> (kind == 1 ? 0 : random_() % 32);
    }
    unsigned shift(unsigned limit) { return random_() % limit; }
    bool coin() { return random_() % 2 != 0; }

  private:
    std::mt19937 random_;
};

}  // namespace

TEST_CASE(
    "operations that compute give what 128-bit arithmetic gives, and count their saturation once") {
    const std::uint32_t seed = 7;
    CAPTURE(seed);
    Operands operands(seed);
    Bench bench;
    const auto code =
        GENERATE(Op::Add, Op::Sub, Op::Mul, Op::Mac, Op::Dcy, Op::Min, Op::Max, Op::Sel, Op::Exp2);
    INFO(spec::to_string(code));
    for (int n = 0; n < 64; ++n) {
        const unsigned sh = operands.shift(32);
        bench.load(op(code, G(result_word), G(1), G(2), sh));
        for (int m = 0; m < 32; ++m) {
            const bool p = operands.coin();
            const std::int32_t a = operands.next(), b = operands.next(), d = operands.next();
            CAPTURE(a, b, d, sh, p);
            const std::uint64_t before = bench.machine.count(Counter::SaturatedOp);
            bench.run(p, a, b, d);
            const Outcome want = expected(code, a, b, d, sh, p);
            REQUIRE(bench.machine.modulator(result_word) == want.value);
            REQUIRE(bench.machine.count(Counter::SaturatedOp) - before ==
                    (want.saturated ? 1u : 0u));
            REQUIRE(bench.p_after() == p);
        }
    }
}

TEST_CASE("CMP combines each relation with p in each way") {
    Operands operands(11);
    Bench bench;
    const unsigned relation = GENERATE(0u, 1u, 2u, 3u), combination = GENERATE(0u, 1u, 2u, 3u);
    CAPTURE(relation, combination);
    for (int n = 0; n < 200; ++n) {
        const unsigned sh = operands.shift(32);
        bench.load(
            op(Op::Cmp, static_cast<std::uint8_t>(combination << 2 | relation), G(1), G(2), sh));
        const bool p = operands.coin();
        const std::int32_t a = operands.next();
        const std::int32_t b = operands.coin() ? a : operands.next();
        CAPTURE(a, b, sh, p);
        bench.run(p, a, b, 0);
        const Wide sb = floor_shift(b, sh);
        const bool holds[] = {a >= sb, a > sb, a == sb, a != sb};
        const bool c = holds[relation];
        const bool want[] = {c, p && c, p || c, p != c};
        REQUIRE(bench.p_after() == want[combination]);
    }
}

TEST_CASE("DLY shifts p into a history of 24 bits and takes p out of its tap") {
    Operands operands(13);
    Bench bench;
    const unsigned sh = GENERATE(range(0u, 24u));
    CAPTURE(sh);
    bench.load(op(Op::Dly, G(result_word), G(1), Zero, sh));
    for (int n = 0; n < 50; ++n) {
        const bool p = operands.coin();
        const std::int32_t a = operands.next();
        CAPTURE(a, p);
        bench.run(p, a, 0, 0);
        const Wide doubled =
            Wide{2} * static_cast<std::uint32_t>(a) + (p && (a >> 7 & 1) == 0 ? 256 : 0);
        const auto want = static_cast<std::uint32_t>(doubled % (Wide{1} << 32));
        REQUIRE(static_cast<std::uint32_t>(bench.machine.modulator(result_word)) == want);
        REQUIRE(bench.p_after() ==
                ((static_cast<std::uint32_t>(a) / (std::uint64_t{1} << (sh + 8))) % 2 == 1));
    }
}

TEST_CASE("an instruction whose predicate is false does nothing and counts nothing") {
    Bench bench;
    const bool p = GENERATE(false, true);
    const auto code = GENERATE(Op::Add, Op::Mac, Op::Exp2);
    bench.load(op(code, G(result_word), G(1), G(2), 0, Store::None,
                  p ? Predicate::IfNotP : Predicate::IfP));
    bench.run(p, highest, highest, 42);
    CHECK(bench.machine.modulator(result_word) == 42);
    CHECK(bench.machine.count(Counter::SaturatedOp) == 0);
    bench.load(op(code, G(result_word), G(1), G(2), 0, Store::None,
                  p ? Predicate::IfP : Predicate::IfNotP));
    bench.run(p, highest, highest, 42);
    CHECK(bench.machine.modulator(result_word) == highest);
    CHECK(bench.machine.count(Counter::SaturatedOp) == 1);
}
