// SPDX-License-Identifier: Apache-2.0
// Waves of a mesh: of the core asked for, of the steps asked for, and nothing changes by them.
#include <gtkwave/fstapi.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "sim/verilated/chip.hpp"
#include "tests/cosim/random_mesh.hpp"

using namespace bouton;

namespace {

constexpr std::uint32_t first_core = 0, last_core = 3;

struct Waves {
    std::uint64_t start = 0, end = 0;  // in half cycles
    std::string core;                  // the tile's number, as bits
};

Waves read(const std::filesystem::path& file) {
    void* const fst = fstReaderOpen(file.c_str());
    REQUIRE(fst != nullptr);
    Waves waves{fstReaderGetStartTime(fst), fstReaderGetEndTime(fst), {}};
    for (fstHier* h = fstReaderIterateHier(fst); h != nullptr; h = fstReaderIterateHier(fst)) {
        if (h->htyp != FST_HT_VAR || std::string(h->u.var.name).substr(0, 6) != "core_i") continue;
        std::string bits(h->u.var.length + 1, '\0');
        waves.core =
            fstReaderGetValueFromHandleAtTime(fst, waves.end, h->u.var.handle, bits.data());
        break;
    }
    fstReaderClose(fst);
    return waves;
}

struct Run {
    std::vector<std::vector<spec::StreamWord>> output;
    std::vector<std::uint64_t> counters;
    std::uint64_t before = 0, after = 0;  // cycles at the window's ends
};

// Six steps, waves of the third and the fourth.
Run run(const cosim::RandomMesh& mesh, std::uint32_t core, const std::filesystem::path& file) {
    verilated::Chip chip;
    chip.load(mesh.image);
    Run result;
    for (std::uint64_t step = 0; step < 6; ++step) {
        if (step == 2) {
            result.before = chip.cycles();
            if (!file.empty()) chip.start_waves(file, core);
        }
        result.output.emplace_back();
        chip.step(cosim::random_input(mesh, mesh.first_step + step), result.output.back());
        if (step == 3) {
            result.after = chip.cycles();
            if (!file.empty()) chip.stop_waves();
        }
    }
    for (std::uint32_t n = 0; n < chip.cores(); ++n) {
        for (std::size_t i = 0; i < spec::counter_count; ++i)
            result.counters.push_back(chip.counter(n, static_cast<spec::Counter>(i)));
    }
    result.counters.push_back(chip.step_cycles());
    return result;
}

}  // namespace

TEST_CASE("waves of a mesh are of the core and the steps asked for, and change nothing") {
    const auto mesh = cosim::random_mesh(5, *spec::find_configuration("tiny"), 2, 2);
    const auto file = std::filesystem::temp_directory_path() / "bouton_mesh_waves.fst";
    const Run without = run(mesh, 0, {});
    for (const std::uint32_t core : {first_core, last_core}) {
        const Run with = run(mesh, core, file);
        CHECK(with.output == without.output);
        CHECK(with.counters == without.counters);
        const Waves waves = read(file);
        CHECK(waves.core == (core == first_core ? "000000000000" : "000001000001"));
        // Tiles are behind the host port by less than a quantum.
        constexpr std::uint64_t quantum = spec::limits::LinkLatency;
        CHECK(waves.start + 2 * quantum >= 2 * with.before);
        CHECK(waves.start <= 2 * (with.before + quantum));
        CHECK(waves.end + 2 * quantum >= 2 * with.after);
        CHECK(waves.end <= 2 * with.after);
        std::filesystem::remove(file);
    }
}

TEST_CASE("waves of a core that is not there are refused") {
    const auto mesh = cosim::random_mesh(5, *spec::find_configuration("tiny"), 2, 1);
    verilated::Chip chip;
    chip.load(mesh.image);
    CHECK_THROWS_AS(chip.start_waves("bouton_no_waves.fst", 2), verilated::AccessError);
}
