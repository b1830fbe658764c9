// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/hypergraph.hpp"

#include <algorithm>

namespace bouton::compiler {
namespace {

class Maker {
  public:
    Maker(const Network& network, const std::vector<Rates>& rates, Hypergraph& graph)
        : network_(network), rates_(rates), graph_(graph), next_(network.projections.size(), 0) {}

    void run() {
        vertices();
        graph_.pin_begin.push_back(0);
        reserve();
        std::size_t axon = 0;
        for (std::uint32_t p = 0; p < network_.populations.size(); ++p) {
            const std::size_t first = axon;
            while (axon < graph_.kinds.axons.size() && graph_.kinds.axons[axon].population == p)
                ++axon;
            sources(p, first, axon);
        }
        turn();
    }

  private:
    void vertices() {
        for (std::uint32_t p = 0; p < network_.populations.size(); ++p) {
            const Population& population = network_.populations[p];
            graph_.first_vertex.push_back(population.input ? nothing : graph_.vertices());
            if (population.input) continue;
            graph_.population.insert(graph_.population.end(), population.size, p);
            graph_.recorded.insert(graph_.recorded.end(), population.size, population.recorded);
        }
        graph_.out_begin.resize(graph_.vertices());
        graph_.out_end.resize(graph_.vertices());
    }

    // Growing the largest array would need twice its memory.
    void reserve() {
        std::size_t pins = 0;
        for (const AxonKind& axon : graph_.kinds.axons)
            for (const std::uint32_t row : axon.rows)
                for (const std::uint32_t p : graph_.kinds.rows[row].projections)
                    pins +=
                        network_.projections[p].synapses.size() * (axon.rows.size() > 1 ? 2 : 1);
        graph_.pin_list.reserve(pins);
    }

    double rate(std::uint32_t population, std::uint32_t element) const {
        for (const Rates& one : rates_)
            if (one.population == network_.populations[population].name)
                return one.values.size() == 1 ? one.values[0] : one.values[element];
        return 1;
    }

    void sources(std::uint32_t population, std::size_t first_axon, std::size_t last_axon) {
        const std::uint32_t first = graph_.first_vertex[population];
        for (std::uint32_t i = 0; i < network_.populations[population].size; ++i) {
            const std::uint32_t vertex = first == nothing ? nothing : first + i;
            const auto begin = static_cast<std::uint32_t>(graph_.edges.size());
            for (std::size_t axon = first_axon; axon < last_axon; ++axon)
                edges({.vertex = vertex,
                       .element = i,
                       .axon = static_cast<std::uint32_t>(axon),
                       .rate = static_cast<float>(rate(population, i))});
            if (vertex == nothing) continue;
            graph_.out_begin[vertex] = begin;
            graph_.out_end[vertex] = static_cast<std::uint32_t>(graph_.edges.size());
        }
    }

    void edges(Edge edge) {
        const AxonKind& axon = graph_.kinds.axons[edge.axon];
        std::vector<std::uint32_t> rows;
        for (const std::uint32_t row : axon.rows)
            if (!ends(row, edge.element)) rows.push_back(row);
        if (rows.empty()) return;
        if (rows.size() == 1) edge.row = rows[0];
        for (const std::uint32_t row : rows) pins(row, edge.element);
        add(edge);
        edge.head = false;
        for (const std::uint32_t row : rows) {
            if (rows.size() > 1) {
                edge.row = row;
                pins(row, edge.element);
                add(edge);
            }
            for (const std::uint32_t p : graph_.kinds.rows[row].projections)
                next_[p] = end(p, edge.element);
        }
    }

    void add(const Edge& edge) {
        // Equal pins next to each other: a row of several projections may name a neuron in each.
        std::sort(graph_.pin_list.begin() + static_cast<std::ptrdiff_t>(graph_.pin_begin.back()),
                  graph_.pin_list.end());
        graph_.edges.push_back(edge);
        graph_.pin_begin.push_back(graph_.pin_list.size());
    }

    std::size_t end(std::uint32_t projection, std::uint32_t element) const {
        const auto& synapses = network_.projections[projection].synapses;
        std::size_t at = next_[projection];
        while (at < synapses.size() && synapses[at].pre == element) ++at;
        return at;
    }

    bool ends(std::uint32_t row, std::uint32_t element) const {
        const auto& projections = graph_.kinds.rows[row].projections;
        return std::all_of(projections.begin(), projections.end(), [&](std::uint32_t p) {
            const auto& synapses = network_.projections[p].synapses;
            return next_[p] == synapses.size() || synapses[next_[p]].pre != element;
        });
    }

    void pins(std::uint32_t row, std::uint32_t element) {
        for (const std::uint32_t p : graph_.kinds.rows[row].projections) {
            const Projection& projection = network_.projections[p];
            const std::size_t last = end(p, element);
            for (std::size_t i = next_[p]; i < last; ++i)
                graph_.pin_list.push_back(graph_.first_vertex[projection.post] +
                                          projection.synapses[i].post);
        }
    }

    void turn() {
        graph_.in_begin.assign(graph_.vertices() + 1, 0);
        for (const std::uint32_t vertex : graph_.pin_list) ++graph_.in_begin[vertex + 1];
        for (std::size_t v = 0; v < graph_.vertices(); ++v)
            graph_.in_begin[v + 1] += graph_.in_begin[v];
        std::vector<std::uint64_t> at(graph_.in_begin.begin(), graph_.in_begin.end() - 1);
        graph_.in_list.resize(graph_.pin_list.size());
        for (std::uint32_t e = 0; e < graph_.edges.size(); ++e)
            for (const std::uint32_t vertex : graph_.pins(e)) graph_.in_list[at[vertex]++] = e;
    }

    const Network& network_;
    const std::vector<Rates>& rates_;
    Hypergraph& graph_;
    std::vector<std::size_t> next_;  // by projection: its first synapse not yet taken
};

}  // namespace

void set_fixed_fanout(const Network& network, std::uint32_t cores, Hypergraph& graph) {
    std::vector<std::uint32_t> feeds(network.populations.size(), 0);
    for (const Feed& feed : network.feeds) feeds[feed.population] += cores;
    graph.fixed_fanout.resize(graph.vertices());
    for (std::uint32_t v = 0; v < graph.vertices(); ++v)
        graph.fixed_fanout[v] = feeds[graph.population[v]] + (graph.recorded[v] ? 1 : 0);
}

Hypergraph hypergraph(const Network& network, const Plan& plan, const std::vector<Rates>& rates) {
    Hypergraph graph;
    graph.kinds = row_kinds(network, plan);
    Maker(network, rates, graph).run();
    set_fixed_fanout(network, 1, graph);
    return graph;
}

}  // namespace bouton::compiler
