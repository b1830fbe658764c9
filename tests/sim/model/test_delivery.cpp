// SPDX-License-Identifier: Apache-2.0
// DELIVER: every delay, both layouts of receptors, gains, DELIVER programs, rows of a `more` list.
#include <catch2/catch.hpp>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

// Neurons keep what they read: S0 = D0, S1 = D1, S2 = D2, S3 = D3.
void record_dendrites(Machine& m, unsigned receptors) {
    std::vector<spec::Instruction> code;
    for (unsigned n = 0; n < receptors; ++n)
        code.push_back(op(Op::Add, S(n), D(n), Zero, 0, Store::TowardZero));
    const auto pc = m.program(code);
    m.descriptor(0, {.dshift = 8, .main_pc = pc, .has_main = true});
    m.neurons(16, 0);
}

}  // namespace

TEST_CASE("a spike arrives exactly its delay later, for every delay and receptor") {
    const bool reference = GENERATE(true, false);
    const unsigned receptors = GENERATE(2u, 4u);
    CAPTURE(reference, receptors);
    const unsigned slots = 128 / receptors;
    Machine m(reference);
    m.set(Csr::Control, spec::ControlWord{.four_receptors = receptors == 4}.pack());
    record_dendrites(m, receptors);
    m.descriptor(1, {.grid = 16});
    m.row(7, {.pointer = 3, .words = 1, .descriptor = 1});
    m.set(Csr::StepLow, 1'000'003);
    for (unsigned receptor = 0; receptor < receptors; ++receptor) {
        for (unsigned delay = 1; delay < slots; ++delay) {
            CAPTURE(receptor, delay);
            m.synapse(3, 1,
                      {.weight = 321,
                       .slot = static_cast<std::uint8_t>(receptor * slots + delay),
                       .target = 6,
                       .alive = true});
            m.step({m.spike(7)});
            for (unsigned later = 1; later <= slots; ++later) {
                m.step();
                for (unsigned n = 0; n < receptors; ++n) {
                    REQUIRE(m.state(13, n) == (later == delay && n == receptor ? 321 : 0));
                }
            }
        }
    }
    CHECK(m.count(Counter::SynapticOps) == receptors * (slots - 1));
    CHECK(m.count(Counter::Rows) == receptors * (slots - 1));
}

TEST_CASE("only alive synapses deliver, and sums of one slot add up") {
    const bool reference = GENERATE(true, false);
    Machine m(reference);
    m.descriptor(1, {.grid = 16});
    m.row(0, {.pointer = 0, .words = 4, .descriptor = 1});
    m.synapse(0, 0, {.weight = 100, .slot = 5, .target = 2, .alive = true});
    m.synapse(1, 0, {.weight = -30, .slot = 5, .target = 2, .ordinal = 1, .alive = true});
    m.synapse(2, 0, {.weight = 1000, .slot = 5, .target = 2, .ordinal = 2, .alive = false});
    m.synapse(3, 1, {.weight = 7, .slot = 69, .target = 7, .alive = true});
    m.step({m.spike(0)});
    CHECK(m.dendrite(4, 5) == 70);
    CHECK(m.dendrite(15, 69) == 7);
    CHECK(m.count(Counter::SynapticOps) == 3);
}

TEST_CASE("gain: the payload, or X of the row's axon, with 1.0 as 0x4000") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    const auto delivered = [&](unsigned gain, std::int16_t weight, std::int16_t payload,
                               std::int32_t x) {
        m.descriptor(1, {.gain = static_cast<std::uint8_t>(gain), .grid = 16});
        m.row(2, {.pointer = 0, .words = 1, .descriptor = 1});
        m.set_axon_state(2, 1, x);
        m.synapse(0, 0, {.weight = weight, .slot = 1, .target = 0, .alive = true});
        const std::uint32_t slot = static_cast<std::uint32_t>((m.now() + 1) % 64);
        m.set_dendrite(0, slot, 0);
        m.step({m.spike(2, payload)});
        return m.dendrite(0, slot);
    };
    CHECK(delivered(0, 1234, 0x2000, 0) == 1234);
    CHECK(delivered(1, 1234, 0x4000, 0) == 1234);
    CHECK(delivered(1, 1234, 0x2000, 0) == 617);
    CHECK(delivered(1, 3, 0x2000, 0) == 2);  // 1.5: to even
    CHECK(delivered(1, 5, 0x2000, 0) == 2);  // 2.5: to even
    CHECK(delivered(1, 1234, -0x4000, 0) == -1234);
    CHECK(delivered(3, 1000, 0x4000, 0x200000) == 500);  // X1 = 0.5
    CHECK(delivered(3, 1000, 0x4000, 0x20007f) == 500);  // less than half a step of the multiplier
    CHECK(m.count(Counter::SaturatedOp) == 0);
    CHECK(delivered(1, -32768, -32768, 0) == 65535);  // 65536 does not fit in 17 bits
    CHECK(m.count(Counter::SaturatedOp) == 1);
}

TEST_CASE("a DELIVER program adds what it stores to its synapse's dendrite") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    const auto pc = m.program(
        {op(Op::Add, r(0), W, T, 1), op(Op::Add, OwnSlot, r(0), Zero, 0, Store::Nearest)});
    m.descriptor(1, {.grid = 16, .deliver_pc = pc, .has_deliver = true});
    m.row(4, {.pointer = 8, .words = 2, .descriptor = 1});
    m.synapse(8, 0, {.weight = 100, .tag = 20, .slot = 10, .target = 1, .alive = true});
    m.synapse(
        9, 0,
        {.weight = 1, .tag = 3, .slot = 10, .target = 1, .ordinal = 1, .alive = true});  // 2.5
    m.synapse(9, 1, {.weight = 50, .tag = 0, .slot = 10, .target = 1, .alive = false});
    m.step({m.spike(4)});
    CHECK(m.dendrite(2, 10) == 0);  // has_deliver is down: nobody delivers the row
    CHECK(m.count(Counter::Rows) == 0);
    m.set(Csr::Control, spec::ControlWord{.has_deliver = true}.pack());
    m.step({m.spike(4)});
    CHECK(m.dendrite(2, 11) == 112);
    CHECK(m.dendrite(3, 11) == 0);
    CHECK(m.count(Counter::Rows) == 1);
    CHECK(m.count(Counter::SynapticOps) == 2);
    CHECK(m.count(Counter::PlasticVisits) == 0);
}

TEST_CASE("an event goes to every row of its list, each with its own entry's state") {
    const bool reference = GENERATE(true, false);
    CAPTURE(reference);
    Machine m(reference);
    m.descriptor(1, {.gain = 2, .grid = 16});
    m.descriptor(2, {.grid = 16});
    const auto pc = m.program({op(Op::Add, X(3), Zero, Fired, 0, Store::TowardZero)});
    m.descriptor(3, {.main_pc = pc, .has_main = true});
    m.axons(8, 3);
    m.row(3, {.pointer = 0, .words = 1, .descriptor = 1, .more = true});
    m.row(4, {.pointer = 1, .words = 1, .descriptor = 1, .more = true});
    m.row(5, {.pointer = 2, .words = 1, .descriptor = 2});
    m.set_axon_state(3, 0, 0x400000);
    m.set_axon_state(4, 0, 0x200000);
    for (std::uint32_t address = 0; address < 3; ++address) {
        m.synapse(address, 0,
                  {.weight = 100,
                   .slot = 1,
                   .target = static_cast<std::uint8_t>(address),
                   .alive = true});
    }
    m.step({m.spike(3, 0x1234)});
    CHECK(m.dendrite(0, 1) == 100);
    CHECK(m.dendrite(2, 1) == 50);
    CHECK(m.dendrite(4, 1) == 100);
    CHECK(m.count(Counter::AxonEvents) == 1);
    CHECK(m.count(Counter::Rows) == 3);
    for (std::uint32_t axon = 3; axon < 6; ++axon) CHECK(m.axon_state(axon, 3) == 0x1234 * 256);
    CHECK(m.axon_state(6, 3) == 0);
    CHECK(m.read(Region::AxonFlag, 4) == 0);
}
