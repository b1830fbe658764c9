// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "compiler/map/place.hpp"

namespace bouton::compiler {

Flows flows(const Partition& partition) {
    const Hypergraph& graph = partition.graph();
    const std::uint32_t parts = partition.parts();
    Flows result{.to = {},
                 .from_host = std::vector<double>(parts, 0),
                 .to_host = std::vector<double>(parts, 0)};
    result.to.resize(parts);
    std::vector<std::vector<std::uint32_t>> vertices(parts);
    for (std::uint32_t v = 0; v < graph.vertices(); ++v) vertices[partition.part()[v]].push_back(v);
    std::vector<double> sum(parts, 0);
    for (std::uint32_t part = 0; part < parts; ++part) {
        for (const std::uint32_t v : vertices[part]) {
            double rate = 0;
            for (std::uint32_t e = graph.out_begin[v]; e < graph.out_end[v]; ++e) {
                rate = graph.edges[e].rate;
                if (!graph.edges[e].head) continue;
                for (const Share& share : partition.shares(e)) sum[share.part] += rate;
            }
            if (graph.recorded[v]) result.to_host[part] += rate;
        }
        for (std::uint32_t other = 0; other < parts; ++other) {
            if (other != part && sum[other] > 0) result.to[part].emplace_back(other, sum[other]);
            sum[other] = 0;
        }
    }
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        if (graph.edges[e].head && graph.edges[e].vertex == nothing)
            for (const Share& share : partition.shares(e))
                result.from_host[share.part] += graph.edges[e].rate;
    return result;
}

Place near_square(std::uint32_t cores) {
    Place mesh{1, 1};
    while (mesh.x * mesh.x < cores) ++mesh.x;
    mesh.y = (cores + mesh.x - 1) / mesh.x;
    mesh.y = std::max(mesh.y, 1u);
    return mesh;
}

double packet_hops(const Flows& flows, const std::vector<Place>& places) {
    const auto hops = [](Place a, Place b) {
        const auto far = [](std::uint32_t i, std::uint32_t j) { return i > j ? i - j : j - i; };
        return static_cast<double>(far(a.x, b.x) + far(a.y, b.y));
    };
    double sum = 0;
    for (std::size_t part = 0; part < places.size(); ++part) {
        for (const auto& [other, rate] : flows.to[part])
            sum += rate * hops(places[part], places[other]);
        sum += (flows.from_host[part] + flows.to_host[part]) * hops(places[part], {0, 0});
    }
    return sum;
}

std::vector<std::array<double, 4>> link_traffic(const Flows& flows,
                                                const std::vector<Place>& places, Place mesh) {
    std::vector<std::array<double, 4>> traffic(std::size_t{mesh.x} * mesh.y);
    const auto send = [&](Place from, Place to, double rate) {
        const auto on = [&](Direction direction) {
            traffic[from.y * mesh.x + from.x][static_cast<std::size_t>(direction)] += rate;
        };
        for (; from.x < to.x; ++from.x) on(Direction::East);
        for (; from.x > to.x; --from.x) on(Direction::West);
        for (; from.y < to.y; ++from.y) on(Direction::South);
        for (; from.y > to.y; --from.y) on(Direction::North);
    };
    for (std::size_t part = 0; part < places.size(); ++part) {
        for (const auto& [other, rate] : flows.to[part]) send(places[part], places[other], rate);
        send({0, 0}, places[part], flows.from_host[part]);
        send(places[part], {0, 0}, flows.to_host[part]);
    }
    return traffic;
}

}  // namespace bouton::compiler
