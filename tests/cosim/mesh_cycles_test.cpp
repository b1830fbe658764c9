// SPDX-License-Identifier: Apache-2.0
// The cycles of a mesh that the model predicts, against the RTL: exactly those of steps in which
// nothing meets, and close in a storm. How close on networks of many shapes is measured by
// bench/mesh_cycles.
#include <catch2/catch.hpp>

#include "sim/model/chip.hpp"
#include "sim/verilated/chip.hpp"
#include "spec/image/image.hpp"

using namespace bouton;
using spec::Region;

namespace {

std::vector<std::uint64_t>& words(image::Core& core, Region region) {
    return core.region[static_cast<std::size_t>(region)];
}

std::uint16_t address(std::uint32_t core, std::uint32_t width) {
    return static_cast<std::uint16_t>(core / width << 6 | core % width);
}

// Cores whose neurons all spike in every step, each over `entries` fan-out entries, to the other
// cores in turn. Axons get many events a step, of which all but the first are duplicates: here only
// the traffic counts.
image::Image storm(std::uint16_t width, std::uint16_t height, std::uint32_t entries) {
    const spec::Configuration& tiny = *spec::find_configuration("tiny");
    const std::uint32_t cores = std::uint32_t{width} * height;
    image::Image image;
    image.configuration = tiny.name;
    image.mesh_x = width;
    image.mesh_y = height;
    for (std::uint32_t n = 0; n < cores; ++n) {
        image::Core core;
        words(core, Region::Program) = {
            spec::Instruction{.op = static_cast<std::uint8_t>(spec::Op::Flg),
                              .rd = static_cast<std::uint8_t>(spec::Flag::Spike),
                              .ra = 47,
                              .rb = 47,
                              .end = true}
                .pack()};
        for (const std::uint32_t word : spec::Descriptor{.grid = 16, .has_main = true}.pack())
            words(core, Region::Descriptor).push_back(word);
        words(core, Region::NeuronGroup)
            .assign(tiny.groups(), spec::GroupWord{.valid = true}.pack());
        for (std::uint32_t neuron = 0; neuron < tiny.neurons; ++neuron) {
            words(core, Region::NeuronId).push_back(n * tiny.neurons + neuron);
            words(core, Region::FanoutHead)
                .push_back(spec::FanoutHeadWord{
                    .valid = entries != 0, .pointer = static_cast<std::uint16_t>(neuron * entries)}
                               .pack());
            for (std::uint32_t i = 0; i < entries; ++i) {
                const std::uint32_t to = (n + 1 + (neuron + i) % (cores - 1)) % cores;
                words(core, Region::Fanout)
                    .push_back(
                        spec::FanoutWord{.last = i + 1 == entries,
                                         .kind = static_cast<std::uint8_t>(spec::FanoutKind::Axon),
                                         .core = address(to, width),
                                         .index = static_cast<std::uint16_t>(neuron)}
                            .pack());
            }
        }
        auto& registers = words(core, Region::Csr);
        registers.resize(static_cast<std::size_t>(spec::Csr::NeuronGroups) + 1);
        registers.back() = tiny.groups();
        image.cores.push_back(std::move(core));
    }
    return image;
}

struct Cycles {
    std::uint64_t predicted = 0, found = 0;
};

Cycles cycles_of(const image::Image& image, std::uint32_t steps) {
    model::Chip model;
    verilated::Chip rtl;
    model.load(image);
    rtl.load(image);
    std::vector<spec::StreamWord> output;
    for (std::uint32_t i = 0; i < steps; ++i) {
        model.step({}, output);
        rtl.step({}, output);
    }
    return {model.step_cycles(), rtl.step_cycles()};
}

constexpr std::uint16_t shapes[][2] = {{2, 1}, {1, 2}, {2, 2}, {3, 2}, {1, 5}, {4, 4}};

}  // namespace

TEST_CASE("steps of a mesh without packets take exactly the cycles predicted", "[cosim]") {
    for (const auto [width, height] : shapes) {
        INFO(width << " x " << height);
        const Cycles cycles = cycles_of(storm(width, height, 0), 3);
        CHECK(cycles.found == cycles.predicted);
    }
}

// A core that sent all its packets before it took any let nobody else send: 4 x 4 took 2.4 times as
// long.
TEST_CASE("a storm takes within 5 % of the cycles predicted: all cores send at once", "[cosim]") {
    for (const auto [width, height] : shapes) {
        INFO(width << " x " << height);
        const Cycles cycles = cycles_of(storm(width, height, 60), 2);
        CHECK(static_cast<double>(cycles.found) ==
              Approx(static_cast<double>(cycles.predicted)).epsilon(0.05));
    }
}
