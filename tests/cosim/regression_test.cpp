// SPDX-License-Identifier: Apache-2.0
// What random runs found, once each, on the smallest image that shows it.
#include <catch2/catch.hpp>
#include <vector>

#include "spec/image/fault.hpp"
#include "tests/law3/devices.hpp"
#include "tests/law3/outside.hpp"
#include "tests/law3/small_image.hpp"

using namespace bouton;
using law3::code;
using law3::csr;
using law3::op;
using law3::step;
using spec::Csr;
using spec::Op;
using spec::Operand;
using spec::Region;
using spec::Store;

namespace {

constexpr std::uint8_t zero = code(Operand::Zero), k0 = code(Operand::K0), g0 = code(Operand::G0),
                       g1 = code(Operand::G0, 1), g2 = code(Operand::G0, 2);

void set(image::Image& image, Region region, std::uint32_t index, std::uint64_t word) {
    auto& words = image.cores[0].region[static_cast<std::size_t>(region)];
    if (words.size() <= index) words.resize(index + 1, spec::region_info(region).empty);
    words[index] = word;
}

}  // namespace

TEMPLATE_TEST_CASE("a core program does not read an old G after it has stored a new one", "[cosim]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    // G0 = K0; G1 = G0; G2 = G0 * K0 (after a bubble); G2 += G1 * K0.
    chip.load(law3::make(
        {.core = {op(Op::Add, g0, k0, zero), op(Op::Add, g1, g0, zero), op(Op::Add, g0, g0, k0),
                  op(Op::Mul, g2, g0, k0, 14), op(Op::Mac, g2, g1, k0, 14)},
         .constants = {4096}}));
    const std::uint64_t before = chip.counter(0, spec::Counter::CyclesCore);
    step(chip);
    constexpr std::uint64_t k = 4096u << 16;
    CHECK(csr(chip, Csr::Modulator0) == 2 * k);
    CHECK(csr(chip, Csr::Modulator0, 1) == k);
    CHECK(csr(chip, Csr::Modulator0, 2) == 2 * k / 4 + k / 4);
    // Five instructions and the bubble before MUL, whose operand is written just before it.
    CHECK(chip.counter(0, spec::Counter::CyclesCore) - before == spec::cycles::Program + 6);
}

TEMPLATE_TEST_CASE("a second word is not lost when a narrow row's store follows it at once",
                   "[cosim]", BOUTON_EXACT_DEVICES) {
    const std::uint8_t w = code(Operand::W), t = code(Operand::T), z = code(Operand::Z);
    auto image = law3::make({.pre = {op(Op::Add, t, k0, zero, 0, Store::Nearest),
                                     op(Op::Add, z, k0, zero, 0, Store::Nearest)},
                             .constants = {77},
                             .wide = true});
    // Axon 0: two wide words at 0 and 2, four cycles: no pause before the row of axon 1, one narrow
    // word at 4.
    spec::SynapseWord s;
    s.slot = 1;
    s.alive = true;
    for (std::uint32_t address = 0; address <= 4; ++address) {
        for (std::uint32_t lane = 0; lane < law3::lanes; ++lane) {
            set(image, Region::Synapse, address * law3::lanes + lane,
                address % 2 == 0 ? s.pack() : 0);
        }
    }
    auto row = spec::RowWord::unpack(static_cast<std::uint32_t>(
        image.cores[0].region[static_cast<std::size_t>(Region::Row)][0]));
    row.words = 2;
    set(image, Region::Row, 0, row.pack());
    constexpr std::uint32_t narrow = 5, pc = 100, descriptor_words = 8;
    set(image, Region::Row, 1,
        spec::RowWord{.pointer = 4, .words = 1, .descriptor = narrow}.pack());
    spec::Descriptor d;
    d.hi = 32767;
    d.grid = 16;
    d.has_main = true;
    d.main_pc = pc;
    for (std::uint32_t i = 0; i < descriptor_words; ++i) {
        set(image, Region::Descriptor, narrow * descriptor_words + i, d.pack()[i]);
    }
    auto store = op(Op::Add, w, k0, zero, 0, Store::Nearest);
    store.end = true;
    set(image, Region::Program, pc, store.pack());
    TestType chip;
    chip.load(image);
    step(chip, {0, 1});
    for (std::uint32_t lane = 0; lane < law3::lanes; ++lane) {
        CAPTURE(lane);
        CHECK(spec::SynapseWord2::unpack(chip.read(0, Region::Synapse, 1 * law3::lanes + lane)).z ==
              77);
        CHECK(spec::SynapseWord2::unpack(chip.read(0, Region::Synapse, 3 * law3::lanes + lane)).z ==
              77);
        CHECK(spec::SynapseWord::unpack(chip.read(0, Region::Synapse, 4 * law3::lanes + lane))
                  .weight == 77);
    }
}

TEMPLATE_TEST_CASE(
    "POST by chain does not take the next visit's word for the second word of a wide one",
    "[cosim]", BOUTON_EXACT_DEVICES) {
    const std::uint8_t z = code(Operand::Z), s0 = code(Operand::S0);
    constexpr auto post = static_cast<std::uint8_t>(spec::Flag::Post);
    auto image = law3::make(
        {.neuron = {op(Op::Add, 0, code(Operand::D0), zero),
                    op(Op::Add, 0, code(Operand::D0, 1), zero), op(Op::Flg, post, s0, zero)},
         .post = {op(Op::Add, z, z, k0, 0, Store::Nearest)},
         .constants = {5},
         .wide = true});
    TestType chip;
    chip.load(image);
    step(chip);
    step(chip);
    for (std::uint32_t axon = 0; axon < 2; ++axon) {
        for (std::uint32_t lane = 0; lane < law3::lanes; ++lane) {
            CAPTURE(axon, lane);
            const std::uint32_t second = (2 * axon + 1) * law3::lanes + lane;
            CHECK(spec::SynapseWord2::unpack(chip.read(0, Region::Synapse, second)).z == 10);
        }
    }
    CHECK(chip.counter(0, spec::Counter::PlasticVisits) == 8);
}

TEMPLATE_TEST_CASE("a parity fault in a state does not name another state of the neuron", "[cosim]",
                   BOUTON_EXACT_DEVICES) {
    constexpr std::uint32_t state = 7, lane = 1, index = state * law3::lanes + lane;
    TestType chip;
    chip.load(
        law3::make({.neuron = {op(Op::Add, 0, code(Operand::D0), zero),
                               op(Op::Add, 0, code(Operand::D0, 1), code(Operand::S0, state))}}));
    law3::poison(chip, Region::NeuronState, index, 1);
    step(chip);
    CHECK(csr(chip, Csr::FaultRegion) == static_cast<std::uint64_t>(Region::NeuronState));
    CHECK(csr(chip, Csr::FaultLane) == lane);
    CHECK(csr(chip, Csr::FaultAddress) == state);
    CHECK_THROWS_AS(step(chip), image::FaultError);
}

TEMPLATE_TEST_CASE("an instruction that does not act does not hide a bad word", "[cosim]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    auto skipped = op(Op::Add, 1, code(Operand::S0, 3), zero);
    skipped.pr = static_cast<std::uint8_t>(spec::Predicate::IfP);  // p is false
    chip.load(law3::make({.neuron = {op(Op::Add, 0, code(Operand::D0), zero),
                                     op(Op::Add, 0, code(Operand::D0, 1), zero), skipped}}));
    law3::poison(chip, Region::NeuronState, 3 * law3::lanes, 1);
    step(chip);
    CHECK(csr(chip, Csr::FaultAddress) == 3);
    CHECK(chip.counter(0, spec::Counter::Parity) == 1);
}
