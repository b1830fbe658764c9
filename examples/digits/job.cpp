// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/job.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <future>
#include <stdexcept>

#include "examples/common/parallel.hpp"
#include "runtime/device/adapter.hpp"
#include "runtime/device/devices.hpp"

namespace bouton::digits {

using common::counting;
using common::parallel;

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::uint32_t> snapshot_points(std::uint32_t images) {
    std::vector<std::uint32_t> points;
    for (std::uint32_t at : {250U, 500U, 1000U, 2500U, 5000U, 10000U, 20000U, 40000U, 60000U}) {
        if (at < images) points.push_back(at);
    }
    points.push_back(images);
    return points;
}

// An evaluator of parameters that were learned on `device`: exact devices are evaluated on the
// model, which is exact too and fast.
Evaluator evaluator_for(const image::Image& image, const Network& network, const Recipe& recipe,
                        const std::string& device, unsigned threads) {
    return {.image = &image,
            .network = &network,
            .device = device == "twin" ? "twin" : "model",
            .recipe = recipe,
            .threads = threads};
}

struct OneRun {
    Training training;
    Evaluation evaluation;
    std::vector<CounterLine> wrong;
};

void append(std::vector<CounterLine>& to, const std::vector<CounterLine>& more) {
    to.insert(to.end(), more.begin(), more.end());
}

OneRun learn_and_test(const image::Image& image, const Network& network, const Recipe& recipe,
                      const Options& options, const std::string& device_name, unsigned threads,
                      const Data& data, const Progress& progress) {
    OneRun run;
    auto device = make_device(device_name);
    device->load(image);
    run.training = train(recipe, network, *device, nullptr, data.train,
                         options.images * options.epochs, {}, progress);
    run.wrong = wrong(counts_of(*device), "training on " + device_name);
    run.evaluation =
        evaluate(evaluator_for(image, network, recipe, device_name, threads), run.training.end,
                 data, options.label_images, options.test_images,
                 counting(progress, "testing float64", options.label_images + options.test_images));
    append(run.wrong, wrong(run.evaluation.counts, "testing what " + device_name + " learned"));
    return run;
}

}  // namespace

void check(const Options& options, const Data& data) {
    const auto in_range = [](const char* what, std::size_t value, std::size_t low,
                             std::size_t high) {
        if (value < low || value > high) {
            throw std::invalid_argument(std::string(what) + " is " + std::to_string(value) +
                                        ", it can be " + std::to_string(low) + " to " +
                                        std::to_string(high));
        }
    };
    in_range("the number of training images", options.images, 1, data.train.size());
    in_range("the number of images to label with", options.label_images, 1, data.train.size());
    in_range("the number of test images", options.test_images, 1, data.test.size());
    in_range("the number of epochs", options.epochs, 1, 100);
    // An unknown device is found now, not after an hour.
    make_device(options.device);
    if (options.lockstep > 0) make_device("rtl");
    in_range("the number of threads", options.threads, 1, 256);
}

WeightDifference difference(const Parameters& fixed, const Parameters& real) {
    WeightDifference result;
    double square = 0;
    for (std::size_t i = 0; i < fixed.weight.size(); ++i) {
        const double d = fixed.weight[i] - real.weight[i];
        result.bias += d;
        square += d * d;
        result.largest = std::max(result.largest, std::abs(d));
    }
    const auto n = static_cast<double>(std::max<std::size_t>(fixed.weight.size(), 1));
    result.bias /= n;
    result.rms = std::sqrt(square / n);
    return result;
}

Data load_data(const Options& options) {
    const std::string folder = options.data.empty() ? BOUTON_MNIST : options.data;
    return {.train = load_mnist(folder, "train"), .test = load_mnist(folder, "t10k")};
}

Result run_job(const Options& options, const Data& data, const Progress& progress) {
    check(options, data);
    const auto start = Clock::now();
    const auto image = compile_network(options.neurons, options.seed);
    const Network network(image);
    const Recipe recipe = recipe_for(options.neurons, options.seed);
    Result result;
    result.options = options;
    result.network = network_source(options.neurons);
    result.side = network.side;
    result.cores = network.cores;
    result.quantisation = image.quantisation;
    for (const auto& projection : image.projections) {
        result.synapses += projection.synapses.size();
        if (!projection.rule.empty()) result.plastic_synapses += projection.synapses.size();
    }

    std::future<Verdict> verdict;
    if (options.lockstep > 0) {
        verdict = std::async(std::launch::async, [&] {
            return lockstep(recipe, image, network, data.train, options.lockstep, progress);
        });
    }
    const unsigned threads =
        options.lockstep > 0 ? std::max(1U, options.threads - 1) : options.threads;

    auto device = make_device(options.device);
    device->load(image);
    auto twin_device = make_device("twin");
    auto* const twin = options.twin ? runtime::chip_of<twin::Chip>(*twin_device) : nullptr;
    if (twin != nullptr) twin->load(image);
    const std::uint32_t images = options.images * options.epochs;
    result.training = train(recipe, network, *device, twin, data.train, images,
                            snapshot_points(images), progress);
    const Counts learning = counts_of(*device);
    result.counters = lines(learning, "training");
    result.ailments = wrong(learning, "training");
    if (twin != nullptr)
        append(result.ailments, wrong(counts_of(*twin_device), "float64 on the same spikes"));

    const auto evaluation_start = Clock::now();
    const auto evaluator = evaluator_for(image, network, recipe, options.device, threads);
    const std::size_t shown = options.label_images + options.test_images;
    result.chip = evaluate(evaluator, result.training.end, data, options.label_images,
                           options.test_images, counting(progress, "testing", shown));
    append(result.ailments, wrong(result.chip.counts, "testing"));
    result.evaluation_seconds = seconds_since(evaluation_start);
    result.curve_images = std::min({2000U, options.label_images, options.test_images});
    const auto each =
        counting(progress, "testing what was learned on the way",
                 std::size_t{2} * result.curve_images * result.training.snapshots.size());
    Counts on_the_way{};
    for (const auto& snapshot : result.training.snapshots) {
        const auto point = evaluate(evaluator, snapshot.parameters, data, result.curve_images,
                                    result.curve_images, each);
        result.curve.push_back({snapshot.images, point.score.vote, point.score.soft});
        add(on_the_way, point.counts);
    }
    append(result.ailments, wrong(on_the_way, "testing on the way"));
    if (options.twin) {
        TwinResult twins;
        twins.open = *result.training.open_loop;
        twins.distance = difference(result.training.end, twins.open);
        twins.open_score =
            evaluate(evaluator, twins.open, data, options.label_images, options.test_images,
                     counting(progress, "testing float64 on the same spikes", shown));
        const Progress apart = [&](auto part, std::size_t done, std::size_t all) {
            progress(part == "learning" ? "learning in float64" : part, done, all);
        };
        auto closed = learn_and_test(image, network, recipe, options, "twin", threads, data, apart);
        append(result.ailments,
               wrong(twins.open_score.counts, "testing float64 on the same spikes"));
        append(result.ailments, closed.wrong);
        twins.closed = std::move(closed.training.end);
        twins.closed_score = std::move(closed.evaluation);
        twins.closed_seconds = closed.training.seconds;
        result.twin = std::move(twins);
    }
    if (verdict.valid()) {
        result.lockstep = verdict.get();
        append(result.ailments, wrong(result.lockstep->counts, "lockstep with the RTL"));
    }
    result.seconds = seconds_since(start);
    return result;
}

std::vector<SeedScore> run_seeds(const Options& options, std::uint32_t seeds, const Data& data,
                                 const Progress& progress) {
    check(options, data);
    std::vector<SeedScore> rows(seeds);
    const std::size_t kinds = options.twin ? 2 : 1;
    std::atomic<std::size_t> done = 0;
    // Twins first: they take longest.
    parallel(seeds * kinds, options.threads, [&](std::size_t i) {
        const bool real = options.twin && i < seeds;
        auto& row = rows[i % seeds];
        const std::uint64_t seed = options.seed + i % seeds;
        const auto image = compile_network(options.neurons, seed);
        const Network network(image);
        const auto run =
            learn_and_test(image, network, recipe_for(options.neurons, seed), options,
                           real ? "twin" : options.device, 1, data, [](auto, auto, auto) {});
        if (real) {
            row.real = run.evaluation.score;
            row.wrong_real = run.wrong;
        } else {
            row.seed = seed;
            row.fixed = run.evaluation.score;
            row.wrong = run.wrong;
        }
        progress("runs", ++done, seeds * kinds);
    });
    return rows;
}

}  // namespace bouton::digits
