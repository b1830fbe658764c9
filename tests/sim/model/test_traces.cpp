// SPDX-License-Identifier: Apache-2.0
// Order inside a step: early and late traces, a pair of spikes in the same step, axon groups
// falling asleep, flags and modulators.
#include <catch2/catch.hpp>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

constexpr Store toward_zero = Store::TowardZero;
constexpr std::int32_t one = 1 << 20;  // of a trace, in its word

// Pair STDP of one synapse, axon 0 on neuron 0: y1 is S1 and rises before PRE reads it, x1 is X0
// and rises after POST has. PRE: W -= 1000 y1. POST: W += 700 x1. Traces lose a quarter a step.
struct Pair : Machine {
    explicit Pair(bool reference) : Machine(reference) {
        constant(0, -0x2000);  // -1/4
        constant(1, 0x4000);   // a spike's payload, as a word
        constant(16, -1000);
        constant(17, 700);
        const auto neuron = program({
            op(Op::Cmp, SetGt, D(0), Zero),
            op(Op::Dcy, r(0), S(1), K(0), 15),
            op(Op::Sel, r(1), K(1), Zero, 0),
            op(Op::Add, S(1), r(0), r(1), 2,
               toward_zero),  // 2^30 / 4: one in a 24-bit word of 20 bits fraction
            op(Op::Add, S(2), Fired, Zero, 0, toward_zero),
            raise(bits(Flag::Spike) | bits(Flag::Post), K(1), Predicate::IfP),
        });
        const auto axon = program({
            op(Op::Dcy, r(0), X(0), K(0), 15),
            op(Op::Add, X(0), r(0), Fired, 2, toward_zero),
        });
        const auto pre = program({op(Op::Mac, W, S(1), K(0), 12, Store::Stochastic)});
        const auto post = program({op(Op::Mac, W, X(0), K(1), 12, Store::Stochastic)});
        descriptor(0, {.dshift = 16, .main_pc = neuron, .has_main = true});
        descriptor(1, {.main_pc = axon, .has_main = true});
        descriptor(2, {.grid = 16,
                       .hi = 32767,
                       .lo = -32768,
                       .bank = 1,
                       .post_pc = post,
                       .main_pc = pre,
                       .has_post = true,
                       .has_main = true});
        neurons(2, 0);
        axons(6, 1);
        row(0, {.pointer = 0, .words = 1, .descriptor = 2});
        synapse(0, 0, {.weight = 10000, .slot = 127, .alive = true});
        write(Region::NeuronChain, 0, spec::ChainWord{.fan_in = 1, .head = 0}.pack());
        scan(0, 1, 100);
        set(Csr::Control,
            spec::ControlWord{.has_post = true, .has_pre = true, .learn = true}.pack());
    }

    void run(bool pre, bool post) {
        if (post) set_dendrite(0, static_cast<std::uint32_t>(now() % 64), 1);
        std::vector<StreamWord> input;
        if (pre) input.push_back(spike(0));
        step(input);
    }
    std::int32_t weight() const { return synapse(0, 0).weight; }
};

}  // namespace

TEST_CASE("a spike pair in the same step gives the full LTD and no LTP") {
    Pair m(GENERATE(true, false));
    m.run(true, true);
    // y1 = 1: the whole of A-. x1 was 0.
    CHECK(m.weight() == 10000 - 1000);
    CHECK(m.state(0, 1) == one);
    CHECK(m.axon_state(0, 0) == one);
    CHECK(m.count(Counter::PlasticVisits) == 2);
}

TEST_CASE("pre before post gives LTP by the decayed x1, post before pre LTD by the decayed y1") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    SECTION("pre, then post two steps later") {
        Pair m(reference);
        m.run(true, false);
        CHECK(m.weight() == 10000);
        m.run(false, false);
        m.run(false, true);
        // x1 was 1 after the spike's step, then decayed once before POST read it.
        CHECK(m.weight() == 10000 + 525);
    }
    SECTION("post, then pre two steps later") {
        Pair m(reference);
        m.run(false, true);
        m.run(false, false);
        m.run(true, false);
        // y1 decays in the neuron program, which runs before PRE: twice.
        CHECK(std::abs(m.weight() - (10000 - 562)) <= 1);
    }
}

TEST_CASE("fired is what a neuron did in the last step, and what an axon does in this one") {
    Pair m(GENERATE(true, false));
    m.run(false, true);
    CHECK(m.state(0, 2) == 0);
    CHECK(m.read(Region::NeuronFlag, 0) ==
          spec::NeuronFlagWord{.post = true, .spiked = true, .payload = 0x4000}.pack());
    m.run(true, false);
    CHECK(m.state(0, 2) == 1 << 22);
    CHECK(m.axon_state(0, 0) == one);
    CHECK(m.read(Region::AxonFlag, 0) == 0);
    m.run(false, false);
    CHECK(m.state(0, 2) == 0);
}

TEST_CASE("an axon group runs while a word of its X is not zero, and then no more") {
    Pair m(GENERATE(true, false));
    const auto axon =
        m.program({op(Op::Min, r(0), X(0), K(1)), op(Op::Sub, X(0), r(0), K(1), 8, toward_zero)});
    m.constant(1, 256);  // each run takes one from X0
    m.descriptor(1, {.main_pc = axon, .has_main = true});
    m.set_axon_state(2, 0, 3);
    const auto ran = [&] {
        const std::uint64_t before = m.count(Counter::CyclesAxon);
        m.step();
        return m.count(Counter::CyclesAxon) != before;
    };
    m.constant(1, 1);
    // K1 = 65536, shifted by 8: 256, one unit of X0. MIN keeps X0 as it is until it is below.
    CHECK(ran());
    // The other axon of the group goes below zero and keeps it awake.
    CHECK(m.axon_state(2, 0) == 2);
    CHECK(m.axon_state(3, 0) == -1);
    CHECK(m.axon_state(0, 0) == 0);
    m.set_axon_state(2, 0, 0);
    m.set_axon_state(3, 0, 0);
    const auto rest = m.program({op(Op::Add, X(0), X(0), Zero, 0, toward_zero)});
    m.descriptor(1, {.main_pc = rest, .has_main = true});
    CHECK(ran());  // it was awake when the host wrote zero: it looks once more
    CHECK_FALSE(ran());
    m.set_axon_state(3, 1, 0);
    CHECK_FALSE(ran());
    m.set_axon_state(3, 1, -1);
    CHECK(ran());
    CHECK(ran());
}

TEST_CASE("what comes on a channel is seen by the core program one step later") {
    Machine m(GENERATE(true, false));
    const auto core = m.program({op(Op::Add, G(0), P(1), Zero)});
    m.descriptor(0, {.main_pc = core, .has_main = true});
    m.core_program(0);
    const auto neuron = m.program({op(Op::Add, S(0), Zero, G(0), 0, toward_zero)});
    m.descriptor(1, {.main_pc = neuron, .has_main = true});
    m.neurons(2, 1);
    m.step({m.modulate(1, 0x300), m.modulate(1, 0x200), m.modulate(3, -1)});
    CHECK(m.modulator(0) == 0);
    CHECK(m.get(Csr::Pending0, 1) == 0x500);
    CHECK(m.get(Csr::Pending0, 3) == 0xffffffffu);
    m.step();
    CHECK(m.modulator(0) == 0x500);
    CHECK(m.state(0, 0) == 5);
    CHECK(m.get(Csr::Pending0, 1) == 0);
    m.step();
    CHECK(m.modulator(0) == 0);
}

TEST_CASE("a spike follows its fan-out list: own axons, the host, modulators") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    m.set(Csr::StepLow, 70000);
    m.constant(0, -321);
    const auto neuron =
        m.program({op(Op::Cmp, SetGt, D(1), Zero), raise(bits(Flag::Spike), K(0), Predicate::IfP)});
    m.descriptor(0, {.dshift = 10, .main_pc = neuron, .has_main = true});
    m.neurons(8, 0);
    const auto axon = m.program({op(Op::Add, X(1), Zero, Fired, 0, toward_zero)});
    m.descriptor(1, {.main_pc = axon, .has_main = true});
    m.axons(8, 1);
    const auto entry = [](spec::FanoutKind kind, std::uint16_t index, bool last) {
        return spec::FanoutWord{
            .last = last, .kind = static_cast<std::uint8_t>(kind), .core = 0, .index = index}
            .pack();
    };
    m.write(Region::Fanout, 20, entry(spec::FanoutKind::Axon, 6, false));
    m.write(Region::Fanout, 21, entry(spec::FanoutKind::Modulator, 2, false));
    m.write(Region::Fanout, 22, entry(spec::FanoutKind::Host, 0, true));
    m.write(Region::Fanout, 23, entry(spec::FanoutKind::Axon, 1, true));
    m.write(Region::FanoutHead, 5, spec::FanoutHeadWord{.valid = true, .pointer = 20}.pack());
    m.write(Region::FanoutHead, 3, spec::FanoutHeadWord{.valid = true, .pointer = 22}.pack());
    for (const std::uint32_t n : {3u, 4u, 5u}) m.set_dendrite(n, 64 + 70000 % 64, 1);
    const auto output = m.step();
    CHECK(m.count(Counter::Spikes) == 3);
    CHECK(m.count(Counter::AxonEvents) == 1);
    CHECK(m.axon_state(6, 1) == -321 * 256);
    CHECK(m.axon_state(1, 1) == 0);
    CHECK(m.get(Csr::Pending0, 2) == static_cast<std::uint32_t>(-321));
    REQUIRE(output.size() == 2);
    for (std::uint32_t n = 0; n < 2; ++n) {
        CHECK(output[n] == StreamWord{.kind = 0,
                                      .step = static_cast<std::uint16_t>(70000),
                                      .core = 0,
                                      .index = static_cast<std::uint16_t>(3 + 2 * n),
                                      .payload = -321});
    }
}

TEST_CASE("DRIVE adds to a dendrite of the next step") {
    Machine m(GENERATE(true, false));
    m.set(Csr::StepLow, 63);
    m.step({m.drive(9, 1, -5), m.drive(9, 1, 12)});
    CHECK(m.dendrite(9, 64) == 7);
    m.set(Csr::Control, spec::ControlWord{.four_receptors = true}.pack());
    m.step({m.drive(15, 3, 100)});
    CHECK(m.dendrite(15, 96 + 1) == 100);
}
