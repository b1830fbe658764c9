// SPDX-License-Identifier: Apache-2.0
// Each phase of a step on an image whose result is worked out by hand.
#include <catch2/catch.hpp>

#include "sim/verilated/chip.hpp"
#include "tests/rtl/tiny_image.hpp"

using namespace bouton;
using rtl::spike;
using rtl::TinyImage;
using spec::Op;
using spec::Region;
using spec::Store;

namespace {

constexpr std::uint8_t w = 8, d0 = 12, s0 = 16, x0 = 32, fired = 36, zero = 47, k0 = 48;

spec::Instruction op(Op code, std::uint8_t rd, std::uint8_t ra, std::uint8_t rb,
                     std::uint8_t sh = 0, Store st = Store::None) {
    return {.op = static_cast<std::uint8_t>(code),
            .rd = rd,
            .ra = ra,
            .rb = rb,
            .sh = sh,
            .st = static_cast<std::uint8_t>(st)};
}

// Axon 5 (lane 1) on neuron 2 (group 1, lane 0), weight 1000, receptor 1, delay 3; at address 8.
TinyImage one_synapse(const spec::Descriptor& row) {
    TinyImage image;
    image.descriptor(1, row)
        .put(Region::Row, 5, spec::RowWord{.pointer = 8, .words = 1, .descriptor = 1}.pack())
        .put(Region::AxonId, 5, 100)
        .put(Region::NeuronId, 2, 7)
        .put(Region::Owner, 8, spec::OwnerWord{.descriptor = 1, .axon = 5}.pack())
        .put(Region::Synapse, 16,
             spec::SynapseWord{.weight = 1000, .slot = 64 + 3, .target = 1, .alive = true}.pack());
    return image;
}

constexpr std::uint32_t dendrite_of_neuron_2(std::uint32_t receptor, std::uint32_t step) {
    return (1 * 128 + receptor * 64 + step % 64) * 2 + 0;
}

std::int16_t weight(const verilated::Chip& chip) {
    return spec::SynapseWord::unpack(chip.read(0, Region::Synapse, 16)).weight;
}

std::vector<spec::StreamWord> run(verilated::Chip& chip,
                                  const std::vector<spec::StreamWord>& input) {
    std::vector<spec::StreamWord> output;
    chip.step(input, output);
    return output;
}

}  // namespace

TEST_CASE("a spike adds the weight to the dendrite of its delay", "[rtl]") {
    verilated::Chip chip;
    chip.load(one_synapse({}).image());
    run(chip, {spike(0, 5)});
    run(chip, {spike(1, 5)});
    CHECK(chip.read(0, Region::Dendrite, dendrite_of_neuron_2(1, 3)) == 1000);
    CHECK(chip.read(0, Region::Dendrite, dendrite_of_neuron_2(1, 4)) == 1000);
    CHECK(chip.counter(0, spec::Counter::SynapticOps) == 2);
    CHECK(chip.read(0, Region::AxonFlag, 5) == 0);
}

TEST_CASE("the gain of a row scales what it delivers", "[rtl]") {
    verilated::Chip chip;
    chip.load(one_synapse({.gain = static_cast<std::uint8_t>(spec::Gain::Payload)}).image());
    run(chip, {spike(0, 5, 0x2000)});
    CHECK(chip.read(0, Region::Dendrite, dendrite_of_neuron_2(1, 3)) == 500);
}

TEST_CASE("a neuron's program reads and clears its dendrite, spikes and sends to the host",
          "[rtl]") {
    TinyImage image = one_synapse({});
    const auto pc =
        image.program({op(Op::Add, s0, d0 + 1, zero, 0, Store::TowardZero),
                       op(Op::Flg, static_cast<std::uint8_t>(spec::Flag::Spike), k0, zero)});
    image.descriptor(0, {.dshift = 16, .main_pc = pc, .has_main = true})
        .put(Region::Constant, 0, 1234)
        .put(Region::NeuronGroup, 1, spec::GroupWord{.valid = true}.pack())
        .put(spec::Csr::NeuronGroups, 8)
        .put(Region::FanoutHead, 2, spec::FanoutHeadWord{.valid = true, .pointer = 9}.pack())
        .put(Region::Fanout, 9,
             spec::FanoutWord{.last = true,
                              .kind = static_cast<std::uint8_t>(spec::FanoutKind::Host)}
                 .pack())
        .put(Region::Dendrite, dendrite_of_neuron_2(1, 0), 77);
    verilated::Chip chip;
    chip.load(image.image());
    const auto output = run(chip, {});
    CHECK(chip.read(0, Region::Dendrite, dendrite_of_neuron_2(1, 0)) == 0);
    CHECK(chip.read(0, Region::NeuronState, (1 * 16 + 0) * 2) == 77u << 8);
    REQUIRE(output.size() == 1);
    CHECK(output[0].index == 2);
    CHECK(output[0].payload == 1234);
    CHECK(chip.counter(0, spec::Counter::Spikes) == 1);
}

TEST_CASE("PRE runs on the synapses of an axon that fired", "[rtl]") {
    TinyImage image = one_synapse({});
    const auto pc = image.program({op(Op::Sub, w, w, k0, 0, Store::TowardZero)});
    image.descriptor(1, {.grid = 16, .hi = 32767, .main_pc = pc, .has_main = true})
        .put(Region::Constant, 0, 10)
        .put(spec::Csr::Control, spec::ControlWord{.has_pre = true, .learn = true}.pack());
    verilated::Chip chip;
    chip.load(image.image());
    run(chip, {spike(0, 5)});
    run(chip, {});
    CHECK(weight(chip) == 990);
    CHECK(chip.counter(0, spec::Counter::PlasticVisits) == 1);
    CHECK(chip.counter(0, spec::Counter::Updates) == 1);
}

TEST_CASE("POST finds the synapses of a neuron by its chain and by scan", "[rtl]") {
    TinyImage image = one_synapse({});
    const auto post = image.program({op(Op::Add, w, w, k0, 0, Store::TowardZero)});
    const auto neuron =
        image.program({op(Op::Flg, static_cast<std::uint8_t>(spec::Flag::Post), zero, zero)});
    image.descriptor(1, {.grid = 16, .hi = 1015, .post_pc = post, .has_post = true})
        .descriptor(0, {.main_pc = neuron, .has_main = true})
        .put(Region::Constant, 0, 10)
        .put(Region::NeuronGroup, 1, spec::GroupWord{.valid = true}.pack())
        .put(Region::NeuronChain, 2, spec::ChainWord{.fan_in = 1, .head = 8}.pack())
        .put(spec::Csr::NeuronGroups, 2)
        .put(spec::Csr::ScanLast, 32)
        .put(spec::Csr::ScanWords, 1)
        .put(spec::Csr::Control, spec::ControlWord{.has_post = true, .learn = true}.pack());
    verilated::Chip chip;
    chip.load(image.image());
    run(chip, {});
    CHECK(weight(chip) == 1010);
    CHECK(chip.counter(0, spec::Counter::CyclesPost) ==
          spec::cycles::Chain + spec::cycles::Hop + spec::cycles::Visit);
    chip.write(0, Region::Csr, static_cast<std::uint32_t>(spec::Csr::ScanWords), 0);
    run(chip, {});
    CHECK(weight(chip) == 1015);
    CHECK(chip.counter(0, spec::Counter::Clipped) == 1);
    CHECK(chip.counter(0, spec::Counter::PlasticVisits) == 2);
}

TEST_CASE("SWEEP runs when its phase comes, on dead synapses too", "[rtl]") {
    TinyImage image = one_synapse({});
    const auto pc = image.program({op(Op::Sub, w, w, k0, 0, Store::TowardZero)});
    image
        .descriptor(1, {.sweep_phase = 2,
                        .sweep_log2 = 2,
                        .grid = 16,
                        .hi = 32767,
                        .sweep_pc = pc,
                        .has_sweep = true})
        .put(Region::Constant, 0, 1)
        .put(Region::Synapse, 16, spec::SynapseWord{.weight = 5, .target = 1}.pack())
        .put(spec::Csr::ScanLast, 32)
        .put(spec::Csr::Control, spec::ControlWord{.has_sweep = true, .learn = true}.pack());
    verilated::Chip chip;
    chip.load(image.image());
    std::vector<std::int16_t> weights;
    for (int step = 0; step < 6; ++step) {
        run(chip, {});
        weights.push_back(weight(chip));
    }
    CHECK(weights == std::vector<std::int16_t>{5, 4, 4, 4, 4, 3});
}

TEST_CASE("the core program moves a pending input to a modulator and raises REWARD", "[rtl]") {
    TinyImage image = one_synapse({});
    const auto core =
        image.program({op(Op::Add, 41, d0 + 2, zero),
                       op(Op::Flg, static_cast<std::uint8_t>(spec::Flag::Reward), zero, zero)});
    const auto reward = image.program({op(Op::Add, w, w, 41, 0, Store::TowardZero)});
    image.descriptor(0, {.dshift = 16, .main_pc = core, .has_main = true})
        .descriptor(1, {.grid = 16, .hi = 32767, .reward_pc = reward, .has_reward = true})
        .put(spec::Csr::CoreDescriptor, spec::GroupWord{.valid = true}.pack())
        .put(spec::Csr::ScanLast, 32)
        .put(spec::Csr::Control, spec::ControlWord{.has_reward = true, .learn = true}.pack());
    verilated::Chip chip;
    chip.load(image.image());
    run(chip, {{.kind = static_cast<std::uint8_t>(spec::StreamKind::Modulate),
                .index = 2,
                .payload = -3}});
    CHECK(weight(chip) == 1000);
    run(chip, {});
    CHECK(weight(chip) == 997);
    CHECK(chip.read(0, Region::Csr, static_cast<std::uint32_t>(spec::Csr::Pending0) + 2) == 0);
}

TEST_CASE("an axon's program runs while a trace of its group is not zero", "[rtl]") {
    TinyImage image = one_synapse({});
    // x halves toward zero and a spike adds its payload.
    const auto pc = image.program(
        {op(Op::Add, 0, fired, x0, 1), op(Op::Add, x0, 0, zero, 0, Store::TowardZero)});
    image.descriptor(2, {.main_pc = pc, .has_main = true})
        .put(Region::AxonGroup, 2, spec::GroupWord{.valid = true, .descriptor = 2}.pack());
    verilated::Chip chip;
    chip.load(image.image());
    run(chip, {spike(0, 5, 4)});
    const std::uint32_t x = (2 * 4 + 0) * 2 + 1;
    CHECK(chip.read(0, Region::AxonState, x) == 4u << 8);
    std::uint64_t cycles = 0;
    int runs = 0;
    for (; runs < 40; ++runs) {
        run(chip, {});
        const std::uint64_t now = chip.counter(0, spec::Counter::CyclesAxon);
        if (now == cycles) break;
        cycles = now;
    }
    CHECK(chip.read(0, Region::AxonState, x) == 0);
    CHECK(runs == 11);
}
