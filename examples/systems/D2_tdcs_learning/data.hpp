// SPDX-License-Identifier: Apache-2.0
// A task with 20 inputs and two classes, and the network of the description in float64 on the host:
// 20-30-1, rectified, trained by Adam.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace bouton::systems::tdcs_task {

inline constexpr std::size_t inputs = 20, hidden = 30, first_lit = 5, last_lit = 14;
inline constexpr double current = 0.3;

struct Sample {
    std::array<double, inputs> x;
    bool positive;
};

struct Task {
    std::vector<Sample> train, test;
};

// The classes are the two sides of a random plane.
Task make_task(std::uint64_t seed);

// Share of the test samples that are right after 30 epochs, with or without the current on hidden
// units 5 to 14.
double host_accuracy(const Task& task, std::uint64_t seed, bool stimulated);

// The chip's network in float64: fixed weights from the inputs, [unit][input], a readout that
// learns by its error at this rate, and the current on the units from `lit` on.
struct Fixed {
    std::vector<std::array<double, inputs>> weights;
    std::size_t lit = 0;
};
double readout_accuracy(const Task& task, const Fixed& fixed, bool stimulated, double rate,
                        int epochs);

}  // namespace bouton::systems::tdcs_task
