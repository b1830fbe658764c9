// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/make_map_report.hpp"

#include <algorithm>

namespace bouton::compiler {
namespace {

void count_cores(const Network& network, const Partition& partition, const ProgramRoom& programs,
                 const Found& found, const Flows& flows, const std::vector<Place>& places,
                 MapReport& report) {
    std::vector<double> received = flows.from_host;
    for (const auto& to : flows.to)
        for (const auto& [other, rate] : to) received[other] += rate;
    for (std::uint32_t part = 0; part < found.used; ++part) {
        if (partition.use(part).neurons == 0) continue;
        CoreReport core{.place = places[part],
                        .used = amounts(partition, programs, found.lanes, part),
                        .neurons = static_cast<std::uint32_t>(partition.use(part).neurons),
                        .sent = flows.to_host[part],
                        .received = received[part],
                        .populations = {}};
        for (const auto& [other, rate] : flows.to[part]) core.sent += rate;
        for (std::uint32_t p = 0; p < network.populations.size(); ++p)
            core.populations.push_back(partition.neurons(part, p));
        report.cores.push_back(std::move(core));
    }
    std::sort(report.cores.begin(), report.cores.end(),
              [](const CoreReport& a, const CoreReport& b) {
                  return std::pair(a.place.y, a.place.x) < std::pair(b.place.y, b.place.x);
              });
}

void count_populations(const Network& network, const Partition& partition, MapReport& report) {
    const Hypergraph& graph = partition.graph();
    for (const Population& one : network.populations)
        report.populations.push_back({.name = one.name, .input = one.input, .size = one.size});
    std::vector<std::vector<bool>> on(network.populations.size(),
                                      std::vector<bool>(partition.parts()));
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const Edge& edge = graph.edges[e];
        const std::uint32_t p = graph.kinds.axons[edge.axon].population;
        PopulationReport& from = report.populations[p];
        const auto shares = partition.shares(e);
        if (edge.stored()) from.axons += shares.size();
        if (!edge.head) continue;
        from.packets += partition.packets(e);
        if (!from.input) from.fanout += shares.size();
        if (from.input)
            for (const Share& share : shares) on[p][share.part] = true;
    }
    for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
        const std::uint32_t p = graph.population[v];
        on[p][partition.part()[v]] = true;
        report.populations[p].fanout += graph.fixed_fanout[v];
        for (const std::uint32_t e : graph.in(v))
            report.populations[p].synapses += graph.edges[e].stored() ? 1 : 0;
    }
    for (std::size_t p = 0; p < on.size(); ++p)
        report.populations[p].cores =
            static_cast<std::uint32_t>(std::count(on[p].begin(), on[p].end(), true));
}

double row_fill(const Partition& partition, const Lanes& lanes) {
    const Hypergraph& graph = partition.graph();
    std::uint64_t used = 0, words = 0;
    for (const PartRows& rows : lanes.rows) words += rows.words;
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        if (graph.edges[e].stored())
            used += graph.pins(e).size() * graph.kinds.rows[graph.edges[e].row].stride;
    return words == 0 ? 1
                      : static_cast<double>(used) /
                            static_cast<double>(words * partition.capacity().lanes);
}

}  // namespace

void make_map_report(const Network& network, const Partition& partition,
                     const ProgramRoom& programs, const Found& found, const Flows& flows,
                     const std::vector<Place>& places, Place mesh, MapReport& report) {
    report.mesh = mesh;
    report.strategy = found.strategy;
    report.candidates = found.candidates;
    report.packets = partition.count_packets();
    report.packet_hops = packet_hops(flows, places);
    report.links = link_traffic(flows, places, mesh);
    report.row_fill = row_fill(partition, found.lanes);
    count_cores(network, partition, programs, found, flows, places, report);
    count_populations(network, partition, report);
}

}  // namespace bouton::compiler
