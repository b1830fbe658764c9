// SPDX-License-Identifier: Apache-2.0
// How fast the RTL's mesh is: 4 x 4 `default` cores, each with the dense network, whose neurons
// spike into the next core (a fifth of them in every step). Synaptic operations a wall second,
// learning off and on, by number of threads.
#include <chrono>
#include <string>

#include "bench/networks.hpp"
#include "bench/report.hpp"
#include "sim/verilated/chip.hpp"

namespace {

using namespace bouton;
using spec::Region;

constexpr int runs = 3;
constexpr std::uint16_t side = 4;

std::vector<std::uint64_t>& words(image::Core& core, Region region) {
    return core.region[static_cast<std::size_t>(region)];
}

std::uint16_t number(std::uint32_t core) {
    return static_cast<std::uint16_t>(core / side << 6 | core % side);
}

image::Image mesh_image(bool learn) {
    constexpr std::uint32_t cores = side * side;
    constexpr auto axon = static_cast<std::uint8_t>(spec::FanoutKind::Axon);
    const bench::Network dense = bench::dense_network();
    image::Image image = dense.image;
    image.mesh_x = image.mesh_y = side;
    image.cores.clear();
    for (std::uint32_t n = 0; n < cores; ++n) {
        image::Core core = dense.image.cores[0];
        for (std::uint64_t& raw : words(core, Region::Program)) {
            auto instruction = spec::Instruction::unpack(static_cast<std::uint32_t>(raw));
            if (instruction.op != static_cast<unsigned>(spec::Op::Flg)) continue;
            instruction.rd = static_cast<std::uint8_t>(instruction.rd |
                                                       static_cast<unsigned>(spec::Flag::Spike));
            raw = instruction.pack();
        }
        auto& control = words(core, Region::Csr)[static_cast<std::size_t>(spec::Csr::Control)];
        auto fields = spec::ControlWord::unpack(static_cast<std::uint32_t>(control));
        fields.learn = learn;
        control = fields.pack();
        for (std::uint32_t neuron = 0; neuron < dense.axons; ++neuron) {
            words(core, Region::FanoutHead)
                .push_back(spec::FanoutHeadWord{.valid = true,
                                                .pointer = static_cast<std::uint16_t>(neuron)}
                               .pack());
            words(core, Region::Fanout)
                .push_back(spec::FanoutWord{.last = true,
                                            .kind = axon,
                                            .core = number((n + 1) % cores),
                                            .index = static_cast<std::uint16_t>(neuron)}
                               .pack());
        }
        image.cores.push_back(std::move(core));
    }
    return image;
}

std::uint64_t operations(const verilated::Chip& chip) {
    std::uint64_t sum = 0;
    for (std::uint32_t core = 0; core < chip.cores(); ++core)
        sum += chip.counter(core, spec::Counter::SynapticOps);
    return sum;
}

bench::Result measure(bool learn, unsigned threads, std::uint32_t steps) {
    verilated::Chip chip;
    chip.set_threads(threads);
    chip.load(mesh_image(learn));
    bench::Result result{std::string(learn ? "learning" : "delivering") + ", " +
                             std::to_string(threads) + " threads: synaptic operations",
                         "million/s",
                         {},
                         !learn && threads == 2 ? ">= 30" : ""};
    std::vector<spec::StreamWord> output;
    for (int run = -1; run < runs; ++run) {
        const std::uint64_t before = operations(chip);
        const auto start = std::chrono::steady_clock::now();
        for (std::uint32_t i = 0; i < steps; ++i) chip.step({}, output);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
        if (run >= 0)
            result.runs.push_back(static_cast<double>(operations(chip) - before) / taken.count() *
                                  1e-6);
    }
    return result;
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = bench::wants_json(argc, argv);
    bench::print(
        {measure(false, 1, 40), measure(false, 2, 40), measure(true, 1, 8), measure(true, 2, 8)},
        json);
}
