// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/evaluate.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace bouton::digits {

namespace {

std::size_t largest(const std::array<double, classes>& values) {
    return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) -
                                    values.begin());
}

}  // namespace

Readout assign_labels(const Responses& responses, std::span<const std::uint8_t> truth) {
    std::array<double, classes> shown{};
    Readout readout;
    readout.label.assign(responses.neurons, Readout::no_label);
    readout.profile.assign(responses.neurons, {});
    for (std::size_t i = 0; i < responses.images(); ++i) {
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
    Score result;
    result.images = static_cast<std::uint32_t>(responses.images());
    std::uint32_t right = 0, right_soft = 0;
    std::uint64_t all_spikes = 0;
    for (std::size_t i = 0; i < responses.images(); ++i) {
        std::array<double, classes> votes{}, soft{};
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
    const double images = std::max(result.images, 1U);
    result.vote = 100.0 * right / images;
    result.soft = 100.0 * right_soft / images;
    result.spikes_per_image = static_cast<double>(all_spikes) / images;
    return result;
}

Mean mean_of(std::span<const double> values) {
    Mean result;
    const auto n = static_cast<double>(values.size());
    if (values.empty()) return result;
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    if (values.size() < 2) return result;
    double square = 0;
    for (double value : values) square += (value - result.mean) * (value - result.mean);
    const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.975);
    result.half_interval = t * std::sqrt(square / (n - 1) / n);
    return result;
}

}  // namespace bouton::digits
