// SPDX-License-Identifier: Apache-2.0
// The host port: every region and register can be read and written between steps; what is not there
// is an error.
#include <catch2/catch.hpp>
#include <random>

#include "sim/load.hpp"
#include "sim/model/errors.hpp"
#include "tests/sim/model/machine.hpp"

using namespace bouton;
using namespace bouton::model::testing;

TEST_CASE("every word of every region keeps what was written, within its bits") {
    const auto name = GENERATE("tiny", "fpga");
    Machine m(false, name);
    for (std::size_t n = 1; n < spec::region_count; ++n) {
        const auto region = static_cast<Region>(n);
        const std::uint32_t size = spec::region_size(region, m.chip.configuration());
        INFO(spec::to_string(region));
        std::mt19937_64 random(n);
        for (std::uint32_t i = 0; i < size; ++i) {
            REQUIRE(m.read(region, i) == spec::region_info(region).empty);
        }
        for (std::uint32_t i = 0; i < size; ++i) m.write(region, i, random());
        random.seed(n);
        const std::uint64_t mask = ~std::uint64_t{0} >> (64 - spec::region_info(region).bits);
        for (std::uint32_t i = 0; i < size; ++i) REQUIRE(m.read(region, i) == (random() & mask));
        std::vector<std::uint64_t> block(size);
        m.chip.read_block(0, region, 0, block);
        random.seed(n);
        for (std::uint32_t i = 0; i < size; ++i) REQUIRE(block[i] == (random() & mask));
    }
}

TEST_CASE("registers say what they are for") {
    Machine m(false, "fpga");
    CHECK(m.get(Csr::Version) == spec::limits::ImageVersion);
    CHECK(spec::configurations[m.get(Csr::Configuration)].name == "fpga");
    CHECK(m.get(Csr::Status) == 0);
    m.set(Csr::StepLow, 0xffffffff);
    m.set(Csr::StepHigh, 0xabcdffff);
    CHECK(m.get(Csr::StepHigh) == 0xffff);
    m.step();
    CHECK(m.get(Csr::StepLow) == 0);
    CHECK(m.get(Csr::StepHigh) == 0);
    m.set(Csr::SeedLow, 1);
    m.set(Csr::SeedHigh, 0x80000000);
    m.step();
    CHECK(m.get(Csr::StepLow) == 1);
    CHECK(m.get(Csr::SeedLow) == 1);
    CHECK(m.get(Csr::SeedHigh) == 0x80000000);
    m.set(Csr::Modulator0, 0x80000001, 6);
    CHECK(m.get(Csr::Modulator0, 6) == 0x80000001);
    m.set(Csr::Control, 0xffffffff & ~spec::ControlWord{.poison = true}.pack());
    CHECK(spec::ControlWord::unpack(m.get(Csr::Control)).learn);
    CHECK_FALSE(spec::ControlWord::unpack(m.get(Csr::Control)).clear_fault);
}

TEST_CASE(
    "an address that is not there, and a write to a read-only register, are errors and do "
    "nothing") {
    Machine m(false);
    CHECK_THROWS_AS(m.read(Region::Synapse, 256), model::AccessError);
    CHECK_THROWS_AS(m.write(Region::Synapse, 256, 0), model::AccessError);
    CHECK_THROWS_AS(m.read(Region::Csr, 31), model::AccessError);
    CHECK_THROWS_AS(m.read(Region::Csr, 64), model::AccessError);
    CHECK_THROWS_AS(m.write(Region::Csr, static_cast<std::uint32_t>(Csr::Version), 3),
                    model::AccessError);
    CHECK_THROWS_AS(m.read(static_cast<Region>(20), 0), model::AccessError);
    CHECK_THROWS_AS(m.chip.read(1, Region::Row, 0), model::AccessError);
    std::vector<std::uint64_t> words(10);
    CHECK_THROWS_AS(m.chip.read_block(0, Region::Row, 30, words), model::AccessError);
}

TEST_CASE("an END in a step's input is refused before anything happens") {
    Machine m(false);
    StreamWord end = m.spike(0);
    end.kind = static_cast<std::uint8_t>(spec::StreamKind::End);
    CHECK_THROWS_AS(m.step({m.spike(1), end}), model::InputError);
    CHECK(m.count(Counter::AxonEvents) == 0);
    CHECK(m.now() == 0);
}

TEST_CASE("a chip without an image, or with one that does not fit, says so") {
    model::Chip chip;
    std::vector<StreamWord> output;
    CHECK_THROWS_AS(chip.step({}, output), LoadError);
    image::Image image;
    image.configuration = "enormous";
    image.cores.resize(1);
    CHECK_THROWS_AS(chip.load(image), LoadError);
    image.configuration = "tiny";
    for (const Region region : {Region::Row, Region::Csr}) {
        auto& words = image.cores[0].region[static_cast<std::size_t>(region)];
        words.resize(spec::region_size(region, *spec::find_configuration("tiny")) + 1);
        CHECK_THROWS_AS(chip.load(image), LoadError);
        words.clear();
    }
    image.cores.clear();
    CHECK_THROWS_AS(chip.load(image), LoadError);
}

TEST_CASE("words are numbers too: signed where they are") {
    Machine m(false);
    m.set_state(3, 2, -5);
    m.synapse(7, 1, {.weight = -300, .tag = 12, .target = 3, .alive = true});
    CHECK(m.chip.read_real(0, Region::NeuronState, 2 * 2 + 1 + 16 * 2) == -5.0);
    CHECK(m.chip.read_real(0, Region::Synapse, 15) == -300.0);
    m.chip.write_real(0, Region::Synapse, 15, -17.4);
    CHECK(m.synapse(7, 1).weight == -17);
    CHECK(m.synapse(7, 1).tag == 12);
    m.chip.write_real(0, Region::NeuronId, 2, 4e9);
    CHECK(m.read(Region::NeuronId, 2) == 4'000'000'000u);
}
