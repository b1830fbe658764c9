// SPDX-License-Identifier: Apache-2.0
// The cycle contract, section 9 of docs/machine.md, reckoned by hand with the numbers of
// spec/def/cycles.toml.
#include <catch2/catch.hpp>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

constexpr std::uint64_t step = spec::cycles::Step, program = spec::cycles::Program,
                        transport = spec::cycles::Transport, rows = spec::cycles::Rows,
                        header = spec::cycles::Header, chain = spec::cycles::Chain,
                        hop = spec::cycles::Hop;

std::vector<spec::Instruction> long_program(unsigned n) {
    return std::vector<spec::Instruction>(n, op(Op::Add, r(0), Zero, Zero));
}

}  // namespace

TEST_CASE("an idle step takes its own overhead and END") {
    Machine m(GENERATE(true, false));
    m.step();
    CHECK(m.count(Counter::CyclesStep) == step);
    CHECK(m.count(Counter::CyclesTransport) == transport + 1);
    for (const auto counter :
         {Counter::CyclesCore, Counter::CyclesNeuron, Counter::CyclesDeliver, Counter::CyclesPre,
          Counter::CyclesPost, Counter::CyclesSweep, Counter::CyclesReward, Counter::CyclesAxon,
          Counter::CyclesWaiting}) {
        CHECK(m.count(counter) == 0);
    }
}

TEST_CASE("a bubble stands before a multiplication by what was just written, and nowhere else") {
    Machine m(GENERATE(true, false));
    const auto pc = m.program({
        op(Op::Add, r(0), Zero, Zero), op(Op::Mul, r(1), r(0), Zero),  // bubble
        op(Op::Mac, r(1), Zero, Zero),                                 // d is no multiplier operand
        op(Op::Dcy, r(2), Zero, r(1)),                                 // bubble
        op(Op::Exp2, r(3), r(2), r(2), 3),                             // bubble, one
        op(Op::Add, r(3), r(3), r(3)),
        op(Op::Cmp, SetGe, r(3), Zero),  // writes no r, whatever its rd
        op(Op::Exp2, r(4), Zero, r(0)),  // b is not read
        op(Op::Add, G(1), Zero, Zero), op(Op::Mul, G(2), Zero, G(1)),  // bubble
    });
    m.descriptor(0, {.main_pc = pc, .has_main = true});
    m.core_program(0);
    m.step();
    CHECK(m.count(Counter::CyclesCore) == program + 10 + 4);
}

TEST_CASE("NEURON and AXON take their slots for each group") {
    Machine m(GENERATE(true, false));
    const auto five = m.program(long_program(5)), three = m.program(long_program(3));
    m.descriptor(0, {.main_pc = five, .has_main = true});
    m.descriptor(1, {.main_pc = three, .has_main = true});
    m.neurons(16, 0);
    m.set(Csr::NeuronGroups, 4);
    m.write(Region::NeuronGroup, 2, 0);
    m.axons(12, 1);
    m.write(Region::AxonGroup, 5, 0);
    m.step({m.spike(0), m.spike(1), m.spike(10)});
    CHECK(m.count(Counter::CyclesNeuron) == program + 3 * 5 + 1);
    CHECK(m.count(Counter::CyclesAxon) == program + 3 + 1);
    CHECK(m.count(Counter::CyclesTransport) == transport + 4);
}

TEST_CASE("TRANSPORT takes its groups, its spikes and their entries") {
    Machine m(GENERATE(true, false));
    const auto spike = m.program({raise(bits(Flag::Spike))});
    m.descriptor(0, {.main_pc = spike, .has_main = true});
    m.neurons(5, 0);
    m.write(Region::NeuronId, 3, spec::limits::NoId);
    for (std::uint32_t n = 0; n < 3; ++n) {
        m.write(Region::Fanout, n, spec::FanoutWord{.last = n == 2, .kind = 1}.pack());
    }
    m.write(Region::FanoutHead, 2, spec::FanoutHeadWord{.valid = true, .pointer = 0}.pack());
    m.step();
    CHECK(m.count(Counter::CyclesTransport) == transport + 3 + 4 * 2 + 3 + 1);
}

TEST_CASE("rows hide the next row's header, and a row without a program takes only that") {
    Machine m(GENERATE(true, false));
    const auto two = m.program(long_program(2));
    m.descriptor(1,
                 {.grid = 16, .post_pc = two, .main_pc = two, .has_post = true, .has_main = true});
    m.descriptor(2, {.grid = 16});
    m.descriptor(3, {.grid = 16, .deliver_pc = two, .has_deliver = true});
    m.row(0, {.pointer = 0, .words = 10, .descriptor = 1});
    m.row(1, {.pointer = 10, .words = 3, .descriptor = 2});
    m.row(2, {.pointer = 20, .words = 6, .descriptor = 3});
    m.row(3, {.pointer = 30, .words = 7, .descriptor = 1, .wide = true});
    m.set(Csr::Control,
          spec::ControlWord{.has_pre = true, .has_deliver = true, .learn = true}.pack());
    m.step({m.spike(0), m.spike(1), m.spike(2), m.spike(3)});
    const std::uint64_t path = rows + 10 + header + header + 7,
                        programs = rows + header + header + 12 + 0;
    CHECK(m.count(Counter::CyclesDeliver) == path + programs);
    CHECK(m.count(Counter::CyclesPre) == rows + 20 + header + header + 14);
}

TEST_CASE("POST takes its visits by chain, or all rows by scan") {
    const bool by_chain = GENERATE(true, false);
    Machine m(GENERATE(true, false));
    const auto three = m.program(long_program(3)), one = m.program(long_program(1));
    m.descriptor(1, {.grid = 16, .post_pc = three, .has_post = true});
    m.descriptor(2, {.grid = 16, .post_pc = one, .has_post = true});
    m.descriptor(3, {.grid = 16});
    m.row(0, {.pointer = 0, .words = 5, .descriptor = 1});
    m.row(1, {.pointer = 5, .words = 2, .descriptor = 2});
    m.row(2, {.pointer = 7, .words = 1, .descriptor = 3});
    m.synapse(0, 0, {.next = 5, .alive = true});
    m.synapse(5, 0, {.next = 0, .alive = false});
    m.synapse(1, 1, {.next = 0, .alive = true});
    const auto post = m.program({raise(bits(Flag::Post))});
    m.descriptor(0, {.main_pc = post, .has_main = true});
    m.neurons(4, 0);
    m.write(Region::NeuronChain, 0, spec::ChainWord{.fan_in = 2, .head = 0}.pack());
    m.write(Region::NeuronChain, 1, spec::ChainWord{.fan_in = 1, .head = 1}.pack());
    m.scan(0, 3, by_chain ? 3 : 2);
    m.set(Csr::Control, spec::ControlWord{.has_post = true, .learn = true}.pack());
    m.step();
    CHECK(m.count(Counter::CyclesPost) ==
          (by_chain ? chain + hop + 3 + 2 + hop + 3 : rows + 15 + header + 0));
}

TEST_CASE("SWEEP looks at every row's header even when none is due") {
    Machine m(GENERATE(true, false));
    const auto two = m.program(long_program(2));
    m.descriptor(
        1, {.sweep_phase = 0, .sweep_log2 = 1, .grid = 16, .sweep_pc = two, .has_sweep = true});
    for (std::uint32_t axon = 0; axon < 3; ++axon) {
        m.row(axon, {.pointer = static_cast<std::uint16_t>(axon * 8), .words = 8, .descriptor = 1});
    }
    m.scan(0, 3, 0);
    m.set(Csr::Control, spec::ControlWord{.has_sweep = true, .learn = true}.pack());
    m.step();
    const std::uint64_t idle = rows + 2 * header;
    CHECK(m.count(Counter::CyclesSweep) == idle);
    m.step();
    CHECK(m.count(Counter::CyclesSweep) == idle + rows + 48);
}
