// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/readout.hpp"

#include <algorithm>
#include <numeric>

namespace bouton::runtime::compare {

namespace {

std::size_t largest(const std::vector<double>& values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) -
                                    values.begin());
}

}  // namespace

Readout assign_labels(const Responses& responses, std::span<const std::uint8_t> truth,
                      std::size_t classes) {
    std::vector<double> shown(classes);
    Readout readout{.classes = classes,
                    .label = std::vector(responses.neurons, Readout::no_label),
                    .profile = std::vector(responses.neurons, std::vector<double>(classes)),
                    .neurons_of = std::vector<std::uint32_t>(classes)};
    for (std::size_t i = 0; i < responses.windows(); ++i) {
        shown[truth[i]] += 1;
        const auto spikes = responses.of(i);
        for (std::size_t n = 0; n < responses.neurons; ++n)
            readout.profile[n][truth[i]] += spikes[n];
    }
    for (std::size_t n = 0; n < responses.neurons; ++n) {
        auto& profile = readout.profile[n];
        for (std::size_t c = 0; c < classes; ++c) profile[c] /= std::max(shown[c], 1.0);
        const double sum = std::accumulate(profile.begin(), profile.end(), 0.0);
        if (sum == 0) continue;
        for (double& value : profile) value /= sum;
        readout.label[n] = static_cast<std::uint8_t>(largest(profile));
        ++readout.neurons_of[readout.label[n]];
    }
    return readout;
}

Score score(const Readout& readout, const Responses& responses,
            std::span<const std::uint8_t> truth) {
    const std::size_t classes = readout.classes;
    Score result;
    result.windows = static_cast<std::uint32_t>(responses.windows());
    result.confusion.assign(classes, std::vector<std::uint32_t>(classes));
    std::uint32_t right = 0, right_soft = 0;
    std::uint64_t all_spikes = 0;
    std::vector<double> votes(classes), soft(classes);
    for (std::size_t i = 0; i < responses.windows(); ++i) {
        std::fill(votes.begin(), votes.end(), 0.0);
        std::fill(soft.begin(), soft.end(), 0.0);
        std::uint64_t spikes = 0;
        const auto counts = responses.of(i);
        for (std::size_t n = 0; n < responses.neurons; ++n) {
            if (counts[n] == 0) continue;
            spikes += counts[n];
            if (readout.label[n] == Readout::no_label) continue;
            votes[readout.label[n]] += counts[n];
            for (std::size_t c = 0; c < classes; ++c) soft[c] += counts[n] * readout.profile[n][c];
        }
        all_spikes += spikes;
        if (spikes == 0) {
            ++result.silent;
            continue;
        }
        // Nothing voted: wrong, and no guess of class 0.
        if (std::all_of(votes.begin(), votes.end(), [](double v) { return v == 0; })) continue;
        for (std::size_t c = 0; c < classes; ++c) votes[c] /= std::max(readout.neurons_of[c], 1U);
        const std::size_t vote = largest(votes);
        ++result.confusion[truth[i]][vote];
        right += vote == truth[i];
        right_soft += largest(soft) == truth[i];
    }
    const double windows = std::max(result.windows, 1U);
    result.vote = 100.0 * right / windows;
    result.soft = 100.0 * right_soft / windows;
    result.spikes_per_window = static_cast<double>(all_spikes) / windows;
    return result;
}

}  // namespace bouton::runtime::compare
