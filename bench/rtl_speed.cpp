// SPDX-License-Identifier: Apache-2.0
// How fast the Verilated RTL is, on one thread: simulated cycles and synaptic operations a wall
// second on the dense network, phase by phase. Delivering: no programs run. Programs: neurons
// alone, no input. Learning: what PRE and POST add to the whole network's steps. Input is made
// before the clock starts; waves are off.
#include <chrono>

#include "bench/networks.hpp"
#include "bench/report.hpp"
#include "sim/verilated/chip.hpp"

namespace {

using namespace bouton;

constexpr int runs = 5;

struct Timing {
    double seconds = 0.0;
    std::uint64_t cycles = 0, operations = 0, visits = 0;
};

// A network, or a part of it.
struct Part {
    bool input = true, neurons = true, axon_programs = true, learning = true;
    std::uint32_t steps = 0;
};

Timing time_steps(verilated::Chip& chip, const std::vector<std::vector<spec::StreamWord>>& input) {
    std::vector<spec::StreamWord> output;
    const std::uint64_t cycles = chip.cycles();
    const std::uint64_t operations = chip.counter(0, spec::Counter::SynapticOps);
    const std::uint64_t visits = chip.counter(0, spec::Counter::PlasticVisits);
    const auto start = std::chrono::steady_clock::now();
    for (const auto& words : input) chip.step(words, output);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return {taken.count(), chip.cycles() - cycles,
            chip.counter(0, spec::Counter::SynapticOps) - operations,
            chip.counter(0, spec::Counter::PlasticVisits) - visits};
}

// After a warm-up.
std::vector<Timing> measure(const bench::Network& network, const Part& part) {
    constexpr auto control_index = static_cast<std::uint32_t>(spec::Csr::Control);
    verilated::Chip chip;
    chip.load(network.image);
    auto control = spec::ControlWord::unpack(
        static_cast<std::uint32_t>(chip.read(0, spec::Region::Csr, control_index)));
    control.learn = part.learning;
    chip.write(0, spec::Region::Csr, control_index, control.pack());
    if (!part.neurons) {
        chip.write(0, spec::Region::Csr, static_cast<std::uint32_t>(spec::Csr::NeuronGroups), 0);
    }
    if (!part.axon_programs) {
        for (std::uint32_t g = 0; g < chip.configuration().axon_groups(); ++g) {
            chip.write(0, spec::Region::AxonGroup, g, 0);
        }
    }
    std::vector<Timing> timings;
    std::uint64_t step = 0;
    for (int run = -1; run < runs; ++run) {
        auto input = bench::random_input(network, step, part.steps);
        if (!part.input) input.assign(part.steps, {});
        const Timing timing = time_steps(chip, input);
        step += part.steps;
        if (run >= 0) timings.push_back(timing);
    }
    return timings;
}

double millions(std::uint64_t count, double seconds) {
    return static_cast<double>(count) / seconds * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = bench::wants_json(argc, argv);
    const bench::Network dense = bench::dense_network();
    bench::Result delivering{"delivering: cycles", "million/s", {}, ">= 4"};
    bench::Result operations{"delivering: synaptic operations", "million/s", {}, ">= 25"};
    for (const Timing& t : measure(
             dense, {.neurons = false, .axon_programs = false, .learning = false, .steps = 400})) {
        delivering.runs.push_back(millions(t.cycles, t.seconds));
        operations.runs.push_back(millions(t.operations, t.seconds));
    }
    bench::Result programs{"programs: cycles", "million/s", {}, ">= 2"};
    for (const Timing& t : measure(dense, {.input = false, .learning = false, .steps = 2000})) {
        programs.runs.push_back(millions(t.cycles, t.seconds));
    }
    bench::Result learning{"learning: cycles", "million/s", {}, ">= 2"};
    bench::Result visits{"learning: plastic visits", "million/s", {}, ""};
    bench::Result whole{"whole step: cycles", "million/s", {}, ""};
    const auto with = measure(dense, {.steps = 100});
    const auto without = measure(dense, {.learning = false, .steps = 100});
    for (std::size_t i = 0; i < with.size(); ++i) {
        const double seconds = with[i].seconds - without[i].seconds;
        learning.runs.push_back(millions(with[i].cycles - without[i].cycles, seconds));
        visits.runs.push_back(millions(with[i].visits, seconds));
        whole.runs.push_back(millions(with[i].cycles, with[i].seconds));
    }
    bench::Result digits{"digits: cycles", "million/s", {}, ""};
    for (const Timing& t : measure(bench::digits_network(), {.steps = 2000})) {
        digits.runs.push_back(millions(t.cycles, t.seconds));
    }
    bench::print({delivering, operations, programs, learning, visits, whole, digits}, json);
}
