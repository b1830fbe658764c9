// SPDX-License-Identifier: Apache-2.0
// Parity: a bad word is neither used nor written, it is named, and the chip stops until it is told
// to go on.
#include <catch2/catch.hpp>

#include "sim/verilated/chip.hpp"
#include "spec/image/fault.hpp"
#include "tests/rtl/tiny_image.hpp"

using namespace bouton;
using spec::Region;

namespace {

constexpr std::uint32_t control_address = static_cast<std::uint32_t>(spec::Csr::Control) * 4;
constexpr std::uint32_t synapse_index = 17;  // address 8, lane 1

rtl::TinyImage two_synapses() {
    rtl::TinyImage image;
    image.put(Region::Row, 5, spec::RowWord{.pointer = 8, .words = 1}.pack())
        .put(Region::AxonId, 5, 100)
        .put(Region::Synapse, synapse_index,
             spec::SynapseWord{.weight = 1000, .slot = 1, .alive = true}.pack())
        .put(Region::Synapse, 16, spec::SynapseWord{.weight = 10, .slot = 1, .alive = true}.pack());
    return image;
}

void poison_through_port(verilated::Chip& chip) {
    const std::uint64_t word = chip.read(0, Region::Synapse, synapse_index);
    REQUIRE_FALSE(chip.host_write(control_address, spec::ControlWord{.poison = true}.pack()).error);
    const std::uint32_t address =
        static_cast<std::uint32_t>(Region::Synapse) << 24 | synapse_index * 8;
    REQUIRE_FALSE(chip.host_write(address, static_cast<std::uint32_t>(word)).error);
    CHECK(chip.read(0, Region::Csr, static_cast<std::uint32_t>(spec::Csr::Control)) == 0);
}

}  // namespace

TEST_CASE("a poisoned word reads as empty, stops the chip and names itself", "[rtl]") {
    verilated::Chip chip;
    chip.load(two_synapses().image());
    poison_through_port(chip);
    CHECK(chip.read(0, Region::Synapse, synapse_index) == spec::region_info(Region::Synapse).empty);
    std::vector<spec::StreamWord> output;
    chip.step(std::vector{rtl::spike(0, 5)}, output);
    CHECK(chip.counter(0, spec::Counter::Parity) == 1);
    CHECK(chip.counter(0, spec::Counter::SynapticOps) == 1);
    CHECK(chip.read(0, Region::Dendrite, 1 * 2 + 0) == 10);
    CHECK(chip.read(0, Region::Dendrite, 1 * 2 + 1) == 0);
    CHECK(chip.read(0, Region::Csr, static_cast<std::uint32_t>(spec::Csr::Status)) == 2);
    try {
        chip.step({}, output);
        FAIL("the chip ran on");
    } catch (const image::FaultError& fault) {
        CHECK(fault.region == Region::Synapse);
        CHECK(fault.lane == 1);
        CHECK(fault.address == 8);
    }
    CHECK(chip.counter(0, spec::Counter::Steps) == 1);
}

TEST_CASE("a cleared fault lets the chip go on, and a rewritten word is good again", "[rtl]") {
    verilated::Chip chip;
    chip.load(two_synapses().image());
    const std::uint64_t word = chip.read(0, Region::Synapse, synapse_index);
    poison_through_port(chip);
    std::vector<spec::StreamWord> output;
    chip.step(std::vector{rtl::spike(0, 5)}, output);
    REQUIRE_FALSE(
        chip.host_write(control_address, spec::ControlWord{.clear_fault = true}.pack()).error);
    CHECK(chip.read(0, Region::Csr, static_cast<std::uint32_t>(spec::Csr::Status)) == 0);
    chip.write(0, Region::Synapse, synapse_index, word);
    chip.step(std::vector{rtl::spike(1, 5)}, output);
    CHECK(chip.counter(0, spec::Counter::Parity) == 1);
    CHECK(chip.counter(0, spec::Counter::SynapticOps) == 3);
    CHECK(chip.read(0, Region::Dendrite, 2 * 2 + 1) == 1000);
}
