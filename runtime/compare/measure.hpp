// SPDX-License-Identifier: Apache-2.0
// What distinguishes a run from the twin's, as rows of one number each: easy to keep, to average
// over seeds and to show. `at` is a step, or the lower edge of a histogram's bin.
//
//   of a projection: rms, bias (at steps; of the weights against the twin's), correlation, mean,
//                    sd; if it learns, share (of the weights, in a bin between its bounds)
//   of a population: rate (spikes a second), van_rossum, victor_purpura (mean over its neurons),
//                    moved (victor_purpura of all spikes over their number: 0 equal, 1 all differ)
#pragma once

#include <string>
#include <vector>

#include "runtime/compare/run.hpp"

namespace bouton::runtime::compare {

struct Measure {
    std::string name, quantity;  // of the projection or population
    double at = 0, value = 0;

    bool operator==(const Measure&) const = default;
};

struct Metric {
    double tau = 0.01;  // s, of van Rossum
    double cost = 100;  // 1/s, of Victor and Purpura
    std::uint32_t bins = 20;
};

// Distances of spikes only if the two runs had spikes of their own.
std::vector<Measure> measure(const image::Image& image, const Run& run, const Run& twin,
                             const Metric& metric, bool with_spikes);

}  // namespace bouton::runtime::compare
