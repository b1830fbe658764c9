// SPDX-License-Identifier: Apache-2.0
// Networks to map, as the mapper gets them: connected, with plans that hold what it looks at.
#pragma once

#include <cstdint>

#include "compiler/map/map.hpp"

namespace bouton::bench {

struct ToMap {
    compiler::Network network;
    compiler::Plan plan;
    compiler::MapOptions options;  // with rates
};

// side x side neurons on a torus with `fan_in` synapses each: four in five from nearby (Gaussian,
// sd 4), the others from anywhere. Numbered at random, as users' networks are; rates are lognormal.
ToMap scrambled_sheet(std::uint32_t side, std::uint32_t fan_in);

// 784 inputs - 400 - 400 - 10, all to all.
ToMap dense_layers();

}  // namespace bouton::bench
