// SPDX-License-Identifier: Apache-2.0
// Reads a class out of spike counts. Nothing here learns: labels come from the responses of the
// frozen network to labelled training images, scores from its responses to test images.
//
// Contract: a neuron's label is the class it answers with the most spikes per image; one that never
// spiked has none. Vote: spikes of each class over the number of neurons of that class, the largest
// wins. Soft vote: each spike votes with its neuron's profile over classes. Ties: the lower class.
// An image without a spike counts as wrong.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "examples/digits/counters.hpp"

namespace bouton::digits {

constexpr std::size_t classes = 10;

// Spikes of every neuron while every image was shown, image by image.
struct Responses {
    std::size_t neurons = 0;
    std::vector<std::uint16_t> spikes;
    Counts counts{};  // of the devices that responded

    std::size_t images() const { return neurons == 0 ? 0 : spikes.size() / neurons; }
    std::span<const std::uint16_t> of(std::size_t image) const {
        return std::span(spikes).subspan(image * neurons, neurons);
    }
};

struct Readout {
    static constexpr std::uint8_t no_label = 255;
    std::vector<std::uint8_t> label;                   // of each neuron
    std::vector<std::array<double, classes>> profile;  // sums to 1, or all 0
    std::array<std::uint32_t, classes> neurons_of{};   // labelled with each class
};

Readout assign_labels(const Responses& responses, std::span<const std::uint8_t> truth);

struct Score {
    double vote = 0, soft = 0;  // per cent of all images
    std::uint32_t images = 0, silent = 0;
    double spikes_per_image = 0;
    std::array<std::array<std::uint32_t, classes>, classes> confusion{};  // [truth][vote]
};

Score score(const Readout& readout, const Responses& responses,
            std::span<const std::uint8_t> truth);

// Mean and half of its 95 % confidence interval (Student's t).
struct Mean {
    double mean = 0, half_interval = 0;
};
Mean mean_of(std::span<const double> values);

}  // namespace bouton::digits
