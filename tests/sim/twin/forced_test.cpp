// SPDX-License-Identifier: Apache-2.0
// Open loop: the twin spikes when it is told to, and learns from the chip's own spikes what the
// chip learns, up to rounding.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "sim/model/chip.hpp"
#include "sim/twin/chip.hpp"
#include "tests/law3/small_image.hpp"

using namespace bouton;
using law3::code;
using law3::op;
using spec::Op;
using spec::Operand;
using spec::Region;
using spec::Store;

namespace {

constexpr auto zero = code(Operand::Zero);

spec::Instruction when(spec::Predicate predicate, spec::Instruction instruction) {
    instruction.pr = static_cast<std::uint8_t>(predicate);
    return instruction;
}

spec::Instruction if_p(spec::Instruction instruction) {
    return when(spec::Predicate::IfP, instruction);
}

constexpr std::uint8_t greater = static_cast<std::uint8_t>(spec::Relation::Gt);
constexpr std::uint8_t differs = static_cast<std::uint8_t>(spec::Relation::Ne);
constexpr std::uint8_t spike_and_post = 3;

// Pair STDP, a+ 0.005, a- 0.00525, both traces with tau 20 steps, weights in [0, 1]. A neuron
// spikes when D0 exceeds K5; S1 is its trace, X0 the axon's.
law3::SmallImage pair_stdp() {
    const auto k = [](std::uint8_t i) { return code(Operand::K0, i); };
    const auto s1 = code(Operand::S0, 1), x0 = code(Operand::X0), w = code(Operand::W);
    law3::SmallImage small;
    small.constants = {0x4000, 2048, -1598, -22020, 20972, 40};
    small.neuron = {op(Op::Add, 7, code(Operand::D0, 1), zero),
                    op(Op::Add, 0, s1, zero),
                    op(Op::Dcy, 0, 0, k(2), 15),
                    op(Op::Cmp, greater, code(Operand::D0), k(5)),
                    if_p(op(Op::Flg, spike_and_post, k(0), zero)),
                    if_p(op(Op::Add, 0, 0, k(1))),
                    op(Op::Add, s1, 0, zero, 0, Store::Nearest)};
    small.axon = {op(Op::Cmp, differs, code(Operand::Fired), zero), op(Op::Add, 0, x0, zero),
                  if_p(op(Op::Add, 0, 0, k(1))), op(Op::Dcy, x0, 0, k(2), 15, Store::TowardZero)};
    small.pre = {op(Op::Mac, w, s1, k(3), 19, Store::Nearest)};
    small.post = {op(Op::Mac, w, x0, k(4), 19, Store::Nearest)};
    small.weight = 8192;
    small.lo = 0;
    small.hi = 16384;
    small.dshift = 8;
    small.spikes_to_host = true;
    return small;
}

spec::StreamWord word(spec::StreamKind kind, std::uint64_t step, unsigned index,
                      std::int16_t payload) {
    return {.kind = static_cast<std::uint8_t>(kind),
            .step = static_cast<std::uint16_t>(step),
            .core = 0,
            .index = static_cast<std::uint16_t>(index),
            .payload = payload};
}

}  // namespace

TEST_CASE("A forced neuron spikes exactly when it is told to, and its program follows", "[twin]") {
    twin::Chip chip;
    chip.load(law3::make(pair_stdp()));
    const std::vector<std::uint32_t> both{0, 1};
    chip.force(0, both);
    std::vector<spec::StreamWord> output;
    const auto trace = [&] { return chip.read_real(0, Region::NeuronState, law3::lanes); };

    chip.set_forced(0, std::vector{twin::ForcedSpike{.neuron = 0, .payload = 77}});
    chip.step({}, output);
    REQUIRE(output.size() == 1);
    CHECK(output[0].index == 0);
    CHECK(output[0].payload == 77);
    CHECK(trace() == 2048 * 256);  // the impulse, which its program adds if it spikes
    CHECK(chip.counter(0, spec::Counter::Spikes) == 1);

    // Driven above its threshold, but not told to spike.
    chip.step(std::vector{word(spec::StreamKind::Drive, 1, 0, 30000)}, output);
    const double before = trace();
    chip.step({}, output);
    CHECK(output.empty());
    CHECK(trace() < before);

    chip.force(0, {});
    chip.step(std::vector{word(spec::StreamKind::Drive, 3, 0, 30000)}, output);
    chip.step({}, output);
    CHECK(output.size() == 1);
    CHECK_THROWS_AS(chip.set_forced(0, std::vector{twin::ForcedSpike{}}), twin::NotForcedError);
}

TEST_CASE("On the chip's spikes the twin learns the chip's pair STDP weights", "[twin]") {
    constexpr std::uint32_t synapses = 4, runs = 25, steps = 2000;
    constexpr double range = 16384;
    double bias = 0, square = 0;
    std::uint64_t updates = 0;
    for (std::uint32_t seed = 0; seed < runs; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random(seed);
        const auto chance = [&](std::uint32_t percent) { return random() % 100 < percent; };
        model::Chip chip;
        twin::Chip twin;
        const auto image = law3::make(pair_stdp());
        chip.load(image);
        twin.load(image);
        const std::vector<std::uint32_t> both{0, 1};
        twin.force(0, both);
        std::vector<spec::StreamWord> input, output, ignored;
        std::vector<twin::ForcedSpike> forced;
        for (std::uint64_t t = 0; t < steps; ++t) {
            input.clear();
            for (unsigned i = 0; i < 2; ++i) {
                if (chance(5)) input.push_back(word(spec::StreamKind::Spike, t, i, 0x4000));
                if (chance(4)) input.push_back(word(spec::StreamKind::Drive, t, i, 12000));
            }
            chip.step(input, output);
            forced.clear();
            for (const auto& spike : output) forced.push_back({spike.index, spike.payload});
            twin.set_forced(0, forced);
            twin.step(input, ignored);
            REQUIRE(ignored == output);
        }
        CHECK(chip.counter(0, spec::Counter::Clipped) == 0);
        updates += chip.counter(0, spec::Counter::Updates);
        for (std::uint32_t i = 0; i < synapses; ++i) {
            const double d =
                (chip.read_real(0, Region::Synapse, i) - twin.read_real(0, Region::Synapse, i)) /
                range;
            bias += d / (synapses * runs);
            square += d * d / (synapses * runs);
        }
    }
    CAPTURE(bias, std::sqrt(square), updates);
    CHECK(updates > 10000);
    CHECK(std::abs(bias) <= 0.001);
    CHECK(std::sqrt(square) <= 0.005);
    CHECK(square > 0);  // else the twin rounds as the chip does
}
