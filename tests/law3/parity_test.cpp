// SPDX-License-Identifier: Apache-2.0
// Parity: a flipped bit in any memory is found when a step reads it, named, never learned from, and
// stops the chip.
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
using law3::poison;
using spec::Counter;
using spec::Csr;
using spec::Op;
using spec::Operand;
using spec::Region;
using spec::Store;

namespace {

// Every memory is read in a step of this image with an event on axon 0: all neurons spike and raise
// POST.
image::Image busy_image() {
    const std::uint8_t k0 = code(Operand::K0), zero = code(Operand::Zero), w = code(Operand::W),
                       s0 = code(Operand::S0), x0 = code(Operand::X0);
    constexpr auto spike_and_post =
        static_cast<std::uint8_t>(spec::Flag::Spike) | static_cast<std::uint8_t>(spec::Flag::Post);
    return law3::make(
        {.neuron = {op(Op::Add, 0, code(Operand::D0), s0),
                    op(Op::Add, 0, code(Operand::D0, 1), code(Operand::Fired)),
                    op(Op::Add, 0, code(Operand::W), k0), op(Op::Flg, spike_and_post, k0, zero)},
         .axon = {op(Op::Add, x0, x0, code(Operand::Fired), 4, Store::TowardZero)},
         .pre = {op(Op::Add, w, w, k0, 4, Store::Nearest)},
         .post = {op(Op::Add, w, w, x0, 4, Store::Nearest)},
         .constants = {160},
         .spikes_to_host = true});
}

template <class Chip>
void clear_fault(Chip& chip) {
    law3::control(chip, [](spec::ControlWord& c) { c.clear_fault = true; });
}

// The step may be refused only after the one that found the fault.
template <class Chip>
void step(Chip& chip) {
    law3::step(chip, {0});
}

struct Place {
    Region region;
    std::uint32_t lane, address;
};

// A word of each memory that a step of the busy image reads.
const std::vector<Place> places{
    {Region::Synapse, 1, 0},    {Region::Dendrite, 1, 1},    {Region::NeuronState, 1, 0},
    {Region::NeuronId, 1, 0},   {Region::NeuronChain, 1, 0}, {Region::NeuronSum, 1, 0},
    {Region::NeuronFlag, 1, 0}, {Region::AxonState, 0, 0},   {Region::AxonId, 0, 0},
    {Region::AxonFlag, 0, 0},   {Region::Row, 0, 0},         {Region::Owner, 0, 1},
    {Region::FanoutHead, 0, 1}, {Region::Fanout, 0, 1},      {Region::Program, 0, 2},
    {Region::Constant, 0, 0},   {Region::Descriptor, 0, 0},  {Region::NeuronGroup, 0, 0},
    {Region::AxonGroup, 0, 0}};

}  // namespace

TEMPLATE_TEST_CASE("a word with wrong parity is named, counted and stops the chip, in every memory",
                   "[law3]", BOUTON_EXACT_DEVICES) {
    TestType chip;
    for (const Place& place : places) {
        INFO(spec::region_info(place.region).name);
        chip.load(busy_image());
        step(chip);
        CHECK(chip.counter(0, Counter::Parity) == 0);
        const bool laned = spec::region_info(place.region).lanes;
        const std::uint32_t index =
            laned ? place.address * law3::lanes + place.lane : place.address;
        poison(chip, place.region, index, chip.read(0, place.region, index));
        step(chip);
        CHECK(chip.counter(0, Counter::Parity) >= 1);
        CHECK(csr(chip, Csr::Status) == 2);
        CHECK(csr(chip, Csr::FaultRegion) == static_cast<std::uint64_t>(place.region));
        CHECK(csr(chip, Csr::FaultLane) == place.lane);
        CHECK(csr(chip, Csr::FaultAddress) == place.address);
        const std::uint64_t steps = chip.counter(0, Counter::Steps);
        CHECK(steps == 2);
        try {
            step(chip);
            FAIL_CHECK("the step was not refused");
        } catch (const image::FaultError& fault) {
            CHECK(fault.region == place.region);
            CHECK(fault.lane == place.lane);
            CHECK(fault.address == place.address);
        }
        CHECK(chip.counter(0, Counter::Steps) == steps);
        clear_fault(chip);
        CHECK(csr(chip, Csr::Status) == 0);
        // Rewritten with good parity, the word is as good as any.
        chip.load(busy_image());
        step(chip);
        step(chip);
        CHECK(chip.counter(0, Counter::Parity) == 0);
    }
}

TEMPLATE_TEST_CASE("a synapse with wrong parity is neither delivered nor written", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(busy_image());
    const std::uint64_t bad = chip.read(0, Region::Synapse, 0);
    poison(chip, Region::Synapse, 0, bad);
    step(chip);
    CHECK(chip.counter(0, Counter::SynapticOps) == 1);  // the other lane's
    CHECK(chip.counter(0, Counter::PlasticVisits) ==
          1 + 2);  // PRE and POST of the other lane; a chain ends at the bad word
    CHECK(chip.read(0, Region::Dendrite, 2) == 0);
    CHECK(csr(chip, Csr::FaultAddress) == 0);
    // The host may read what is there, or write it anew.
    chip.write(0, Region::Synapse, 0, bad);
    clear_fault(chip);
    step(chip);
    CHECK(chip.counter(0, Counter::SynapticOps) == 3);
}

TEMPLATE_TEST_CASE("only the first of several bad words is latched, and all are counted", "[law3]",
                   BOUTON_EXACT_DEVICES) {
    TestType chip;
    chip.load(law3::make({}));  // nothing but delivery reads synapses
    poison(chip, Region::Synapse, 0, chip.read(0, Region::Synapse, 0));
    poison(chip, Region::Synapse, 1, chip.read(0, Region::Synapse, 1));
    step(chip);
    CHECK(chip.counter(0, Counter::Parity) == 2);
    CHECK(csr(chip, Csr::FaultRegion) == static_cast<std::uint64_t>(Region::Synapse));
    CHECK(csr(chip, Csr::FaultLane) == 0);
    CHECK(chip.counter(0, Counter::SynapticOps) == 0);
}
