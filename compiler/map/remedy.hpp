// SPDX-License-Identifier: Apache-2.0
// What would hold a network that did not fit. Each has been tried: a partition was found and
// checked. "" if there is none. Leaves the graph with the fixed fan-out of another mesh.
#pragma once

#include "compiler/map/map.hpp"

namespace bouton::compiler {

std::string remedy(const Network& network, const Plan& plan, Hypergraph& graph,
                   const spec::Configuration& configuration, const MapOptions& options,
                   const Parts& pinned);

}  // namespace bouton::compiler
