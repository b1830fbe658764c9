// SPDX-License-Identifier: Apache-2.0
// Nothing is silent: whatever makes a result wrong is counted, and so is what a rule asks for.
// (Saturation, clipping and parity have their own tests too; here each counter is provoked once,
// alone.)
#include <catch2/catch.hpp>

#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

namespace {

std::uint64_t wrong(const Machine& m) {
    std::uint64_t sum = 0;
    for (std::size_t n = 0; n < spec::counter_count; ++n) {
        const auto counter = static_cast<Counter>(n);
        if (spec::counter_info(counter).kind == spec::CounterKind::Format) sum += m.count(counter);
    }
    return sum;
}

}  // namespace

TEST_CASE("a word of another step is late and does nothing") {
    Machine m(GENERATE(true, false));
    m.set(Csr::StepLow, 0x2ffff);
    StreamWord late = m.spike(1), early = m.modulate(0, 7);
    late.step = static_cast<std::uint16_t>(late.step - 1);
    early.step = static_cast<std::uint16_t>(early.step + 1);
    m.step({late, early, m.spike(2)});
    CHECK(m.count(Counter::Late) == 2);
    CHECK(m.count(Counter::AxonEvents) == 1);
    CHECK(m.get(Csr::Pending0) == 0);
    CHECK(m.count(Counter::HostWords) == 4);
    CHECK(wrong(m) == 2);
}

TEST_CASE("a second event of an axon in a step is a duplicate") {
    Machine m(GENERATE(true, false));
    m.descriptor(1, {.grid = 16});
    m.row(1, {.pointer = 0, .words = 1, .descriptor = 1});
    m.synapse(0, 0, {.weight = 3, .slot = 1, .alive = true});
    m.step({m.spike(1), m.spike(1)});
    CHECK(m.count(Counter::Duplicate) == 1);
    CHECK(m.count(Counter::AxonEvents) == 1);
    CHECK(m.dendrite(0, 1) == 3);
    m.step({m.spike(1)});
    CHECK(m.count(Counter::Duplicate) == 1);
    CHECK(wrong(m) == 1);
}

TEST_CASE("what names nothing on the chip is dropped") {
    Machine m(GENERATE(true, false));
    StreamWord other_core = m.spike(0), no_kind = m.spike(0);
    other_core.core = 1;
    no_kind.kind = 9;
    const std::vector<StreamWord> input{m.spike(32),      m.drive(16, 0, 1), m.drive(0, 2, 1),
                                        m.modulate(4, 1), other_core,        no_kind};
    m.step(input);
    CHECK(m.count(Counter::Dropped) == input.size());
    CHECK(wrong(m) == input.size());
    CHECK(m.count(Counter::AxonEvents) == 0);
}

TEST_CASE("fan-out entries that name nothing are dropped, and a list without an end is left") {
    Machine m(GENERATE(true, false));
    const auto neuron = m.program({raise(bits(Flag::Spike))});
    m.descriptor(0, {.main_pc = neuron, .has_main = true});
    m.neurons(1, 0);
    m.write(Region::FanoutHead, 0, spec::FanoutHeadWord{.valid = true, .pointer = 0}.pack());
    m.write(Region::Fanout, 0,
            spec::FanoutWord{.last = false, .kind = 0, .core = 0, .index = 32}.pack());
    m.write(Region::Fanout, 1,
            spec::FanoutWord{.last = false, .kind = 0, .core = 5, .index = 0}.pack());
    m.write(Region::Fanout, 2,
            spec::FanoutWord{.last = false, .kind = 2, .core = 0, .index = 4}.pack());
    m.write(Region::Fanout, 3,
            spec::FanoutWord{.last = true, .kind = 3, .core = 0, .index = 0}.pack());
    m.step();
    CHECK(m.count(Counter::Dropped) == 4);
    m.write(Region::FanoutHead, 0, spec::FanoutHeadWord{.valid = true, .pointer = 100}.pack());
    m.write(Region::Fanout, 3, 0);
    m.step();
    CHECK(m.count(Counter::AxonEvents) == 1);
}

TEST_CASE("saturation is counted by its kind: operation, store, read") {
    Machine m(GENERATE(true, false));
    m.set(Csr::Modulator0, 0x7fffffff);
    const auto neuron = m.program({op(Op::Add, r(0), D(0), Zero), op(Op::Add, r(1), G(0), G(0)),
                                   op(Op::Add, S(0), G(0), Zero, 0, Store::Nearest)});
    m.descriptor(0, {.dshift = 31, .main_pc = neuron, .has_main = true});
    m.neurons(1, 0);
    m.set_dendrite(0, 0, 1);
    m.step();
    CHECK(m.count(Counter::SaturatedRead) == 1);
    CHECK(m.count(Counter::SaturatedOp) == 1);
    CHECK(m.count(Counter::SaturatedStore) == 1);
    CHECK(m.state(0, 0) == 0x7fffff);
    CHECK(wrong(m) == 3);
}

TEST_CASE("a rule's own limits are counted apart and are not wrong") {
    Machine m(GENERATE(true, false));
    m.constant(0, 500);
    m.constant(1, 1);
    const auto pre = m.program({op(Op::Add, W, W, K(0), 0, Store::Nearest)});
    const auto small = m.program({op(Op::Add, W, W, K(1), 4, Store::TowardZero)});
    m.descriptor(1, {.grid = 16, .hi = 1000, .lo = 0, .main_pc = pre, .has_main = true});
    m.descriptor(2, {.grid = 16, .hi = 1000, .lo = 0, .main_pc = small, .has_main = true});
    m.row(0, {.pointer = 0, .words = 1, .descriptor = 1});
    m.row(1, {.pointer = 1, .words = 1, .descriptor = 2});
    m.synapse(0, 0, {.weight = 700, .slot = 127, .alive = true});
    m.synapse(1, 0, {.weight = 700, .slot = 127, .alive = true});
    m.set(Csr::Control, spec::ControlWord{.has_pre = true, .learn = true}.pack());
    m.step({m.spike(0), m.spike(1)});
    CHECK(m.synapse(0, 0).weight == 1000);
    CHECK(m.synapse(1, 0).weight == 700);
    CHECK(m.count(Counter::Clipped) == 1);
    CHECK(m.count(Counter::Updates) == 1);
    CHECK(m.count(Counter::Unchanged) == 1);
    m.step({m.spike(0)});
    CHECK(m.count(Counter::Clipped) == 2);
    CHECK(m.count(Counter::Updates) == 1);
    CHECK(m.count(Counter::Unchanged) == 2);
    CHECK(wrong(m) == 0);
}

TEST_CASE("counters have 48 bits and can be set") {
    Machine m(GENERATE(true, false));
    m.chip.set_counter(0, Counter::Steps, 0xffffffffffffu);
    m.step();
    CHECK(m.count(Counter::Steps) == 0);
    m.set(Csr::CounterSelect, static_cast<std::uint32_t>(Counter::Late));
    m.set(Csr::CounterLow, 0x89abcdef);
    m.set(Csr::CounterHigh, 0xffff1234);
    CHECK(m.count(Counter::Late) == 0x123489abcdefu);
    CHECK(m.get(Csr::CounterLow) == 0x89abcdef);
    CHECK(m.get(Csr::CounterHigh) == 0x1234);
    m.set(Csr::CounterSelect, 200);
    CHECK(m.get(Csr::CounterLow) == 0);
}
