// SPDX-License-Identifier: Apache-2.0
// A network as the mapper sees it: vertices are neurons, an edge is an axon of a source and the
// neurons that hear it. Compressed arrays: twelve bytes a synapse with what a partition adds.
//
// A pin is a synapse, so a neuron that an edge reaches twice is there twice, next to itself. An
// axon whose synapses lie in several rows has an edge that is only Head (what travels) and one for
// each row that is only Row (what a core stores); most have one row, and one edge that is both.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "compiler/map/rows.hpp"

namespace bouton::compiler {

struct Rates {  // spikes a step, or any other unit
    std::string population;
    std::vector<double> values;  // one, or one an element
    std::string file{};          // where they are from, if from a file of rates: its first line
    std::uint32_t line = 0;      // of the population
};

inline constexpr std::uint32_t nothing = std::numeric_limits<std::uint32_t>::max();

struct Edge {
    std::uint32_t vertex = nothing;  // its source, if that is a neuron
    std::uint32_t element = 0;       // of its source's population
    std::uint32_t row = nothing;     // RowKinds::rows, if it is stored
    std::uint32_t axon = 0;          // RowKinds::axons
    float rate = 1;
    bool head = true;

    bool stored() const { return row != nothing; }
};

struct Hypergraph {
    RowKinds kinds;
    std::vector<std::uint32_t> first_vertex;  // by population (inputs: nothing)
    std::vector<std::uint32_t> population;    // by vertex
    std::vector<bool> recorded;               // by vertex
    std::vector<std::uint32_t> fixed_fanout;  // by vertex: entries it has wherever it is
    std::vector<Edge> edges;                  // those of a source next to each other
    std::vector<std::uint64_t> pin_begin, in_begin;
    std::vector<std::uint32_t> pin_list, in_list;
    std::vector<std::uint32_t> out_begin;  // by vertex: its first edge; the end is another array
    std::vector<std::uint32_t> out_end;

    std::uint32_t vertices() const { return static_cast<std::uint32_t>(population.size()); }
    std::uint32_t element(std::uint32_t vertex) const {
        return vertex - first_vertex[population[vertex]];
    }
    std::span<const std::uint32_t> pins(std::size_t edge) const {
        return std::span(pin_list).subspan(pin_begin[edge], pin_begin[edge + 1] - pin_begin[edge]);
    }
    // Edges that reach a neuron, one for each synapse, equal ones next to each other.
    std::span<const std::uint32_t> in(std::size_t vertex) const {
        return std::span(in_list).subspan(in_begin[vertex],
                                          in_begin[vertex + 1] - in_begin[vertex]);
    }
};

// One fan-out entry if a neuron is recorded, and one to each core of the mesh for every modulator
// it feeds.
void set_fixed_fanout(const Network& network, std::uint32_t cores, Hypergraph& graph);

// With the fixed fan-out of one core.
Hypergraph hypergraph(const Network& network, const Plan& plan, const std::vector<Rates>& rates);

// Calls `visit(edge, synapses)` for each edge that reaches a neuron.
template <class Visit>
void each_in(const Hypergraph& graph, std::uint32_t vertex, Visit visit) {
    const auto in = graph.in(vertex);
    for (std::size_t i = 0; i < in.size();) {
        std::size_t end = i + 1;
        while (end < in.size() && in[end] == in[i]) ++end;
        visit(in[i], static_cast<std::uint32_t>(end - i));
        i = end;
    }
}

}  // namespace bouton::compiler
