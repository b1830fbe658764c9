// SPDX-License-Identifier: Apache-2.0
// Before any search: how many cores a network needs at least, by each resource, and who asks for
// most of it. No partition uses fewer; the best may use more.
#pragma once

#include <string>

#include "compiler/map/hypergraph.hpp"
#include "compiler/map/programs.hpp"

namespace bouton::compiler {

struct Bound {
    Resource resource = Resource::Neurons;
    std::uint64_t needed = 0, available = 0;  // of the network, of a core
    std::uint32_t cores = 0;                  // at least
    std::uint32_t population = nothing;       // asks for most of it
};

// A neuron that no core can hold, or a source whose fan-out none can.
struct Oversize {
    Resource resource = Resource::Neurons;
    std::uint64_t needed = 0, available = 0;
    std::uint32_t population = 0, element = 0;
};

struct Feasibility {
    std::vector<Bound> bounds;
    std::vector<Oversize> oversize;

    // The bound that asks for most cores.
    const Bound& binding() const;
    std::uint32_t cores() const { return binding().cores; }
};

Feasibility feasibility(const Hypergraph& graph, const ProgramRoom& programs,
                        const Capacity& capacity);

}  // namespace bouton::compiler
