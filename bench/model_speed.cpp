// SPDX-License-Identifier: Apache-2.0
// How fast the model is, on one thread: plastic visits and synaptic operations a second on the
// dense network with pair STDP, and microseconds a step on the digits network. Input is made before
// the clock starts.
#include <chrono>

#include "bench/networks.hpp"
#include "bench/report.hpp"
#include "sim/model/chip.hpp"

namespace {

using namespace bouton;

constexpr int runs = 5;

struct Timing {
    double seconds = 0.0;
    std::uint32_t steps = 0;
    std::uint64_t visits = 0, operations = 0, cycles = 0;
};

std::uint64_t cycles_of(const model::Chip& chip) {
    std::uint64_t cycles = 0;
    for (std::size_t n = 0; n < spec::counter_count; ++n) {
        const auto counter = static_cast<spec::Counter>(n);
        if (spec::counter_info(counter).kind == spec::CounterKind::Cycles) {
            cycles += chip.counter(0, counter);
        }
    }
    return cycles;
}

Timing time_steps(model::Chip& chip, const bench::Network& network, std::uint64_t first,
                  std::uint32_t steps) {
    const auto input = bench::random_input(network, first, steps);
    std::vector<spec::StreamWord> output;
    const std::uint64_t visits = chip.counter(0, spec::Counter::PlasticVisits);
    const std::uint64_t operations = chip.counter(0, spec::Counter::SynapticOps);
    const std::uint64_t cycles = cycles_of(chip);
    const auto start = std::chrono::steady_clock::now();
    for (const auto& words : input) chip.step(words, output);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    return {taken.count(), steps, chip.counter(0, spec::Counter::PlasticVisits) - visits,
            chip.counter(0, spec::Counter::SynapticOps) - operations, cycles_of(chip) - cycles};
}

// After a warm-up; `each` sees every run.
template <class Each>
void measure(const bench::Network& network, std::uint32_t steps, Each each) {
    model::Chip chip;
    chip.load(network.image);
    std::uint64_t step = 0;
    for (int run = -1; run < runs; ++run) {
        const Timing timing = time_steps(chip, network, step, steps);
        step += steps;
        if (run >= 0) each(timing);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = bench::wants_json(argc, argv);
    bench::Result visits{"dense: plastic visits", "million/s", {}, ">= 100"};
    bench::Result operations{"dense: synaptic operations", "million/s", {}, ""};
    bench::Result dense_step{"dense: step", "us", {}, ""};
    measure(bench::dense_network(), 4000, [&](const Timing& t) {
        visits.runs.push_back(static_cast<double>(t.visits) / t.seconds * 1e-6);
        operations.runs.push_back(static_cast<double>(t.operations) / t.seconds * 1e-6);
        dense_step.runs.push_back(t.seconds / t.steps * 1e6);
    });
    bench::Result digits_step{"digits: step", "us", {}, "<= 2.5"};
    bench::Result digits_cycles{"digits: predicted cycles", "million/s", {}, ""};
    measure(bench::digits_network(), 200'000, [&](const Timing& t) {
        digits_step.runs.push_back(t.seconds / t.steps * 1e6);
        digits_cycles.runs.push_back(static_cast<double>(t.cycles) / t.seconds * 1e-6);
    });
    bench::print({visits, operations, dense_step, digits_step, digits_cycles}, json);
}
