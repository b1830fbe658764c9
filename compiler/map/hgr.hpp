// SPDX-License-Identifier: Apache-2.0
// The hypergraph in the hMETIS format, for outside partitioners, and a partition as they write it.
//
// Vertices are the neurons in the order of their ids. Vertex weight: 1 + its fan-in in synapses.
// Hyperedge: an axon, its source (if a neuron) and every neuron that hears it, so that the format's
// usual objective, weight x (parts - 1), is packets. Weight: rate, scaled so that the largest is
// 10000, at least 1.
#pragma once

#include <string>

#include "compiler/ir/diagnostic.hpp"
#include "compiler/map/partition.hpp"

namespace bouton::compiler {

std::string to_hgr(const Hypergraph& graph);

// A part's number a line, from 0 on, in the order of vertices. `text` is what `diagnostics.file`
// holds. Empty if there is an error.
Parts read_parts(std::string_view text, std::uint32_t vertices, Diagnostics& diagnostics);

}  // namespace bouton::compiler
