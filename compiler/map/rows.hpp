// SPDX-License-Identifier: Apache-2.0
// Which rows the elements of a population have on a core, as the allocator makes them: synapses of
// a projection that learns, or needs axon state, have rows and an axon of their own; all others
// share one row for each gain and hang on the population's first axon by `more`.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/network.hpp"
#include "compiler/ir/plan.hpp"

namespace bouton::compiler {

struct RowKind {
    std::uint32_t population = 0, axon = 0;  // axon: index into RowKinds::axons
    std::vector<std::uint32_t> projections;
    std::uint32_t stride = 1;  // words a synapse
    bool bare = false;         // shares its descriptor with all bare rows of the gain
    spec::Gain gain = spec::Gain::None;
};

// An axon of a source: one head, one event, one packet to each core that has it.
struct AxonKind {
    std::uint32_t population = 0;
    std::vector<std::uint32_t> rows;  // indices into RowKinds::rows
};

struct RowKinds {
    std::vector<RowKind> rows;
    std::vector<AxonKind> axons;  // by population
};

RowKinds row_kinds(const Network& network, const Plan& plan);

}  // namespace bouton::compiler
