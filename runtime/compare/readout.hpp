// SPDX-License-Identifier: Apache-2.0
// Reads classes out of spike counts. Nothing here learns: labels come from the responses of neurons
// in windows whose class is known, scores from their responses in others.
//
// Contract: a neuron's label is the class it answers with the most spikes per window; one that
// never spiked has none. Vote: spikes of each class over the number of neurons of that class, the
// largest wins. Soft vote: each spike votes with its neuron's profile over classes. Ties: the lower
// class. A window without a spike counts as wrong.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bouton::runtime::compare {

// Spikes of every neuron in every window, window by window.
struct Responses {
    std::size_t neurons = 0;
    std::vector<std::uint16_t> spikes;

    std::size_t windows() const { return neurons == 0 ? 0 : spikes.size() / neurons; }
    std::span<const std::uint16_t> of(std::size_t window) const {
        return std::span(spikes).subspan(window * neurons, neurons);
    }
};

struct Readout {
    static constexpr std::uint8_t no_label = 255;
    std::size_t classes = 0;                   // numbered from 0
    std::vector<std::uint8_t> label;           // of each neuron
    std::vector<std::vector<double>> profile;  // of each neuron over classes; sums to 1, or all 0
    std::vector<std::uint32_t> neurons_of;     // labelled with each class
};

// `truth`: the class of each window, below `classes`.
Readout assign_labels(const Responses& responses, std::span<const std::uint8_t> truth,
                      std::size_t classes);

struct Score {
    double vote = 0, soft = 0;  // per cent of all windows
    std::uint32_t windows = 0, silent = 0;
    double spikes_per_window = 0;
    std::vector<std::vector<std::uint32_t>> confusion;  // [truth][vote]
};

Score score(const Readout& readout, const Responses& responses,
            std::span<const std::uint8_t> truth);

}  // namespace bouton::runtime::compare
