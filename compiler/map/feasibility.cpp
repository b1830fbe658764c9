// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/feasibility.hpp"

#include <algorithm>
#include <set>

namespace bouton::compiler {
namespace {

constexpr std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) {
    return b == 0 ? 0 : (a + b - 1) / b;
}

class Estimate {
  public:
    Estimate(const Hypergraph& graph, const ProgramRoom& programs, const Capacity& capacity)
        : graph_(graph),
          programs_(programs),
          capacity_(capacity),
          by_population_(graph.first_vertex.size()),
          own_fanout_(graph.vertices(), 0) {}

    Feasibility run() {
        neurons();
        edges();
        for (const Resource one :
             {Resource::Neurons, Resource::Axons, Resource::Words, Resource::Fanout})
            sum(one);
        programs();
        for (std::uint32_t v = 0; v < graph_.vertices(); ++v) neuron(v);
        return std::move(result_);
    }

  private:
    std::uint64_t most_neurons() const {
        return std::min(capacity_.neurons, capacity_.most[Resource::Neurons]);
    }

    void neurons() {
        for (std::uint32_t v = 0; v < graph_.vertices(); ++v) {
            by_population_[graph_.population[v]][Resource::Neurons] += 1;
            own_fanout_[v] = graph_.fixed_fanout[v];
        }
        for (Amounts& one : by_population_)
            one[Resource::Neurons] =
                divide_up(one[Resource::Neurons], capacity_.lanes) * capacity_.lanes;
    }

    // An axon is on as many cores as its neurons need; so is an entry of its fan-out.
    void edges() {
        for (std::size_t e = 0; e < graph_.edges.size(); ++e) {
            const Edge& edge = graph_.edges[e];
            const auto pins = graph_.pins(e);
            std::uint64_t neurons = 1;
            for (std::size_t i = 1; i < pins.size(); ++i)
                if (pins[i] != pins[i - 1]) ++neurons;
            const std::uint64_t cores = divide_up(neurons, most_neurons());
            Amounts& from = by_population_[graph_.kinds.axons[edge.axon].population];
            if (edge.head && edge.vertex != nothing) own_fanout_[edge.vertex] += cores;
            if (!edge.stored()) continue;
            from[Resource::Axons] += cores;
            from[Resource::Words] +=
                graph_.kinds.rows[edge.row].stride * divide_up(pins.size(), capacity_.lanes);
        }
        for (std::uint32_t v = 0; v < graph_.vertices(); ++v)
            by_population_[graph_.population[v]][Resource::Fanout] += own_fanout_[v];
    }

    void sum(Resource resource) {
        Bound bound{.resource = resource, .available = capacity_.most[resource]};
        for (std::uint32_t p = 0; p < by_population_.size(); ++p) {
            bound.needed += by_population_[p][resource];
            if (bound.population == nothing ||
                by_population_[p][resource] > by_population_[bound.population][resource])
                bound.population = p;
        }
        bound.cores = static_cast<std::uint32_t>(divide_up(bound.needed, bound.available));
        // The user's own limit does not count in groups.
        if (resource == Resource::Neurons)
            bound.cores = std::max(bound.cores, static_cast<std::uint32_t>(divide_up(
                                                    graph_.vertices(), capacity_.neurons)));
        result_.bounds.push_back(bound);
    }

    // What is on no core at least once cannot run. A core's own program is on each.
    void programs() {
        Present all;
        for (std::uint32_t p = 0; p < graph_.first_vertex.size(); ++p)
            if (graph_.first_vertex[p] != nothing) all.populations.push_back(p);
        for (std::uint32_t r = 0; r < graph_.kinds.rows.size(); ++r) all.rows.push_back(r);
        const Amounts needed = programs_.least(all);
        Amounts own = programs_.least({});
        own[Resource::Banks] = 0;  // constants share banks, the core's own with others
        for (const Resource one :
             {Resource::Descriptors, Resource::Instructions, Resource::Banks}) {
            const std::uint64_t most = capacity_.most[one];
            result_.bounds.push_back(
                {.resource = one,
                 .needed = needed[one],
                 .available = most,
                 .cores = static_cast<std::uint32_t>(
                     divide_up(needed[one] - own[one], most > own[one] ? most - own[one] : 1)),
                 .population = all.populations.empty() ? nothing : all.populations.back()});
        }
    }

    void neuron(std::uint32_t vertex) {
        Amounts needed;
        needed[Resource::Fanout] = own_fanout_[vertex];
        Present present{.populations = {graph_.population[vertex]}, .rows = {}};
        std::vector<std::uint64_t> entries(graph_.kinds.axons.size(), 0);
        each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
            const Edge& edge = graph_.edges[e];
            if (!edge.stored()) return;
            ++entries[edge.axon];
            needed[Resource::Words] += std::uint64_t{synapses} * graph_.kinds.rows[edge.row].stride;
            needed[Resource::RowWords] =
                std::max<std::uint64_t>(needed[Resource::RowWords], synapses);
            if (std::find(present.rows.begin(), present.rows.end(), edge.row) == present.rows.end())
                present.rows.push_back(edge.row);
        });
        for (const std::uint64_t count : entries)
            needed[Resource::Axons] += divide_up(count, capacity_.lanes) * capacity_.lanes;
        std::sort(present.rows.begin(), present.rows.end());
        if (known_.insert(present).second) {
            const Amounts programs = programs_.needs(present);
            for (const Resource one :
                 {Resource::Descriptors, Resource::Instructions, Resource::Banks})
                needed[one] = programs[one];
        }
        for (std::size_t i = 0; i < resource_count; ++i)
            if (needed.of[i] > capacity_.most.of[i])
                result_.oversize.push_back({.resource = static_cast<Resource>(i),
                                            .needed = needed.of[i],
                                            .available = capacity_.most.of[i],
                                            .population = graph_.population[vertex],
                                            .element = graph_.element(vertex)});
    }

    const Hypergraph& graph_;
    const ProgramRoom& programs_;
    const Capacity& capacity_;
    std::vector<Amounts> by_population_;
    std::vector<std::uint64_t> own_fanout_;  // by vertex, at least
    std::set<Present> known_;                // what was checked for another neuron
    Feasibility result_;
};

}  // namespace

const Bound& Feasibility::binding() const {
    return *std::max_element(bounds.begin(), bounds.end(),
                             [](const Bound& a, const Bound& b) { return a.cores < b.cores; });
}

Feasibility feasibility(const Hypergraph& graph, const ProgramRoom& programs,
                        const Capacity& capacity) {
    return Estimate(graph, programs, capacity).run();
}

}  // namespace bouton::compiler
