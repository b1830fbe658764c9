// SPDX-License-Identifier: Apache-2.0
// Where everything lies on the chip. Descriptors are numbered over the network here; a core holds
// those it needs, in the same order (CoreLayout::descriptors).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/ir/plan.hpp"
#include "compiler/map/rows.hpp"

namespace bouton::compiler {

// An axon entry: the row of one source element.
struct Entry {
    static constexpr std::uint32_t none = ~0U;

    std::uint32_t element = 0;
    std::uint32_t row = none;  // index into RowKinds::rows; none fills a group up
    std::uint32_t pointer = 0;
    std::uint16_t words = 0;
    bool more = false;
};

// The first entry of a source on a core: where its events go.
struct Head {
    std::uint32_t source = 0;  // id
    image::Location axon;
};

struct CoreLayout {
    std::uint32_t neuron_groups = 0;
    std::vector<Entry> entries;                             // by axon
    std::vector<std::optional<std::uint32_t>> axon_groups;  // descriptor
    std::vector<std::uint32_t> descriptors;                 // those in use, ascending
    std::uint32_t words = 0;                                // synapse addresses in use
};

struct Layout {
    std::vector<DescriptorPlan> descriptors;
    std::vector<std::uint32_t> neuron_descriptor;  // by population
    std::optional<std::uint32_t> core_descriptor;
    RowKinds kinds;
    std::vector<std::uint32_t> row_descriptor;                  // by row kind
    std::vector<std::optional<std::uint32_t>> axon_descriptor;  // by axon kind: of its program
    std::vector<std::vector<image::Location>> neurons;  // by population, element; inputs: none
    std::vector<std::vector<image::Synapse>> synapses;  // by projection
    std::vector<Head> heads;                            // by source, core, axon
    std::vector<CoreLayout> cores;
};

}  // namespace bouton::compiler
