// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/metis.hpp"

#ifdef BOUTON_HAVE_METIS
#include <metis.h>

#include <algorithm>
#include <cmath>
#endif

namespace bouton::compiler {

#ifndef BOUTON_HAVE_METIS

bool have_metis() {
    return false;
}

bool cut_by_metis(Partition&, std::uint32_t, std::uint64_t) {
    return false;
}

#else

namespace {

constexpr double finest_rate = 100;  // weights of edges are whole numbers: the mean rate is 100
constexpr double most_weight = 1e6;

struct Link {
    std::uint32_t from = 0, to = 0;  // from < to
    idx_t weight = 1;
};

// Source and target are linked by the source's rate; those who hear the same input, in a chain.
std::vector<Link> links_of(const Hypergraph& graph) {
    double sum = 0;
    for (const Edge& edge : graph.edges) sum += edge.rate;
    const double scale = sum > 0 ? finest_rate * static_cast<double>(graph.edges.size()) / sum : 0;
    std::vector<Link> links;
    links.reserve(graph.pin_list.size());
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const Edge& edge = graph.edges[e];
        const auto weight =
            static_cast<idx_t>(std::clamp(std::round(edge.rate * scale), 1.0, most_weight));
        std::uint32_t from = edge.vertex;
        for (const std::uint32_t to : graph.pins(e)) {
            if (from != nothing && from != to)
                links.push_back({std::min(from, to), std::max(from, to), weight});
            if (edge.vertex == nothing) from = to;
        }
    }
    std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
        return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
    std::size_t count = 0;
    for (const Link& link : links) {
        if (count > 0 && links[count - 1].from == link.from && links[count - 1].to == link.to)
            links[count - 1].weight = static_cast<idx_t>(
                std::min<double>(most_weight, double(links[count - 1].weight) + link.weight));
        else
            links[count++] = link;
    }
    links.resize(count);
    return links;
}

// METIS's arrays: every link in the list of both its ends.
struct Lists {
    std::vector<idx_t> begin, neighbour, weight;
};

Lists lists_of(const std::vector<Link>& links, std::uint32_t vertices) {
    Lists lists;
    lists.begin.assign(vertices + std::size_t{1}, 0);
    for (const Link& link : links) {
        ++lists.begin[link.from + std::size_t{1}];
        ++lists.begin[link.to + std::size_t{1}];
    }
    for (std::uint32_t v = 0; v < vertices; ++v) lists.begin[v + std::size_t{1}] += lists.begin[v];
    lists.neighbour.resize(2 * links.size());
    lists.weight.resize(2 * links.size());
    std::vector<idx_t> next(lists.begin.begin(), lists.begin.end() - 1);
    for (const Link& link : links) {
        const auto put = [&](std::uint32_t at, std::uint32_t other) {
            const auto i = static_cast<std::size_t>(next[at]++);
            lists.neighbour[i] = static_cast<idx_t>(other);
            lists.weight[i] = link.weight;
        };
        put(link.from, link.to);
        put(link.to, link.from);
    }
    return lists;
}

}  // namespace

bool have_metis() {
    return true;
}

bool cut_by_metis(Partition& partition, std::uint32_t parts, std::uint64_t seed) {
    const Hypergraph& graph = partition.graph();
    parts = std::min(parts, partition.parts());
    if (parts < 2 || graph.vertices() < parts) return false;
    Lists lists = lists_of(links_of(graph), graph.vertices());
    idx_t vertices = static_cast<idx_t>(graph.vertices()), constraints = 1, cut = 0;
    idx_t wanted = static_cast<idx_t>(parts);
    idx_t options[METIS_NOPTIONS];
    METIS_SetDefaultOptions(options);
    options[METIS_OPTION_SEED] = static_cast<idx_t>(seed % 1'000'000'007);
    std::vector<idx_t> part(graph.vertices());
    const int status = METIS_PartGraphKway(
        &vertices, &constraints, lists.begin.data(), lists.neighbour.data(), nullptr, nullptr,
        lists.weight.data(), &wanted, nullptr, nullptr, options, &cut, part.data());
    if (status != METIS_OK) return false;
    std::vector<std::uint32_t> late;  // did not fit where METIS, which knows no limits, put them
    for (std::uint32_t v = 0; v < graph.vertices(); ++v) {
        const auto wish = static_cast<std::uint32_t>(part[v]);
        if (partition.fits(v, wish))
            partition.put(v, wish);
        else
            late.push_back(v);
    }
    for (const std::uint32_t v : late) {
        std::uint32_t p = 0;
        while (p < partition.parts() && !partition.fits(v, p)) ++p;
        if (p == partition.parts()) return false;
        partition.put(v, p);
    }
    return true;
}

#endif

}  // namespace bouton::compiler
