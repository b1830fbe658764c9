// SPDX-License-Identifier: Apache-2.0
// What each operand code reads in each map: alignment, clearing, random draws.
#include <catch2/catch.hpp>

#include "arith/random.hpp"
#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

constexpr Store toward_zero = Store::TowardZero;

// A neuron program that stores one operand, halved, in S0: S0 = operand / 2 / 2^8.
std::int32_t read_in_neuron(Machine& m, std::uint8_t code, const spec::Descriptor& base = {}) {
    const auto pc = m.program(
        {op(Op::Add, r(0), Zero, code, 1), op(Op::Add, S(0), r(0), Zero, 0, toward_zero)});
    spec::Descriptor d = base;
    d.main_pc = pc;
    d.has_main = true;
    m.descriptor(0, d);
    m.neurons(4, 0, 300);
    m.step();
    return m.state(3, 0);
}

// A PRE program that stores one operand, halved, in T: T = operand / 2 / 2^16.
std::int32_t read_in_synapse(Machine& m, std::uint8_t code) {
    const auto pc =
        m.program({op(Op::Add, r(0), Zero, code, 1), op(Op::Add, T, r(0), Zero, 0, toward_zero)});
    m.descriptor(
        2, {.grid = 16, .hi = 32767, .lo = -32768, .bank = 3, .main_pc = pc, .has_main = true});
    m.row(5, {.pointer = 10, .words = 1, .descriptor = 2, .wide = code == Z || code == U});
    m.set(Csr::Control, spec::ControlWord{.has_pre = true, .learn = true}.pack());
    m.step({m.spike(5, 0x1000)});
    return m.synapse(10, 1).tag;
}

}  // namespace

TEST_CASE("a neuron program reads its words left-aligned") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    SECTION("S") {
        m.set_state(3, 7, -123456);
        CHECK(read_in_neuron(m, S(7)) == -61728);
    }
    SECTION("K of the descriptor's bank") {
        m.constant(5 * 16 + 2, -30001);
        CHECK(read_in_neuron(m, K(2), {.bank = 5}) == -30001 * 128);
    }
    SECTION("G") {
        m.set(Csr::Modulator0, 0x12345600, 6);
        CHECK(read_in_neuron(m, G(6)) == 0x123456 / 2);
    }
    SECTION("zero") {
        CHECK(read_in_neuron(m, Zero) == 0);
    }
    SECTION("fired and POST flag, of the last step") {
        m.write(Region::NeuronFlag, 3,
                spec::NeuronFlagWord{.post = true, .spiked = true, .payload = -77}.pack());
        const auto pc = m.program({op(Op::Add, S(1), Zero, Fired, 0, toward_zero),
                                   op(Op::Add, S(2), Zero, Posted, 0, toward_zero)});
        m.descriptor(0, {.main_pc = pc, .has_main = true});
        m.neurons(4, 0);
        m.step();
        CHECK(m.state(3, 1) == -77 * 256);
        CHECK(m.state(3, 2) == 0x40000000 / 256);
        m.step();
        CHECK(m.state(3, 1) == 0);
        CHECK(m.state(3, 2) == 0);
        CHECK(m.read(Region::NeuronFlag, 3) == 0);
    }
}

TEST_CASE("D and A are shifted, saturate with a count, and clear whatever the predicate says") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    SECTION("a shift that fits") {
        m.set_dendrite(3, 0, -1000);
        m.set_dendrite(3, 1, 5);
        CHECK(read_in_neuron(m, D(0), {.dshift = 12}) == -1000 * 8);
        CHECK(m.dendrite(3, 0) == 0);
        CHECK(m.dendrite(3, 1) == 5);
        CHECK(m.count(Counter::SaturatedRead) == 0);
    }
    SECTION("one that does not") {
        m.set_dendrite(3, 64, 1 << 20);
        m.set_dendrite(2, 64, -(1 << 19));
        CHECK(read_in_neuron(m, D(1), {.dshift = 12}) == INT32_MAX / 2 / 256);
        CHECK(m.count(Counter::SaturatedRead) == 1);
        CHECK(m.state(2, 0) == INT32_MIN / 2 / 256);
    }
    SECTION("A") {
        m.write(Region::NeuronSum, 3, static_cast<std::uint32_t>(-33));
        CHECK(read_in_neuron(m, A, {.ashift = 20, .dshift = 1}) == -33 * (1 << 11));
        CHECK(m.read(Region::NeuronSum, 3) == 0);
    }
    SECTION("an instruction that does not act") {
        m.set_dendrite(3, 0, INT32_MAX);
        const auto pc = m.program({op(Op::Add, S(0), D(0), Zero, 0, toward_zero, Predicate::IfP)});
        m.descriptor(0, {.dshift = 1, .main_pc = pc, .has_main = true});
        m.neurons(4, 0);
        m.set_state(3, 0, 9);
        m.step();
        CHECK(m.dendrite(3, 0) == 0);
        CHECK(m.state(3, 0) == 9);
        CHECK(m.count(Counter::SaturatedRead) == 0);
    }
    SECTION("an invalid neuron keeps its sums") {
        const auto pc = m.program({op(Op::Add, S(0), D(0), Zero, 0, toward_zero)});
        m.descriptor(0, {.main_pc = pc, .has_main = true});
        m.neurons(4, 0);
        m.write(Region::NeuronId, 2, spec::limits::NoId);
        m.set_dendrite(2, 0, 17);
        m.step();
        CHECK(m.dendrite(2, 0) == 17);
    }
}

TEST_CASE("a synapse program reads its own words, its target's and its row's") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    m.axons(6, 0);
    m.synapse(10, 1, {.weight = -3000, .tag = 5001, .target = 3, .ordinal = 2, .alive = true});
    m.write(Region::Synapse, m.synapse_index(11, 1),
            spec::SynapseWord2{.z = 444, .u = -446}.pack());
    const std::uint32_t target = 3 * 2 + 1;
    SECTION("W") {
        CHECK(read_in_synapse(m, W) == -1500);
    }
    SECTION("T") {
        CHECK(read_in_synapse(m, T) == 2500);
    }
    SECTION("Z") {
        CHECK(read_in_synapse(m, Z) == 222);
    }
    SECTION("U") {
        CHECK(read_in_synapse(m, U) == -223);
    }
    SECTION("S") {
        m.set_state(target, 15, 700000);
        CHECK(read_in_synapse(m, S(15)) == 350000 / 256);
    }
    SECTION("X") {
        m.set_axon_state(5, 3, -700000);
        CHECK(read_in_synapse(m, X(3)) == -350000 / 256);
    }
    SECTION("fired") {
        CHECK(read_in_synapse(m, Fired) == 0x800);
    }
    SECTION("POST flag") {
        m.write(Region::NeuronFlag, target, spec::NeuronFlagWord{.post = true}.pack());
        CHECK(read_in_synapse(m, Posted) == 0x2000);
    }
    SECTION("K") {
        m.constant(3 * 16 + 9, 1234);
        CHECK(read_in_synapse(m, K(9)) == 617);
    }
    SECTION("G") {
        m.set(Csr::Modulator0, 0x00a00000, 2);
        CHECK(read_in_synapse(m, G(2)) == 0x50);
    }
}

TEST_CASE("RND is a draw's upper 31 bits and RND4 the sum of its bytes about their mean") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    m.set(Csr::SeedLow, 5);
    m.set(Csr::StepLow, 1000);
    m.set(Csr::StepHigh, 3);
    const auto pc = m.program({op(Op::Add, S(0), Rnd, Zero, 0, toward_zero),
                               op(Op::Add, S(1), Rnd4, Zero, 0, toward_zero),
                               op(Op::Add, S(2), Zero, Rnd, 4, toward_zero)});
    m.descriptor(0, {.salt = 65535, .main_pc = pc, .has_main = true});
    m.neurons(4, 0, 0x7ffff0);
    m.step();
    const std::uint64_t step = (std::uint64_t{3} << 32) + 1000;
    const auto key = arith::row_key(arith::step_key(5, step), 0, 65535, 0);
    for (std::uint32_t n = 0; n < 4; ++n) {
        const auto draw = [&](std::uint32_t position) {
            return arith::draw(key, arith::draw_block(0x7ffff0 + n, 0, position));
        };
        CHECK(m.state(n, 0) == static_cast<std::int32_t>(draw(0) / 2 / 256));
        std::int64_t sum = -510;
        for (std::uint32_t rest = draw(1); rest != 0; rest /= 256) sum += rest % 256;
        CHECK(m.state(n, 1) == static_cast<std::int32_t>(sum * (1 << 21) / 256));
        CHECK(m.state(n, 2) == static_cast<std::int32_t>(draw(2) / 2 / 16 / 256));
    }
}

TEST_CASE("P is read and cleared by the core program, shifted as its descriptor says") {
    Machine m(GENERATE(true, false));
    const auto pc = m.program({op(Op::Add, G(0), G(0), P(2))});
    m.descriptor(9, {.dshift = 16, .main_pc = pc, .has_main = true});
    m.core_program(9);
    m.set(Csr::Pending0, static_cast<std::uint32_t>(-3), 2);
    m.set(Csr::Pending0, 8, 1);
    m.set(Csr::Modulator0, 5);
    m.step();
    CHECK(m.modulator(0) == 5 - 3 * 65536);
    CHECK(m.get(Csr::Pending0, 2) == 0);
    CHECK(m.get(Csr::Pending0, 1) == 8);
    m.set(Csr::Pending0, 0x8000, 2);
    m.step();
    CHECK(m.count(Counter::SaturatedRead) == 1);
}
