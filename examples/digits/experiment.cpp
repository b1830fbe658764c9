// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/experiment.hpp"

#include <algorithm>
#include <chrono>

#include "examples/common/parallel.hpp"
#include "examples/digits/shuffle.hpp"
#include "runtime/device/devices.hpp"

namespace bouton::digits {

using common::parallel;

namespace {

constexpr std::uint32_t raster_images = 5;
// Images shown to one freshly loaded device: fixed, so that threads change nothing.
constexpr std::uint32_t chunk = 1250;

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Spikes of a step, by core.
using Forced = std::vector<std::vector<twin::ForcedSpike>>;

// From now on the neurons of the network spike when they are told to.
void take_over(twin::Chip& twin, const Network& network) {
    std::vector<std::vector<std::uint32_t>> neurons(network.cores);
    for (const auto [core, index] : network.neuron) neurons[core].push_back(index);
    for (std::uint32_t core = 0; core < network.cores; ++core) twin.force(core, neurons[core]);
}

// The twin beside the device: same input, spikes forced to be the device's.
void follow(twin::Chip& twin, const Network& network, std::span<const spec::StreamWord> input,
            std::span<const spec::StreamWord> spikes, Forced& forced,
            std::vector<spec::StreamWord>& output) {
    forced.resize(network.cores);
    for (auto& of_core : forced) of_core.clear();
    for (const auto& spike : spikes)
        forced[network.core_of(spike.core)].push_back(
            {.neuron = spike.index, .payload = spike.payload});
    for (std::uint32_t core = 0; core < network.cores; ++core) twin.set_forced(core, forced[core]);
    twin.step(input, output);
}

}  // namespace

Recipe recipe_for(std::uint32_t neurons, std::uint64_t seed) {
    // Measured at 400 and at 1,600 neurons: fewer spikes in a step are better there and not here.
    constexpr std::uint32_t few = 1000;
    Recipe recipe{.seed = seed};
    if (neurons > one_core && neurons <= few) recipe.length = 0.3;
    return recipe;
}

std::vector<std::uint32_t> training_order(const Recipe& recipe, std::size_t images) {
    return shuffled(static_cast<std::uint32_t>(images), recipe.seed);
}

Training train(const Recipe& recipe, const Network& network, runtime::DeviceInterface& device,
               twin::Chip* twin, const Dataset& data, std::uint32_t images,
               const std::vector<std::uint32_t>& snapshots, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    const auto order = training_order(recipe, data.size());
    Training result;
    result.start = read_parameters(network, device);
    Encoder encoder(recipe.seed, network.side, recipe.length, recipe.steps);
    Player player(network, device);
    if (twin != nullptr) take_over(*twin, network);
    Presentation presentation;
    std::vector<std::uint16_t> counts(network.neurons);
    Forced forced;
    std::vector<spec::StreamWord> ignored;
    std::uint64_t spikes = 0;
    std::uint32_t step = 0, shown = 0;
    for (std::uint32_t n = 0; n < images; ++n) {
        const std::uint32_t which = order[n % order.size()];
        encoder.encode(data.images[which], presentation);
        player.set_drift(n < recipe.early_images ? recipe.early_drift : 1);
        std::fill(counts.begin(), counts.end(), std::uint16_t{0});
        const bool drawn = n + raster_images >= images;
        player.show(presentation, counts, [&](auto input, auto output) {
            if (drawn) {
                for (std::uint8_t pixel : presentation.at(step % recipe.steps)) {
                    result.raster.push_back({step, pixel, true});
                }
                for (const auto& spike : output) {
                    result.raster.push_back({step, network.element_of(spike), false});
                }
                ++step;
            }
            if (twin != nullptr) follow(*twin, network, input, output, forced, ignored);
        });
        if (drawn) result.raster_labels.push_back(data.labels[which]);
        for (std::uint16_t count : counts) spikes += count;
        ++shown;
        if ((n + 1) * 100ULL / images != n * 100ULL / images) {
            result.spikes_per_image.push_back(static_cast<double>(spikes) / shown);
            spikes = shown = 0;
        }
        if (std::find(snapshots.begin(), snapshots.end(), n + 1) != snapshots.end()) {
            result.snapshots.push_back({n + 1, read_parameters(network, device)});
        }
        if ((n + 1) % 10 == 0 || n + 1 == images) progress("learning", n + 1, images);
    }
    result.end = read_parameters(network, device);
    if (twin != nullptr) result.open_loop = read_parameters(network, *twin);
    result.steps = static_cast<std::uint64_t>(images) * recipe.steps;
    result.seconds = seconds_since(start);
    return result;
}

Answers respond(const Evaluator& evaluator, const Parameters& parameters, const Images& images,
                std::uint32_t count, const std::function<void()>& each) {
    const Network& network = *evaluator.network;
    Answers result;
    std::vector<std::uint16_t>& spikes = result.responses.spikes;
    result.responses.neurons = network.neurons;
    spikes.assign(static_cast<std::size_t>(count) * network.neurons, 0);
    const std::size_t chunks = (count + chunk - 1) / chunk;
    std::vector<Counts> counts(chunks);
    parallel(chunks, evaluator.threads, [&](std::size_t c) {
        auto device = make_device(evaluator.device);
        device->load(*evaluator.image);
        write_parameters(network, *device, parameters);
        Player player(network, *device);
        player.set_learning(false);
        Encoder encoder(evaluator.recipe.seed + c, network.side, evaluator.recipe.length,
                        evaluator.recipe.steps);
        Presentation presentation;
        const std::size_t last = std::min<std::size_t>(count, (c + 1) * chunk);
        for (std::size_t i = c * chunk; i < last; ++i) {
            encoder.encode(images[i], presentation);
            player.show(presentation,
                        std::span(spikes).subspan(i * network.neurons, network.neurons));
            each();
        }
        counts[c] = counts_of(*device);
    });
    for (const Counts& of_chunk : counts) add(result.counts, of_chunk);
    return result;
}

Evaluation evaluate(const Evaluator& evaluator, const Parameters& parameters, const Data& data,
                    std::uint32_t label_images, std::uint32_t test_images,
                    const std::function<void()>& each) {
    Evaluation result;
    const auto labelling = respond(evaluator, parameters, data.train.images, label_images, each);
    result.readout = assign_labels(labelling.responses, data.train.labels);
    const auto testing = respond(evaluator, parameters, data.test.images, test_images, each);
    result.score = score(result.readout, testing.responses, data.test.labels);
    result.counts = labelling.counts;
    add(result.counts, testing.counts);
    return result;
}

}  // namespace bouton::digits
