// SPDX-License-Identifier: Apache-2.0
// Nothing is silent: each thing that is counted is provoked once, and the counter says exactly how
// often it happened.
#include <catch2/catch.hpp>
#include <vector>

#include "tests/law3/devices.hpp"
#include "tests/law3/small_image.hpp"

using namespace bouton;
using law3::code;
using law3::op;
using spec::Counter;
using spec::Op;
using spec::Operand;
using spec::Store;
using spec::StreamKind;
using spec::StreamWord;

namespace {

constexpr std::int16_t half = 16384, largest = 32767;

StreamWord word(StreamKind kind, std::uint32_t index, std::int16_t payload = half,
                std::uint16_t step = 0) {
    StreamWord w;
    w.kind = static_cast<std::uint8_t>(kind);
    w.step = step;
    w.index = static_cast<std::uint16_t>(index);
    w.payload = payload;
    return w;
}

template <class Chip>
void step(Chip& chip, const std::vector<StreamWord>& input = {}) {
    std::vector<StreamWord> output;
    chip.step(input, output);
}

// Every counter of what a rule or a format did that is not named is 0.
template <class Chip>
void check_counts(const Chip& chip,
                  const std::vector<std::pair<Counter, std::uint64_t>>& expected) {
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto counter = static_cast<Counter>(i);
        const auto kind = spec::counter_info(counter).kind;
        if (kind != spec::CounterKind::Rule && kind != spec::CounterKind::Format) continue;
        std::uint64_t count = 0;
        for (const auto& [named, value] : expected) {
            if (named == counter) count = value;
        }
        INFO(spec::counter_info(counter).name);
        CHECK(chip.counter(0, counter) == count);
    }
}

std::int16_t weight(std::uint64_t raw) {
    return spec::SynapseWord::unpack(raw).weight;
}

constexpr std::uint8_t w = code(Operand::W), t = code(Operand::T), zero = code(Operand::Zero),
                       k0 = code(Operand::K0), k1 = code(Operand::K0, 1), s0 = code(Operand::S0),
                       d0 = code(Operand::D0), d1 = code(Operand::D0, 1), a = code(Operand::W);

}  // namespace

TEMPLATE_TEST_CASE("a weight clipped at its rule's bound is counted as Clipped", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make(
        {.pre = {op(Op::Add, w, w, k0, 0, Store::TowardZero)}, .constants = {500}, .hi = 1200}));
    step(chip, {word(StreamKind::Spike, 0)});
    check_counts(chip, {{Counter::Clipped, 2}});
    CHECK(chip.counter(0, Counter::Updates) == 2);
    CHECK(weight(chip.read(0, spec::Region::Synapse, 0)) == 1200);
    // Already at the bound: clipped again, and nothing changes.
    step(chip, {word(StreamKind::Spike, 0, half, 1)});
    check_counts(chip, {{Counter::Clipped, 4}, {Counter::Unchanged, 2}});
    CHECK(chip.counter(0, Counter::Updates) == 2);
}

TEMPLATE_TEST_CASE("an update too small for the grid is counted as Unchanged", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make({.pre = {op(Op::Add, w, w, k0, 17, Store::Nearest)}, .constants = {1}}));
    step(chip, {word(StreamKind::Spike, 1)});
    // K0 >> 17 is 0: the value is the old one, so there was no update to lose.
    check_counts(chip, {});
    chip.load(law3::make({.pre = {op(Op::Add, w, w, k0, 2, Store::Nearest)}, .constants = {1}}));
    step(chip, {word(StreamKind::Spike, 1)});
    check_counts(chip, {{Counter::Unchanged, 2}});
    CHECK(weight(chip.read(0, spec::Region::Synapse, 2)) == 1000);
}

TEMPLATE_TEST_CASE("an operation that saturates at 32 bits is counted as SaturatedOp", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    for (const Op o : {Op::Add, Op::Sub, Op::Mul, Op::Dcy, Op::Exp2}) {
        // 2^15 - 1 and its like in both operands; SUB takes a negative one.
        const std::uint8_t second = o == Op::Sub ? k1 : k0;
        CAPTURE(spec::to_string(o));
        chip.load(law3::make(
            {.neuron = {op(Op::Add, 0, d0, zero), op(Op::Add, 0, d1, zero),
                        op(o, 0, k0, o == Op::Exp2 ? zero : second, o == Op::Mul ? 14 : 0)},
             .constants = {largest, -32768}}));
        step(chip);
        check_counts(chip, {{Counter::SaturatedOp, 2}});
    }
}

TEMPLATE_TEST_CASE("MAC counts once however often it saturates", "[law3]", BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make(
        {.neuron = {op(Op::Add, 0, d0, zero), op(Op::Add, 0, d1, k0), op(Op::Mac, 0, k0, k0, 0)},
         .constants = {largest}}));
    step(chip);
    check_counts(chip, {{Counter::SaturatedOp, 2}});
}

TEMPLATE_TEST_CASE("a gain that takes a contribution beyond 17 bits is counted as SaturatedOp",
                   "[law3]", BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(
        law3::make({.weight = -32768, .gain = static_cast<std::uint8_t>(spec::Gain::Payload)}));
    step(chip, {word(StreamKind::Spike, 0, -32768)});
    // (-2^15 * -2^15) / 2^14 = 2^16, one more than 17 bits signed hold.
    check_counts(chip, {{Counter::SaturatedOp, 2}});
    CHECK(chip.read(0, spec::Region::Dendrite, 2) == 65535);
}

TEMPLATE_TEST_CASE("a stored word that saturates is counted as SaturatedStore", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    const auto top = [](std::uint8_t r) {
        return op(Op::Sub, r, k0, k1, 14);
    };  // 2^31 - 2^16 + 2^17
    chip.load(law3::make({.neuron = {op(Op::Add, 0, d0, zero), op(Op::Add, 0, d1, zero), top(0),
                                     op(Op::Add, s0, 0, zero, 0, Store::Nearest)},
                          .constants = {largest, -32768}}));
    step(chip);
    check_counts(chip, {{Counter::SaturatedOp, 2}, {Counter::SaturatedStore, 2}});
    CHECK(chip.read(0, spec::Region::NeuronState, 0) == 0x7fffff);

    chip.load(law3::make({.pre = {top(0), op(Op::Add, t, 0, zero, 0, Store::Nearest)},
                          .constants = {largest, -32768}}));
    step(chip, {word(StreamKind::Spike, 0)});
    check_counts(chip, {{Counter::SaturatedOp, 2}, {Counter::SaturatedStore, 2}});
    CHECK(spec::SynapseWord::unpack(chip.read(0, spec::Region::Synapse, 0)).tag == largest);
}

TEMPLATE_TEST_CASE("a sum that saturates when it is read is counted as SaturatedRead", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    law3::SmallImage small{.dshift = 18};
    chip.load(law3::make(small));
    step(chip, {word(StreamKind::Drive, 1), word(StreamKind::Drive, 0, 8000)});
    check_counts(chip, {});
    step(chip);  // 16384 << 18 = 2^32; 8000 << 18 fits
    check_counts(chip, {{Counter::SaturatedRead, 1}});
    step(chip);  // the read has cleared it
    check_counts(chip, {{Counter::SaturatedRead, 1}});
}

TEMPLATE_TEST_CASE("a stream word of another step is counted as Late and ignored", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make({}));
    step(chip, {word(StreamKind::Spike, 0, half, 1), word(StreamKind::Drive, 0, half, 0xffff),
                word(StreamKind::Modulate, 0, half, 2)});
    check_counts(chip, {{Counter::Late, 3}});
    CHECK(chip.counter(0, Counter::AxonEvents) == 0);
    CHECK(chip.counter(0, Counter::HostWords) == 4);
    CHECK(chip.read(0, spec::Region::Dendrite, 2) == 0);
    CHECK(chip.read(0, spec::Region::Csr, static_cast<std::uint32_t>(spec::Csr::Pending0)) == 0);
}

TEMPLATE_TEST_CASE("a second event of an axon in a step is counted as Duplicate and ignored",
                   "[law3]", BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make({}));
    step(chip, {word(StreamKind::Spike, 0), word(StreamKind::Spike, 0, -1),
                word(StreamKind::Spike, 1), word(StreamKind::Spike, 0)});
    check_counts(chip, {{Counter::Duplicate, 2}});
    CHECK(chip.counter(0, Counter::AxonEvents) == 2);
    CHECK(chip.read(0, spec::Region::Dendrite, 2) == 2000);  // slot 1 of neuron 0: both rows, once
}

TEMPLATE_TEST_CASE("a word that names nothing is counted as Dropped and ignored", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make({}));
    const std::uint32_t axons = chip.configuration().axons, neurons = chip.configuration().neurons;
    std::vector<StreamWord> input{
        word(StreamKind::Spike, axons),      word(StreamKind::Spike, 0xffff),
        word(StreamKind::Drive, neurons),    word(StreamKind::Drive, 2u << 14),
        word(StreamKind::Drive, 3u << 14),   word(StreamKind::Modulate, spec::limits::Channels),
        word(StreamKind::Modulate, 0xffff),  word(static_cast<StreamKind>(4), 0),
        word(static_cast<StreamKind>(15), 0)};
    step(chip, input);
    check_counts(chip, {{Counter::Dropped, input.size()}});
    CHECK(chip.counter(0, Counter::AxonEvents) == 0);
}

TEMPLATE_TEST_CASE("what is good is not counted", "[law3]", BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make(
        {.neuron = {op(Op::Add, 0, d0, zero), op(Op::Add, 1, d1, zero), op(Op::Add, 2, a, zero)},
         .pre = {op(Op::Add, w, w, k0, 0, Store::Stochastic)},
         .constants = {5}}));
    for (std::uint16_t i = 0; i < 20; ++i) {
        step(chip, {word(StreamKind::Spike, 0, half, i), word(StreamKind::Drive, 1, 100, i),
                    word(StreamKind::Modulate, 3, -100, i)});
    }
    check_counts(chip, {});
    CHECK(chip.counter(0, Counter::Steps) == 20);
    CHECK(chip.counter(0, Counter::Updates) == 40);
}
