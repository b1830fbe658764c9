// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include "compiler/map/fill.hpp"

namespace bouton::compiler {

bool pack(Partition& partition, const std::vector<std::uint32_t>& order, bool apart, double bound) {
    const Hypergraph& graph = partition.graph();
    // An axon that a part hears may turn out to be said there.
    for (const Edge& edge : graph.edges)
        if (edge.head && edge.vertex != nothing) bound += edge.rate;
    std::uint32_t part = 0;
    for (const std::uint32_t p : order) {
        const std::uint32_t first = graph.first_vertex[p];
        if (first == nothing) continue;
        if (apart && part < partition.parts() && partition.use(part).neurons > 0) ++part;
        for (std::uint32_t v = first; v < graph.vertices() && graph.population[v] == p; ++v) {
            if (partition.part()[v] != nothing) continue;
            while (part < partition.parts() && !partition.fits(v, part)) ++part;
            if (part == partition.parts() || partition.packets() > bound) return false;
            partition.put(v, part);
        }
    }
    return true;
}

bool scatter(Partition& partition, Random& random) {
    std::vector<std::uint32_t> order(partition.graph().vertices());
    std::iota(order.begin(), order.end(), 0u);
    random.shuffle(order);
    const std::uint32_t parts = partition.parts();
    for (const std::uint32_t v : order) {
        if (partition.part()[v] != nothing) continue;
        const std::uint32_t first = random.below(parts);
        std::uint32_t tried = 0;
        while (tried < parts && !partition.fits(v, (first + tried) % parts)) ++tried;
        if (tried == parts) return false;
        partition.put(v, (first + tried) % parts);
    }
    return true;
}

std::vector<std::uint32_t> by_depth(const Network& network) {
    const std::size_t count = network.populations.size();
    std::vector<std::uint32_t> depth(count, nothing), order(count);
    for (std::size_t p = 0; p < count; ++p)
        if (network.populations[p].input) depth[p] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (const Projection& one : network.projections)
            if (depth[one.pre] != nothing && depth[one.pre] + 1 < depth[one.post]) {
                depth[one.post] = depth[one.pre] + 1;
                changed = true;
            }
    }
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return depth[a] < depth[b]; });
    return order;
}

}  // namespace bouton::compiler
