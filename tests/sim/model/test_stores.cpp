// SPDX-License-Identifier: Apache-2.0
// Storing a 32-bit value into a word: every mode, every word format, what is counted. Values come
// from G0.
#include <catch2/catch.hpp>
#include <random>

#include "arith/random.hpp"
#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

using Wide = __int128;

constexpr std::uint32_t seed_low = 0x1234567, seed_high = 0x89abcd;
constexpr std::uint16_t salt = 77;

Wide floor_div(Wide x, Wide unit) {
    Wide q = x / unit;
    if (x % unit != 0 && x < 0) --q;
    return q;
}

// v / 2^n as the mode says; the draw's high n bits are the fraction that is added.
Wide rounded(std::int32_t v, unsigned n, Store mode, std::uint32_t draw) {
    const Wide unit = Wide{1} << n;
    switch (mode) {
        case Store::TowardZero:
            return v / unit;
        case Store::Nearest: {
            const Wide q = floor_div(v, unit), twice = 2 * (v - q * unit);
            return twice > unit || (twice == unit && q % 2 != 0) ? q + 1 : q;
        }
        default:
            return floor_div(v + static_cast<Wide>(draw) / (Wide{1} << (32 - n)), unit);
    }
}

Wide limit(Wide q, Wide lo, Wide hi) {
    return q < lo ? lo : q > hi ? hi : q;
}

std::uint32_t draw_of(std::uint64_t step, std::uint32_t source, spec::Trigger map,
                      std::uint32_t target, std::uint32_t ordinal, std::uint32_t position) {
    const auto key = arith::step_key(std::uint64_t{seed_high} << 32 | seed_low, step);
    const auto row = arith::row_key(key, source, salt, static_cast<std::uint32_t>(map));
    return arith::draw(row, arith::draw_block(target, ordinal, position));
}

std::int32_t value_at(std::mt19937& random) {
    static constexpr std::int32_t edges[] = {
        INT32_MAX, INT32_MIN, INT32_MAX - 127, 0x7fff8000, 0x7fff7fff, 0x80, 0x180, -0x80,
        -0x180,    0x8000,    0x18000,         -0x8000,    0,          1,    -1};
    return random() % 3 == 0 ? edges[random() % std::size(edges)]
                             : static_cast<std::int32_t>(random()) >> (random() % 24);
}

}  // namespace

TEST_CASE("a neuron's state is stored with 24 bits in each mode, saturating and counting") {
    const bool reference = GENERATE(true, false);
    const auto mode = GENERATE(Store::TowardZero, Store::Nearest, Store::Stochastic);
    CAPTURE(reference, spec::to_string(mode));
    Machine m(reference);
    m.set(Csr::SeedLow, seed_low);
    m.set(Csr::SeedHigh, seed_high);
    const auto pc =
        m.program({op(Op::Add, r(0), G(0), Zero), op(Op::Add, S(3), r(0), Zero, 0, mode)});
    m.descriptor(4, {.grid = 16, .salt = salt, .main_pc = pc, .has_main = true});
    m.neurons(5, 4, 7000);
    std::mt19937 random(3);
    std::uint64_t saturated = 0;
    for (int n = 0; n < 300; ++n) {
        const std::int32_t v = value_at(random);
        CAPTURE(v, n);
        m.set(Csr::Modulator0, static_cast<std::uint32_t>(v));
        const std::uint64_t step = m.now();
        m.step();
        for (std::uint32_t neuron = 0; neuron < 5; ++neuron) {
            const Wide q =
                rounded(v, 8, mode, draw_of(step, 0, spec::Trigger::Neuron, 7000 + neuron, 0, 1));
            const Wide stored = limit(q, -(1 << 23), (1 << 23) - 1);
            saturated += stored != q;
            REQUIRE(m.state(neuron, 3) == static_cast<std::int32_t>(stored));
        }
    }
    CHECK(m.count(Counter::SaturatedStore) == saturated);
    CHECK((mode == Store::TowardZero || saturated > 0));
}

TEST_CASE("an axon's state is stored with 24 bits in each mode") {
    const bool reference = GENERATE(true, false);
    const auto mode = GENERATE(Store::TowardZero, Store::Nearest, Store::Stochastic);
    Machine m(reference);
    m.set(Csr::SeedLow, seed_low);
    m.set(Csr::SeedHigh, seed_high);
    const auto pc = m.program({op(Op::Add, X(2), G(0), Zero, 0, mode)});
    m.descriptor(1, {.grid = 16, .salt = salt, .main_pc = pc, .has_main = true});
    m.axons(4, 1, 8000);
    std::mt19937 random(5);
    for (int n = 0; n < 200; ++n) {
        const std::int32_t v = value_at(random);
        m.set(Csr::Modulator0, static_cast<std::uint32_t>(v));
        const std::uint64_t step = m.now();
        m.step({m.spike(0), m.spike(2)});
        for (std::uint32_t axon = 0; axon < 4; ++axon) {
            const Wide q =
                rounded(v, 8, mode, draw_of(step, 0, spec::Trigger::Axon, 8000 + axon, 0, 0));
            REQUIRE(m.axon_state(axon, 2) ==
                    static_cast<std::int32_t>(limit(q, -(1 << 23), (1 << 23) - 1)));
        }
    }
}

TEST_CASE("T, Z and U are stored with 16 bits in each mode") {
    const bool reference = GENERATE(true, false);
    const auto mode = GENERATE(Store::TowardZero, Store::Nearest, Store::Stochastic);
    CAPTURE(reference, spec::to_string(mode));
    Machine m(reference);
    m.set(Csr::SeedLow, seed_low);
    m.set(Csr::SeedHigh, seed_high);
    const auto pc =
        m.program({op(Op::Add, T, G(0), Zero, 0, mode), op(Op::Add, U, G(1), Zero, 0, mode),
                   op(Op::Sub, Z, Zero, G(0), 1, mode)});
    m.descriptor(2, {.hi = 1, .lo = 0, .salt = salt, .main_pc = pc, .has_main = true});
    m.axons(4, 0, 60);
    m.row(3, {.pointer = 6, .words = 2, .descriptor = 2, .wide = true});
    m.synapse(8, 1, {.weight = 55, .target = 2, .ordinal = 5, .alive = true});
    m.write(Region::NeuronId, 5, 4321);
    m.set(Csr::Control, spec::ControlWord{.has_pre = true, .learn = true}.pack());
    std::mt19937 random(9);
    std::uint64_t saturated = 0;
    for (int n = 0; n < 300; ++n) {
        const std::int32_t v = value_at(random), u = value_at(random);
        CAPTURE(v, u);
        m.set(Csr::Modulator0, static_cast<std::uint32_t>(v), 0);
        m.set(Csr::Modulator0, static_cast<std::uint32_t>(u), 1);
        const std::uint64_t step = m.now();
        m.step({m.spike(3)});
        const auto stored = [&](std::int32_t value, std::uint32_t position) {
            const Wide q =
                rounded(value, 16, mode, draw_of(step, 63, spec::Trigger::Pre, 4321, 5, position));
            saturated += limit(q, -32768, 32767) != q;
            return static_cast<std::int16_t>(limit(q, -32768, 32767));
        };
        const auto minus_half = static_cast<std::int32_t>(-floor_div(v, 2));
        REQUIRE(m.synapse(8, 1).tag == stored(v, 0));
        REQUIRE(m.synapse(8, 1).weight == 55);
        const auto second =
            spec::SynapseWord2::unpack(m.read(Region::Synapse, m.synapse_index(9, 1)));
        REQUIRE(second.u == stored(u, 1));
        REQUIRE(second.z == stored(minus_half, 2));
    }
    CHECK(m.count(Counter::SaturatedStore) == saturated);
    CHECK(m.count(Counter::Updates) == 0);
}

TEST_CASE("W is stored on its grid, clipped at the rule's bounds, and every outcome is counted") {
    const bool reference = GENERATE(true, false);
    const auto mode = GENERATE(Store::TowardZero, Store::Nearest, Store::Stochastic);
    const auto grid = GENERATE(1, 4, 9, 15, 16);
    CAPTURE(reference, spec::to_string(mode), grid);
    constexpr std::int16_t lo = -20000, hi = 25000;
    Machine m(reference);
    m.set(Csr::SeedLow, seed_low);
    m.set(Csr::SeedHigh, seed_high);
    const auto pc = m.program({op(Op::Add, W, G(0), Zero, 0, mode)});
    m.descriptor(2, {.grid = static_cast<std::uint8_t>(grid),
                     .hi = hi,
                     .lo = lo,
                     .salt = salt,
                     .main_pc = pc,
                     .has_main = true});
    m.axons(2, 0, 60);
    m.row(1, {.pointer = 4, .words = 1, .descriptor = 2});
    m.synapse(4, 0, {.weight = 100, .tag = -9, .target = 1, .ordinal = 0, .alive = true});
    m.write(Region::NeuronId, 2, 99);
    m.set(Csr::Control, spec::ControlWord{.has_pre = true, .learn = true}.pack());
    std::mt19937 random(21);
    std::uint64_t clipped = 0, updates = 0, unchanged = 0;
    std::int32_t old = 100;
    for (int n = 0; n < 400; ++n) {
        const std::int32_t v = random() % 4 == 0
                                   ? old * 65536 + static_cast<std::int32_t>(random() % 8) * 4096
                                   : value_at(random);
        CAPTURE(v, old);
        m.set(Csr::Modulator0, static_cast<std::uint32_t>(v));
        const std::uint64_t step = m.now();
        m.step({m.spike(1)});
        const unsigned dropped = 32 - static_cast<unsigned>(grid);
        const Wide q = rounded(v, dropped, mode, draw_of(step, 61, spec::Trigger::Pre, 99, 0, 0)) *
                       (Wide{1} << (16 - grid));
        const auto word = static_cast<std::int32_t>(limit(q, lo, hi));
        clipped += word != q;
        updates += word != old;
        unchanged += word == old && v != old * 65536;
        REQUIRE(m.synapse(4, 0).weight == word);
        REQUIRE(m.synapse(4, 0).tag == -9);
        old = word;
    }
    CHECK(m.count(Counter::Clipped) == clipped);
    CHECK(m.count(Counter::Updates) == updates);
    CHECK(m.count(Counter::Unchanged) == unchanged);
    CHECK(m.count(Counter::SaturatedStore) == 0);
    CHECK(clipped > 0);
    CHECK(updates > 0);
}
