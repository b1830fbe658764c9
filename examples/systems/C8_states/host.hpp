// SPDX-License-Identifier: Apache-2.0
// The data, the learning rates, and what learns in float64 on the host: the network of the
// description (10-20-1, rectified, gradient descent in batches of 32), and the linear unit of the
// chip (the delta rule, sample by sample). Nothing here knows of the chip.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bouton::systems::states {

inline constexpr std::size_t inputs = 10, samples = 1000, kinds = 3;
inline constexpr const char* names[kinds] = {"constant", "decaying", "cyclical"};

struct Sample {
    std::array<double, inputs> x{};
    double y = 0;
};

struct Data {
    std::array<double, inputs> weights{};
    std::vector<Sample> samples;
};
// y = w x + 0.1 n; w, x, n standard normal.
Data make_data(std::uint64_t seed);
// The order in which an epoch shows them; the same for all rates.
std::vector<std::size_t> order(std::uint64_t seed, int epoch);

// Of a kind in an epoch; with `equal`, scaled to the same sum over all 50, that of the constant
// one.
inline constexpr int epochs = 50;
double rate(std::size_t kind, int epoch, bool equal);

// Mean squared error of the batches, or samples, in each of the first `count` epochs, as it learns.
using Losses = std::vector<double>;
Losses train_network(const Data& data, std::uint64_t seed, std::size_t kind, bool equal, int count);
// dw = scale rate error x
Losses train_unit(const Data& data, std::uint64_t seed, std::size_t kind, bool equal, double scale,
                  int count);

}  // namespace bouton::systems::states
