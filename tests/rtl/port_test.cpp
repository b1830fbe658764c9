// SPDX-License-Identifier: Apache-2.0
// The AXI4-Lite port: it sees what the back door sees, and refuses what docs/machine.md section 7
// refuses.
#include <catch2/catch.hpp>

#include "sim/verilated/chip.hpp"
#include "tests/cosim/random.hpp"
#include "tests/cosim/random_image.hpp"
#include "tests/rtl/tiny_image.hpp"

using namespace bouton;
using spec::Region;

namespace {

constexpr std::uint32_t address(Region region, std::uint32_t word) {
    return static_cast<std::uint32_t>(region) << 24 | word * 4;
}
constexpr std::uint32_t address(spec::Csr csr) {
    return address(Region::Csr, static_cast<std::uint32_t>(csr));
}

verilated::Chip random_chip(std::string_view configuration) {
    verilated::Chip chip;
    chip.load(cosim::random_image(3, *spec::find_configuration(configuration)).image);
    return chip;
}

std::uint64_t port_read(verilated::Chip& chip, Region region, std::uint32_t index) {
    const std::uint32_t parts = spec::region_parts(region);
    std::uint64_t word = 0;
    for (std::uint32_t part = 0; part < parts; ++part) {
        const auto answer = chip.host_read(address(region, index * parts + part));
        CHECK_FALSE(answer.error);
        word |= std::uint64_t{answer.data} << (32 * part);
    }
    return word;
}

// Every index of a small region, some of a large one.
template <class Visit>
void for_some(std::uint32_t size, std::uint32_t most, Visit visit) {
    const std::uint32_t stride = size > most ? size / most : 1;
    for (std::uint32_t index = 0; index < size; index += stride) visit(index);
    visit(size - 1);
}

}  // namespace

TEST_CASE("the port reads what the back door reads, in every region", "[rtl]") {
    for (const std::string_view name : {"tiny", "fpga"}) {
        verilated::Chip chip = random_chip(name);
        const auto& configuration = chip.configuration();
        for (std::size_t r = 0; r < spec::region_count; ++r) {
            const auto region = static_cast<Region>(r);
            for_some(spec::region_size(region, configuration), 400, [&](std::uint32_t index) {
                if (region == Region::Csr && spec::find_csr(index) == nullptr) return;
                CAPTURE(name, spec::to_string(region), index);
                CHECK(port_read(chip, region, index) == chip.read(0, region, index));
            });
        }
    }
}

TEST_CASE("the back door reads what the port has written, and nothing else has changed", "[rtl]") {
    verilated::Chip chip = random_chip("tiny");
    cosim::Random random(11);
    for (std::size_t r = 1; r < spec::region_count; ++r) {
        const auto region = static_cast<Region>(r);
        const std::uint32_t size = spec::region_size(region, chip.configuration());
        const std::uint32_t parts = spec::region_parts(region);
        for_some(size, 60, [&](std::uint32_t index) {
            CAPTURE(spec::to_string(region), index);
            const std::uint64_t neighbour = chip.read(0, region, (index + 1) % size);
            const std::uint64_t word =
                random.bits() & (~std::uint64_t{0} >> (64 - spec::region_info(region).bits));
            for (std::uint32_t part = 0; part < parts; ++part) {
                CHECK_FALSE(chip.host_write(address(region, index * parts + part),
                                            static_cast<std::uint32_t>(word >> (32 * part)))
                                .error);
            }
            CHECK(chip.read(0, region, index) == word);
            if (size > 1) CHECK(chip.read(0, region, (index + 1) % size) == neighbour);
        });
    }
}

TEST_CASE("registers keep what the port writes", "[rtl]") {
    verilated::Chip chip = random_chip("tiny");
    for (const spec::CsrInfo& info : spec::csrs) {
        if (!info.writable || info.name == "Control") continue;
        for (std::uint32_t i = 0; i < info.count; ++i) {
            CAPTURE(info.name, i);
            const std::uint32_t word = info.name == "CounterSelect" ? 7 : 0x55;
            CHECK_FALSE(chip.host_write(address(Region::Csr, info.index + i), word).error);
            CHECK(chip.host_read(address(Region::Csr, info.index + i)).data == word);
            CHECK(chip.read(0, Region::Csr, info.index + i) == word);
        }
    }
    CHECK(chip.counter(0, static_cast<spec::Counter>(7)) == 0x5500000055);
}

TEST_CASE("an address that is not there answers SLVERR with data 0", "[rtl]") {
    verilated::Chip chip = random_chip("tiny");
    constexpr verilated::HostAnswer refused{.data = 0, .error = true};
    for (std::uint32_t r = 0; r < 32; ++r) {
        const auto region = static_cast<Region>(r);
        const bool known = r < spec::region_count;
        const std::uint32_t size =
            known ? spec::region_size(region, chip.configuration()) * spec::region_parts(region)
                  : 0;
        CAPTURE(r);
        CHECK(chip.host_read(address(region, size)) == refused);
        CHECK(chip.host_write(address(region, size), 1).error);
        CHECK(chip.host_read(address(region, 0x3fffff)) == refused);
    }
    CHECK(chip.host_read(address(Region::Csr, 23)) == refused);
    CHECK(chip.host_read(address(Region::Csr, 31)) == refused);
    CHECK(chip.host_read(1u << 29) == refused);
}

TEST_CASE("read-only registers refuse writes", "[rtl]") {
    verilated::Chip chip = random_chip("tiny");
    for (const spec::CsrInfo& info : spec::csrs) {
        if (info.writable) continue;
        CAPTURE(info.name);
        const std::uint64_t before = chip.read(0, Region::Csr, info.index);
        CHECK(chip.host_write(address(Region::Csr, info.index), ~0u).error);
        CHECK(chip.read(0, Region::Csr, info.index) == before);
    }
}

TEST_CASE("while a step runs the port gives live registers and refuses all else", "[rtl]") {
    verilated::Chip chip;
    chip.load(rtl::TinyImage().put(Region::NeuronState, 3, 42).image());
    chip.begin_step(std::vector{rtl::spike(0, 1)});
    CHECK(chip.host_read(address(spec::Csr::Status)) ==
          verilated::HostAnswer{.data = 1, .error = false});
    for (std::size_t r = 1; r < spec::region_count; ++r) {
        CAPTURE(r);
        CHECK(chip.host_read(address(static_cast<Region>(r), 3)).error);
        CHECK(chip.host_write(address(static_cast<Region>(r), 3), 5).error);
    }
    for (const spec::CsrInfo& info : spec::csrs) {
        CAPTURE(info.name);
        CHECK(chip.host_read(address(Region::Csr, info.index)).error == !info.live);
        CHECK(chip.host_write(address(Region::Csr, info.index), 5).error);
    }
    std::vector<spec::StreamWord> output;
    chip.end_step(output);
    CHECK(chip.read(0, Region::NeuronState, 3) == 42);
    CHECK(chip.host_read(address(spec::Csr::Status)).data == 0);
    CHECK_FALSE(chip.host_write(address(Region::NeuronState, 3), 5).error);
    CHECK(chip.read(0, Region::NeuronState, 3) == 5);
}
