// SPDX-License-Identifier: Apache-2.0
// The cortical microcircuit on the chip's model beside float64 (docs/microcircuit.md): compiles the
// network, with the proof that the image is the network, runs it, runs the reference, and prints
// the rates of both.
#include <boost/json.hpp>
#include <boost/program_options.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "compiler/compile.hpp"
#include "examples/microcircuit/reference.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"

namespace {

using namespace bouton;
using microcircuit::populations;
using microcircuit::Rates;
namespace po = boost::program_options;

struct Job {
    std::string network = BOUTON_MICROCIRCUIT;
    microcircuit::Scaling scaling;
    std::uint64_t before = 5000, steps = 100000, seeds = 1;
    bool json = false, reference = false;
};

struct Chip {
    std::string mesh;
    std::uint64_t cores = 0, synapses = 0;
    Rates rates{};
    std::vector<runtime::Ailment> health;
    double compile_seconds = 0, run_seconds = 0;
};

class Clock {
  public:
    double lap() {
        const auto before = std::exchange(last_, std::chrono::steady_clock::now());
        return std::chrono::duration<double>(last_ - before).count();
    }

  private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

image::Image compile(const Job& job, std::uint64_t seed, Chip& chip) {
    compiler::CompileOptions options;
    options.configuration = "large";
    options.seed = seed;
    options.definitions = {{"n_scale", job.scaling.neurons}, {"k_scale", job.scaling.synapses}};
    compiler::CompileResult result = compiler::compile_file(job.network, options);
    for (const auto& one : result.diagnostics) std::cerr << compiler::to_string(one) << '\n';
    if (!result.ok()) throw std::runtime_error(job.network + " does not compile");
    chip.mesh = std::to_string(result.map.mesh.x) + "x" + std::to_string(result.map.mesh.y);
    chip.cores = result.map.cores.size();
    for (const auto& one : result.image->projections) chip.synapses += one.synapses.size();
    return std::move(*result.image);
}

Chip run_chip(const Job& job, std::uint64_t seed) {
    Chip chip;
    Clock clock;
    runtime::Session session(runtime::make_device("model"), compile(job, seed, chip));
    chip.compile_seconds = clock.lap();
    const auto start = session.now() + job.before;
    std::array<std::uint64_t, populations> spikes{};
    for (std::uint64_t i = 0; i < job.before + job.steps; ++i)
        for (const runtime::Event& event : session.step())
            if (event.step >= start) ++spikes.at(event.population);
    for (std::size_t p = 0; p < populations; ++p)
        chip.rates[p] =
            static_cast<double>(spikes[p]) /
            session.image().populations.at(session.population(microcircuit::names[p])).size /
            (static_cast<double>(job.steps) * session.image().step_seconds);
    chip.health = session.health();
    chip.run_seconds = clock.lap();
    return chip;
}

struct Statistic {
    double mean = 0, deviation = 0;  // of the seeds
};

Statistic statistic(const std::vector<Rates>& runs, std::size_t population) {
    Statistic result;
    const auto count = static_cast<double>(runs.size());
    for (const Rates& rates : runs) result.mean += rates[population] / count;
    for (const Rates& rates : runs)
        result.deviation += std::pow(rates[population] - result.mean, 2) / std::max(1.0, count - 1);
    result.deviation = std::sqrt(result.deviation);
    return result;
}

void print(const Job& job, const std::vector<Chip>& chips, const std::vector<Rates>& on_chip,
           const std::vector<Rates>& reference) {
    boost::json::array rows, runs;
    if (!job.json) {
        for (const Chip& one : chips)
            std::printf(
                "%llu synapses on %llu large cores (mesh %s); compiled in %.1f s, run in "
                "%.1f s\n",
                static_cast<unsigned long long>(one.synapses),
                static_cast<unsigned long long>(one.cores), one.mesh.c_str(), one.compile_seconds,
                one.run_seconds);
        std::printf(
            "%llu steps of 0.1 ms after %llu, %llu seeds; rates in spikes/s\n"
            "            neurons    chip   (sd)   float64   (sd)   difference   full scale\n",
            static_cast<unsigned long long>(job.steps), static_cast<unsigned long long>(job.before),
            static_cast<unsigned long long>(job.seeds));
    }
    for (std::size_t p = 0; p < populations; ++p) {
        const Statistic chip = statistic(on_chip, p), real = statistic(reference, p);
        const std::uint32_t neurons = microcircuit::size(job.scaling, p);
        const double difference = chip.mean - real.mean, full = microcircuit::full_rates[p];
        if (!job.json)
            std::printf("  %-8s %8u %7.3f %6.3f %9.3f %6.3f %+7.3f %+3.0f %% %10.3f\n",
                        microcircuit::names[p], neurons, chip.mean, chip.deviation, real.mean,
                        real.deviation, difference, 100 * difference / real.mean, full);
        rows.push_back({{"population", microcircuit::names[p]},
                        {"neurons", neurons},
                        {"chip", chip.mean},
                        {"chip_sd", chip.deviation},
                        {"float64", real.mean},
                        {"float64_sd", real.deviation},
                        {"difference", difference},
                        {"full_scale", full}});
    }
    for (const Chip& one : chips)
        runs.push_back({{"synapses", one.synapses},
                        {"cores", one.cores},
                        {"mesh", one.mesh},
                        {"compile_seconds", one.compile_seconds},
                        {"run_seconds", one.run_seconds},
                        {"healthy", one.health.empty()}});
    if (job.json)
        std::cout << boost::json::serialize(
                         boost::json::object{{"steps", job.steps}, {"runs", runs}, {"rates", rows}})
                  << '\n';
}

void print_reference(const Job& job) {
    for (std::uint64_t seed = 1; seed <= job.seeds; ++seed) {
        const Rates rates = microcircuit::reference(job.scaling, job.before, job.steps, seed);
        for (std::size_t p = 0; p < populations; ++p)
            std::printf("%s %.3f%s", microcircuit::names[p], rates[p],
                        p + 1 < populations ? "  " : "\n");
    }
}

int run(const Job& job) {
    if (job.reference) {
        print_reference(job);
        return 0;
    }
    std::vector<Chip> chips;
    std::vector<Rates> on_chip, reference;
    bool healthy = true;
    for (std::uint64_t seed = 1; seed <= job.seeds; ++seed) {
        chips.push_back(run_chip(job, seed));
        on_chip.push_back(chips.back().rates);
        reference.push_back(microcircuit::reference(job.scaling, job.before, job.steps, seed));
        std::cerr << runtime::to_text(chips.back().health);
        healthy = healthy && chips.back().health.empty();
    }
    print(job, chips, on_chip, reference);
    return healthy ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) {
    Job job;
    po::options_description known("microcircuit: rates on the chip's model beside float64");
    const auto option = [&](const char* name, auto& value, const char* text) {
        known.add_options()(name, po::value(&value)->default_value(value), text);
    };
    known.add_options()("help,h", "this text")("json", po::bool_switch(&job.json), "print JSON")(
        "reference", po::bool_switch(&job.reference), "print the rates of float64 only");
    option("network", job.network, "the network file");
    option("n-scale", job.scaling.neurons, "share of the neurons");
    option("k-scale", job.scaling.synapses, "share of the synapses of a neuron");
    option("before", job.before, "steps before those that are counted");
    option("steps", job.steps, "steps that are counted");
    option("seeds", job.seeds, "how many networks: seeds 1, 2, ...");
    try {
        po::variables_map values;
        po::store(po::command_line_parser(argc, argv).options(known).positional({}).run(), values);
        po::notify(values);
        if (values.count("help") != 0) {
            std::cout << known << '\n';
            return 0;
        }
        if (job.steps == 0 || job.seeds == 0) throw po::error("--steps and --seeds are at least 1");
        return run(job);
    } catch (const po::error& error) {
        std::cerr << "microcircuit: " << error.what() << '\n';
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "microcircuit: " << error.what() << '\n';
        return 1;
    }
}
