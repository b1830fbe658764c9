// SPDX-License-Identifier: Apache-2.0
// First partitions: they fill one part after the other. What is on a part already (pins) stays.
#pragma once

#include "compiler/map/partition.hpp"
#include "compiler/map/random.hpp"

namespace bouton::compiler {

// Each returns whether every neuron found room.

// Neurons in the order of `order` (populations); with `apart`, a population begins a new part.
// Gives up when there are sure to be more packets than `bound`.
bool pack(Partition& partition, const std::vector<std::uint32_t>& order, bool apart,
          double bound = std::numeric_limits<double>::infinity());

// Adds to a part the neuron that shares most of what the part hears and says: `by_rate`, counted by
// rate, else each axon alike.
bool grow(Partition& partition, bool by_rate);

// Any part that has room.
bool scatter(Partition& partition, Random& random);

// Populations from inputs on, as far as projections lead.
std::vector<std::uint32_t> by_depth(const Network& network);

}  // namespace bouton::compiler
