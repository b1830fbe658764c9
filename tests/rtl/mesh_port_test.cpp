// SPDX-License-Identifier: Apache-2.0
// The host port of a mesh: every core's memories through it, what it refuses, and what a fault of
// one core does to the chip.
#include <catch2/catch.hpp>

#include "sim/verilated/chip.hpp"
#include "spec/image/fault.hpp"
#include "tests/cosim/random.hpp"
#include "tests/cosim/random_mesh.hpp"

using namespace bouton;
using spec::Region;

namespace {

constexpr std::uint32_t core_register = 0x8000'0000, mesh_register = 0x8000'0004,
                        status_register = 0x8000'0008;
constexpr std::uint16_t width = 2, height = 2;

std::uint32_t number(std::uint32_t core) {
    return core / width << 6 | core % width;
}

std::uint32_t address(Region region, std::uint32_t index) {
    return static_cast<std::uint32_t>(region) << 24 | index * 4;
}

cosim::RandomMesh random_mesh() {
    return cosim::random_mesh(7, *spec::find_configuration("tiny"), width, height);
}

}  // namespace

TEST_CASE("a mesh's host port reads and writes what the back door does, on every core") {
    const auto mesh = random_mesh();
    verilated::Chip chip;
    chip.load(mesh.image);
    CHECK(chip.host_read(mesh_register) == verilated::HostAnswer{height << 8 | width, false});
    std::vector<spec::StreamWord> output;
    cosim::Random random(11);
    for (std::uint64_t step = mesh.first_step; step < mesh.first_step + 5; ++step) {
        for (std::uint32_t core = 0; core < width * height; ++core) {
            CHECK_FALSE(chip.host_write(core_register, number(core)).error);
            CHECK(chip.host_read(core_register).data == number(core));
            for (int i = 0; i < 20; ++i) {
                const std::uint32_t n = random.below(64);
                const verilated::HostAnswer expected{
                    static_cast<std::uint32_t>(chip.read(core, Region::NeuronState, n)), false};
                CHECK(chip.host_read(address(Region::NeuronState, n)) == expected);
                const std::uint32_t word = random.below(1u << 24);
                CHECK_FALSE(chip.host_write(address(Region::NeuronState, n), word).error);
                CHECK(chip.read(core, Region::NeuronState, n) == word);
            }
        }
        chip.step(cosim::random_input(mesh, step), output);
    }
}

TEST_CASE("a mesh's host port refuses what is not there, and cores while a step runs") {
    const auto mesh = random_mesh();
    verilated::Chip chip;
    chip.load(mesh.image);
    const verilated::HostAnswer refused{0, true};
    CHECK(chip.host_write(core_register, 2).error);    // x = 2
    CHECK(chip.host_write(core_register, 128).error);  // y = 2
    CHECK(chip.host_write(mesh_register, 0).error);
    CHECK(chip.host_read(0x8000'000c) == refused);
    CHECK(chip.host_read(0x2000'0000) == refused);
    CHECK(chip.host_read(address(Region::NeuronState, 1u << 20)) == refused);
    CHECK(chip.host_read(status_register) == verilated::HostAnswer{0, false});

    std::vector<spec::StreamWord> output;
    chip.begin_step(std::vector<spec::StreamWord>{
        {.kind = 0, .step = static_cast<std::uint16_t>(mesh.first_step), .index = 0xffff}});
    CHECK(chip.host_read(status_register) == verilated::HostAnswer{1, false});
    CHECK(chip.host_read(address(Region::NeuronState, 0)) == refused);
    CHECK(chip.host_write(address(Region::NeuronState, 0), 1).error);
    chip.end_step(output);
    CHECK_FALSE(chip.host_read(address(Region::NeuronState, 0)).error);
    CHECK(chip.host_read(status_register) == verilated::HostAnswer{0, false});
}

TEST_CASE("a fault of one core of a mesh stops the chip until it is cleared") {
    const auto mesh = random_mesh();
    verilated::Chip chip;
    chip.load(mesh.image);
    constexpr std::uint32_t faulty = 3;
    constexpr auto control_index = static_cast<std::uint32_t>(spec::Csr::Control);
    const auto raw = static_cast<std::uint32_t>(chip.read(faulty, Region::Csr, control_index));
    auto control = spec::ControlWord::unpack(raw);
    control.poison = true;
    chip.write(faulty, Region::Csr, control_index, control.pack());
    const std::uint64_t id = chip.read(faulty, Region::NeuronId, 0);
    chip.write(faulty, Region::NeuronId, 0, id);

    std::vector<spec::StreamWord> output;
    chip.step({}, output);
    CHECK(chip.host_read(status_register).data == 2);
    try {
        chip.step({}, output);
        FAIL("a step on a latched fault");
    } catch (const image::FaultError& fault) {
        CHECK(fault.core == faulty);
    }
    control.poison = false;
    control.clear_fault = true;
    chip.write(faulty, Region::NeuronId, 0, id);
    chip.write(faulty, Region::Csr, control_index, control.pack());
    CHECK(chip.host_read(status_register).data == 0);
    chip.step({}, output);
    CHECK(chip.counter(faulty, spec::Counter::Steps) == 2);
    CHECK(chip.counter(0, spec::Counter::Steps) == 2);
}
