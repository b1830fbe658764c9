// SPDX-License-Identifier: Apache-2.0
// What the twin leaves out of the chip's arithmetic, and what it keeps.
#include <catch2/catch.hpp>
#include <cmath>

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
constexpr std::uint32_t s0 = 0;  // region NeuronState: S0 of neuron 0

// A neuron program that reads its dendrites, as every neuron program has to, and then does `work`.
law3::SmallImage neuron(std::vector<spec::Instruction> work, std::vector<std::int16_t> constants) {
    law3::SmallImage small;
    small.neuron = {op(Op::Add, 6, code(Operand::D0), zero),
                    op(Op::Add, 7, code(Operand::D0, 1), zero)};
    small.neuron.insert(small.neuron.end(), work.begin(), work.end());
    small.constants = std::move(constants);
    return small;
}

// S0 of neuron 0 after one step.
double run(const law3::SmallImage& small, double start = 0) {
    twin::Chip chip;
    chip.load(law3::make(small));
    chip.write_real(0, Region::NeuronState, s0, start);
    std::vector<spec::StreamWord> output;
    chip.step({}, output);
    return chip.read_real(0, Region::NeuronState, s0);
}

spec::StreamWord spike(std::uint16_t step, std::uint16_t axon) {
    return {.kind = 0, .step = step, .core = 0, .index = axon, .payload = 0x4000};
}

}  // namespace

TEST_CASE("The twin's store keeps the fraction", "[twin]") {
    // S0 = S0 / 2^3, in words.
    const auto small =
        neuron({op(Op::Add, code(Operand::S0), zero, code(Operand::S0), 3, Store::Nearest)}, {});
    CHECK(run(small, 13) == 13.0 / 8);
    CHECK(run(small, -13.25) == -13.25 / 8);
}

TEST_CASE("The twin's multiplier operand keeps all its bits", "[twin]") {
    // S0 = K0 * S0 >> 31, whose chip form cuts S0 to 16 bits.
    const auto small = neuron(
        {op(Op::Mul, code(Operand::S0), code(Operand::K0), code(Operand::S0), 15, Store::Nearest)},
        {20000});
    const double word = 1234567;
    CHECK(run(small, word) == 20000.0 * 65536 * (word * 256 / 65536) / 32768 / 256);
}

TEST_CASE("The twin's operations do not saturate", "[twin]") {
    const auto small =
        neuron({op(Op::Add, 0, code(Operand::K0), code(Operand::K0)), op(Op::Add, 0, 0, 0),
                op(Op::Add, code(Operand::S0), 0, zero, 0, Store::Nearest)},
               {32767});
    CHECK(run(small) == 4 * 32767.0 * 65536 / 256);
}

TEST_CASE("The twin's 2^a is exact", "[twin]") {
    const auto small = neuron({op(Op::Exp2, 0, code(Operand::K0), zero, 24),
                               op(Op::Add, code(Operand::S0), 0, zero, 0, Store::Nearest)},
                              {-301});
    const double a = -301 * 65536.0 / 16777216;
    CHECK(run(small) == Approx(std::exp2(a) * 16777216 / 256).epsilon(1e-14));
}

TEST_CASE("The twin takes values from before quantisation, and reads them as the nearest word",
          "[twin]") {
    auto image = law3::make(neuron({}, {}));
    image.floats[0].neuron_state = {7.4};
    image.floats[0].weight = {1000.75};
    twin::Chip chip;
    chip.load(image);
    CHECK(chip.read_real(0, Region::NeuronState, 0) == 7.4);
    CHECK(chip.read(0, Region::NeuronState, 0) == 7);
    CHECK(chip.read_real(0, Region::Synapse, 0) == 1000.75);
    CHECK(spec::SynapseWord::unpack(chip.read(0, Region::Synapse, 0)).weight == 1001);
    CHECK(chip.read_real(0, Region::Synapse, 1) == 1000);
}

TEST_CASE("In the twin a weight stops at its rule's bounds, and that is counted", "[twin]") {
    law3::SmallImage small;
    small.pre = {
        op(Op::Add, code(Operand::W), code(Operand::W), code(Operand::K0), 0, Store::Nearest)};
    small.constants = {700};
    small.lo = 0;
    small.hi = 2000;
    twin::Chip chip;
    chip.load(law3::make(small));
    std::vector<spec::StreamWord> output;
    chip.step(std::vector{spike(0, 0)}, output);
    CHECK(chip.read_real(0, Region::Synapse, 0) == 1700);
    CHECK(chip.counter(0, spec::Counter::Clipped) == 0);
    chip.step(std::vector{spike(1, 0)}, output);
    CHECK(chip.read_real(0, Region::Synapse, 0) == 2000);
    CHECK(chip.read_real(0, Region::Synapse, law3::lanes) == 1000);  // the other axon's
    CHECK(chip.counter(0, spec::Counter::Clipped) == law3::lanes);
    CHECK(chip.counter(0, spec::Counter::PlasticVisits) == 2 * law3::lanes);
}

TEST_CASE("In the twin a spike arrives after its delay, with the weight unrounded", "[twin]") {
    auto small = neuron({op(Op::Add, code(Operand::S0), 6, zero, 0, Store::Nearest)}, {});
    auto image = law3::make(small);
    image.floats[0].weight = {333.25};
    twin::Chip chip;
    chip.load(image);
    std::vector<spec::StreamWord> output;
    chip.step(std::vector{spike(0, 0), spike(0, 1)}, output);
    CHECK(chip.read_real(0, Region::NeuronState, s0) == 0);
    chip.step({}, output);
    CHECK(chip.read_real(0, Region::NeuronState, s0) == (333.25 + 1000) / 256);
    chip.step({}, output);
    CHECK(chip.read_real(0, Region::NeuronState, s0) == 0);
}

TEST_CASE("The twin refuses words that are not there, and counts events that name nothing",
          "[twin]") {
    twin::Chip chip;
    chip.load(law3::make({}));
    CHECK_THROWS_AS(chip.read(1, Region::Row, 0), twin::AddressError);
    CHECK_THROWS_AS(chip.read(0, Region::Row, 32), twin::AddressError);
    std::vector<spec::StreamWord> output;
    chip.step(std::vector{spike(0, 32), spike(1, 0), spike(0, 0), spike(0, 0)}, output);
    CHECK(chip.counter(0, spec::Counter::Dropped) == 1);
    CHECK(chip.counter(0, spec::Counter::Late) == 1);
    CHECK(chip.counter(0, spec::Counter::Duplicate) == 1);
    CHECK(chip.counter(0, spec::Counter::AxonEvents) == 1);
}
