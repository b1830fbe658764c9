// SPDX-License-Identifier: Apache-2.0
// Lanes for the neurons of a part: the order of a population's neurons in their core is free, and
// a row takes as many words as its fullest lane has synapses.
#pragma once

#include "compiler/map/partition.hpp"
#include "compiler/map/random.hpp"

namespace bouton::compiler {

struct PartRows {
    std::uint64_t words = 0;    // synapse words a lane
    std::uint64_t longest = 0;  // words of a row
    std::uint64_t synapses = 0;
};

struct Lanes {
    std::vector<std::uint32_t> slot;  // by vertex, as Mapping::slot
    std::vector<PartRows> rows;       // by part
    bool by_element = true;           // slot says nothing new
};

// Spreads the synapses of every row over the lanes where that takes fewer words than the order of
// elements. `random`: any order instead, where it has room.
Lanes assign_lanes(const Partition& partition, Random* random = nullptr);

}  // namespace bouton::compiler
