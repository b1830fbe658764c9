// SPDX-License-Identifier: Apache-2.0
// The two halves of the job: learning from images without labels, and finding out what was learned.
//
// Contract: everything is a function of (recipe, seed, images shown); the number of threads changes
// nothing. Evaluation runs on devices of its own, with the parameters frozen, and touches nothing
// of the device that learns.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "examples/common/progress.hpp"
#include "examples/digits/counters.hpp"
#include "examples/digits/evaluate.hpp"
#include "examples/digits/mnist.hpp"
#include "examples/digits/player.hpp"
#include "sim/twin/chip.hpp"

namespace bouton::digits {

using common::Progress;

struct Recipe {
    std::uint64_t seed = 1;
    double length = 0.4;                 // of the vector of spike probabilities
    std::uint32_t steps = 200;           // an image
    std::uint32_t early_images = 10000;  // thresholds drift down faster at first: more spikes, and
    double early_drift = 2;              // so faster learning, while everything is still to learn
};
// Networks of some sizes learn better from fewer spikes a step (docs/digits.md).
Recipe recipe_for(std::uint32_t neurons, std::uint64_t seed);

struct Data {
    Dataset train, test;
};

// A spike as the raster shows it.
struct RasterSpike {
    std::uint32_t step = 0, element = 0;
    bool input = false;
};

struct Snapshot {
    std::uint32_t images = 0;
    Parameters parameters;
};

struct Training {
    Parameters start, end;
    std::vector<Snapshot> snapshots;
    std::vector<double> spikes_per_image;  // of each hundredth of the training
    std::vector<RasterSpike> raster;       // of the last images
    std::vector<std::uint8_t> raster_labels;
    double seconds = 0;
    std::uint64_t steps = 0;
    std::optional<Parameters> open_loop;  // of the twin that learned from the same spikes
    double twin_seconds = 0;              // part of `seconds`
};

// The n-th image shown is images[order[n mod size]].
std::vector<std::uint32_t> training_order(const Recipe& recipe, std::size_t images);

// Learns on `device`, which has been loaded. With `twin` the float64 twin, loaded too, gets the
// same input and is forced to spike when the device does. Snapshots are taken after the given
// numbers of images.
Training train(const Recipe& recipe, const Network& network, runtime::DeviceInterface& device,
               twin::Chip* twin, const Dataset& data, std::uint32_t images,
               const std::vector<std::uint32_t>& snapshots, const Progress& progress);

struct Evaluator {
    const image::Image* image = nullptr;
    const Network* network = nullptr;
    std::string device = "model";
    Recipe recipe;
    unsigned threads = 1;
};

struct Answers {
    Responses responses;
    Counts counts{};  // of the devices that responded
};

// Responses of the frozen network to the first `count` images. `each` is called for each, from any
// thread.
Answers respond(const Evaluator& evaluator, const Parameters& parameters, const Images& images,
                std::uint32_t count, const std::function<void()>& each);

struct Evaluation {
    Readout readout;
    Score score;
    Counts counts{};  // of all devices that took part
};

// Labels from the first training images, score on the first test images.
Evaluation evaluate(const Evaluator& evaluator, const Parameters& parameters, const Data& data,
                    std::uint32_t label_images, std::uint32_t test_images,
                    const std::function<void()>& each);

}  // namespace bouton::digits
