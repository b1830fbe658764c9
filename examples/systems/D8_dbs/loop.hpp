// SPDX-License-Identifier: Apache-2.0
// The loop of nucleus and pallidum in float64, with a wiring and a noise of its own, and how its
// activity, or the chip's, is measured.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace bouton::systems::dbs {

inline constexpr std::size_t cells = 64;  // of each kind

// Spikes of all cells of a kind in each step.
struct Activity {
    std::vector<double> somata, axons, pallidum;
};

// `steps` steps, after a second to settle.
Activity reference(double frequency, std::uint64_t steps, std::uint64_t seed);

struct Rhythm {
    double beta = 0;                                  // power from 13 to 30 Hz
    double peak = 0;                                  // Hz, where the power is largest
    std::vector<std::pair<double, double>> spectrum;  // power over Hz, 5 to 60
};

struct Measured {
    double somata = 0, axons = 0, pallidum = 0;  // rate of a cell in Hz
    Rhythm axon_rhythm, pallidum_rhythm;         // of all cells together
};
Measured measure(const Activity& activity);

}  // namespace bouton::systems::dbs
