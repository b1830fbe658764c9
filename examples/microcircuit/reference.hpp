// SPDX-License-Identifier: Apache-2.0
// The cortical microcircuit (docs/microcircuit.md) in float64, written from the paper alone: no
// part of the compiler, the network file or the chip's arithmetic and random numbers is used, so
// that its rates say what the chip's should be.
#pragma once

#include <array>
#include <cstdint>

namespace bouton::microcircuit {

inline constexpr std::size_t populations = 8;
inline constexpr std::array<const char*, populations> names{"L23E", "L23I", "L4E", "L4I",
                                                            "L5E",  "L5I",  "L6E", "L6I"};
// At full scale, in spikes/s: what the paper's network does.
inline constexpr std::array<double, populations> full_rates{0.903, 2.965, 4.414, 5.876,
                                                            7.569, 8.633, 1.105, 7.829};
using Rates = std::array<double, populations>;

struct Scaling {
    double neurons = 0.1, synapses = 0.1;  // synapses: of each neuron
};

// Mean rates, in spikes/s, of `steps` steps of 0.1 ms after `before` steps that are not counted.
Rates reference(Scaling scaling, std::uint64_t before, std::uint64_t steps, std::uint64_t seed);

std::uint32_t size(Scaling scaling, std::size_t population);

}  // namespace bouton::microcircuit
