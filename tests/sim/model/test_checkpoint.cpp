// SPDX-License-Identifier: Apache-2.0
// Regions, registers and counters are all the state there is: copied into another chip, both go on
// alike.
#include <catch2/catch.hpp>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

// Everything moves: leaking neurons that spike by chance, traces, pair STDP, delays, modulators.
void set_up(Machine& m) {
    m.constant(0, -0x1000);
    m.constant(1, 0x1800);
    m.constant(2, 700);
    const auto core =
        m.program({op(Op::Dcy, r(0), G(0), K(0), 15), op(Op::Add, G(0), r(0), P(0), 1)});
    const auto neuron = m.program({
        op(Op::Dcy, r(0), S(0), K(0), 15),
        op(Op::Add, r(0), r(0), D(0), 1),
        op(Op::Add, S(0), r(0), G(0), 6, Store::Stochastic),
        op(Op::Cmp, SetGt, K(1), Rnd),
        op(Op::Sel, r(1), K(1), Zero),
        op(Op::Sub, r(2), r(1), D(1), 4),
        op(Op::Add, S(1), r(2), Fired, 3, Store::Nearest),
        raise(bits(Flag::Spike) | bits(Flag::Post), K(1), Predicate::IfP),
    });
    const auto axon = m.program(
        {op(Op::Dcy, r(0), X(0), K(0), 15), op(Op::Add, X(0), r(0), Fired, 2, Store::TowardZero)});
    const auto pre = m.program({op(Op::Mac, W, S(1), K(0), 14, Store::Stochastic)});
    const auto post = m.program({op(Op::Mac, W, X(0), K(2), 14, Store::Stochastic)});
    m.descriptor(0, {.dshift = 14, .main_pc = neuron, .has_main = true});
    m.descriptor(1, {.main_pc = axon, .has_main = true});
    m.descriptor(2, {.gain = 2,
                     .grid = 10,
                     .hi = 9000,
                     .lo = -9000,
                     .post_pc = post,
                     .main_pc = pre,
                     .has_post = true,
                     .has_main = true});
    m.descriptor(3, {.dshift = 10, .main_pc = core, .has_main = true});
    m.core_program(3);
    m.neurons(16, 0);
    m.axons(16, 1);
    for (std::uint32_t a = 0; a < 16; ++a) {
        m.row(a, {.pointer = static_cast<std::uint16_t>(a * 8), .words = 8, .descriptor = 2});
        m.write(Region::FanoutHead, a,
                spec::FanoutHeadWord{.valid = true, .pointer = static_cast<std::uint16_t>(a * 3)}
                    .pack());
        m.write(Region::Fanout, a * 3,
                spec::FanoutWord{.kind = 0, .index = static_cast<std::uint16_t>(a)}.pack());
        m.write(Region::Fanout, a * 3 + 1, spec::FanoutWord{.kind = 1}.pack());
        m.write(Region::Fanout, a * 3 + 2,
                spec::FanoutWord{.last = true, .kind = 2, .index = 0}.pack());
        for (std::uint32_t i = 0; i < 16; ++i) {
            m.synapse(a * 8 + i / 2, i % 2,
                      {.weight = static_cast<std::int16_t>(a * 31 + i * 17),
                       .next = static_cast<std::uint16_t>((a + 1) % 16 * 8 + i / 2),
                       .slot = static_cast<std::uint8_t>(1 + (a * 5 + i * 11) % 63 + 64 * (i % 2)),
                       .target = static_cast<std::uint8_t>(i / 2),
                       .alive = true});
        }
        m.write(Region::NeuronChain, a,
                spec::ChainWord{.fan_in = 16, .head = static_cast<std::uint16_t>(a / 2)}.pack());
    }
    m.scan(0, 16, 40);
    m.set(Csr::SeedLow, 31337);
    m.set(Csr::Control, spec::ControlWord{.has_post = true, .has_pre = true, .learn = true}.pack());
}

void copy(const model::Chip& from, model::Chip& to) {
    for (std::size_t n = 1; n < spec::region_count; ++n) {
        const auto region = static_cast<Region>(n);
        for (std::uint32_t i = 0; i < spec::region_size(region, from.configuration()); ++i) {
            to.write(0, region, i, from.read(0, region, i));
        }
    }
    for (const spec::CsrInfo& csr : spec::csrs) {
        if (!csr.writable || csr.index >= static_cast<std::uint32_t>(Csr::CounterSelect)) continue;
        for (std::uint32_t i = csr.index; i < csr.index + csr.count; ++i) {
            to.write(0, Region::Csr, i, from.read(0, Region::Csr, i));
        }
    }
    for (std::size_t n = 0; n < spec::counter_count; ++n) {
        to.set_counter(0, static_cast<Counter>(n), from.counter(0, static_cast<Counter>(n)));
    }
}

void require_same(const model::Chip& a, const model::Chip& b) {
    for (std::size_t n = 1; n < spec::region_count; ++n) {
        const auto region = static_cast<Region>(n);
        INFO(spec::to_string(region));
        std::vector<std::uint64_t> x(spec::region_size(region, a.configuration())), y(x.size());
        a.read_block(0, region, 0, x);
        b.read_block(0, region, 0, y);
        REQUIRE(x == y);
    }
    for (std::size_t n = 0; n < spec::counter_count; ++n) {
        INFO(spec::counters[n].name);
        REQUIRE(a.counter(0, static_cast<Counter>(n)) == b.counter(0, static_cast<Counter>(n)));
    }
}

std::vector<StreamWord> input_of(const Machine& m) {
    return {m.spike(static_cast<std::uint32_t>(m.now() * 7 % 32)), m.drive(3, 1, 20),
            m.modulate(0, 3)};
}

}  // namespace

TEST_CASE("a copy of regions, registers and counters goes on bit for bit, with spikes in flight") {
    const bool reference = GENERATE(true, false);
    const int before = GENERATE(1, 37, 150);
    CAPTURE(reference, before);
    Machine original(reference);
    set_up(original);
    for (int n = 0; n < before; ++n) original.step(input_of(original));
    Machine restored(!reference);
    copy(original.chip, restored.chip);
    require_same(original.chip, restored.chip);
    for (int n = 0; n < 100; ++n) {
        const auto input = input_of(original);
        REQUIRE(original.step(input) == restored.step(input));
    }
    require_same(original.chip, restored.chip);
    CHECK(original.count(Counter::Spikes) > 20);
    CHECK(original.count(Counter::Updates) > 20);
}
