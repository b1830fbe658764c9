// SPDX-License-Identifier: Apache-2.0
// The RTL's mesh against the model on random images whose cores send to each other: every word,
// spike and counter, cycles too but for what the order of packets decides, after every step.
// BOUTON_TIMES in the environment multiplies the number of images.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "sim/model/chip.hpp"
#include "sim/verilated/chip.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/random_mesh.hpp"

using namespace bouton;

namespace {

std::optional<cosim::Mismatch> compare(const model::Chip& model, const verilated::Chip& rtl,
                                       const cosim::RandomMesh& mesh, bool whole) {
    for (std::uint32_t core = 0; core < mesh.cores.size(); ++core) {
        const auto windows = whole ? cosim::everything(mesh.cores[core].configuration)
                                   : cosim::changing(mesh.cores[core]);
        auto mismatch = cosim::compare_windows(model, rtl, windows, core);
        if (!mismatch) mismatch = cosim::compare_registers(model, rtl, core);
        if (!mismatch) continue;
        mismatch->what = "core " + std::to_string(core) + " " + mismatch->what;
        return mismatch;
    }
    return std::nullopt;
}

// Adds to `packets` those that one core sent to another.
std::optional<cosim::Mismatch> lockstep(const cosim::RandomMesh& mesh, unsigned threads,
                                        std::uint32_t steps, std::uint64_t& packets) {
    model::Chip model;
    verilated::Chip rtl;
    rtl.set_threads(threads);
    model.load(mesh.image);
    rtl.load(mesh.image);
    cosim::stall(rtl, mesh.cores[0]);
    std::vector<spec::StreamWord> expected, found;
    for (std::uint32_t i = 0; i < steps; ++i) {
        const std::uint64_t step = mesh.first_step + i;
        for (std::uint32_t core = 0; core < mesh.cores.size(); ++core) {
            for (const cosim::HostWrite& w : cosim::random_writes(mesh.cores[core], step)) {
                model.write(core, w.region, w.index, w.word);
                rtl.write(core, w.region, w.index, w.word);
            }
        }
        const auto input = cosim::random_input(mesh, step);
        packets -= input.size() + mesh.cores.size();  // the host's words, END with each core
        model.step(input, expected);
        rtl.step(input, found);
        auto mismatch = cosim::compare_output(expected, found);
        if (!mismatch) mismatch = compare(model, rtl, mesh, i + 1 == steps);
        if (!mismatch) continue;
        mismatch->step = i + 1;
        return mismatch;
    }
    for (std::uint32_t core = 0; core < mesh.cores.size(); ++core)
        packets += rtl.counter(core, spec::Counter::HostWords);
    return std::nullopt;
}

void run_all(std::uint16_t mesh_x, std::uint16_t mesh_y, std::string_view name, std::uint32_t seeds,
             std::uint32_t steps) {
    const char* times = std::getenv("BOUTON_TIMES");
    if (times != nullptr) seeds *= static_cast<std::uint32_t>(std::atoi(times));
    std::uint64_t packets = 0;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto mesh = cosim::random_mesh(seed, *spec::find_configuration(name), mesh_x, mesh_y);
        const auto mismatch = lockstep(mesh, 1 + seed % 2, steps, packets);
        INFO("mesh " << mesh_x << " x " << mesh_y << " of " << name << ", seed " << seed);
        if (mismatch) FAIL(cosim::describe(*mismatch));
    }
    CAPTURE(packets);
    REQUIRE(packets > 10 * seeds);  // cores do send to each other
    REQUIRE(packets < 10'000 * seeds);
}

}  // namespace

TEST_CASE("a mesh of RTL tiles equals the model in lockstep: 1 x 2 tiny", "[cosim]") {
    run_all(1, 2, "tiny", 20, 30);
}
TEST_CASE("a mesh of RTL tiles equals the model in lockstep: 2 x 1 tiny", "[cosim]") {
    run_all(2, 1, "tiny", 20, 30);
}
TEST_CASE("a mesh of RTL tiles equals the model in lockstep: 2 x 2 tiny", "[cosim]") {
    run_all(2, 2, "tiny", 30, 30);
}
TEST_CASE("a mesh of RTL tiles equals the model in lockstep: 2 x 2 default", "[cosim]") {
    run_all(2, 2, "default", 2, 15);
}
TEST_CASE("a mesh of RTL tiles equals the model in lockstep: 2 x 1 fpga", "[cosim]") {
    run_all(2, 1, "fpga", 4, 20);
}
TEST_CASE("a mesh of RTL tiles equals the model in lockstep: 2 x 1 large", "[cosim]") {
    run_all(2, 1, "large", 3, 15);
}
