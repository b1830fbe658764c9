// SPDX-License-Identifier: Apache-2.0
// A legal partition with few packets: several first ones, the best of them refined. What it returns
// has been checked with lanes given; it is the same for the same seed.
#pragma once

#include <optional>

#include "compiler/map/lanes.hpp"
#include "compiler/map/place.hpp"
#include "compiler/map/stage.hpp"

namespace bouton::compiler {

struct SearchOptions {
    std::uint64_t seed = 1;
    std::uint32_t parts = most_parts;  // how many there may be
    Parts pinned;                      // by vertex: the part it stays on, or `nothing`; empty: none
    bool refine = true;                // else only whether there is a partition, and how large
};

struct Candidate {
    std::string name;
    std::uint32_t parts = 0;
    double packets = 0;
};

struct Found {
    Parts parts;  // without gaps but for pinned parts, which come first
    std::uint32_t used = 0;
    Lanes lanes;
    double packets = 0;
    std::string strategy;
    std::vector<Candidate> candidates;
};

std::optional<Found> search(const Network& network, const Hypergraph& graph,
                            const Capacity& capacity, ProgramRoom& programs,
                            const SearchOptions& options, StageClock& clock);

// Any legal partition into about `wanted` parts, more if these do not hold the network.
std::optional<Found> search_random(const Network& network, const Hypergraph& graph,
                                   const Capacity& capacity, ProgramRoom& programs,
                                   const SearchOptions& options, std::uint32_t wanted,
                                   StageClock& clock);

// Searches until what is found fits on `mesh`, which grows to what `mesh_for(parts)` says. A neuron
// that feeds a modulator has fan-out entries for all cores of the mesh, in use or not, so that the
// search has to know the mesh. `search` is search() or search_random() with all but that.
template <class Search, class MeshFor>
std::optional<Found> search_mesh(const Network& network, Hypergraph& graph, Place& mesh,
                                 Search search, MeshFor mesh_for) {
    while (true) {
        set_fixed_fanout(network, mesh.x * mesh.y, graph);
        std::optional<Found> found = search();
        if (!found) return found;
        const Place wanted = mesh_for(found->used);
        const bool holds = wanted.x * wanted.y <= mesh.x * mesh.y;
        if (!holds) mesh = wanted;
        if (holds || network.feeds.empty()) return found;
    }
}

// The partition itself, with its resources; legal or not.
Partition make_partition(const Hypergraph& graph, const Capacity& capacity, ProgramRoom& programs,
                         const Parts& parts, std::uint32_t count);

// What a part uses, all resources.
Amounts amounts(const Partition& partition, const ProgramRoom& programs, const Lanes& lanes,
                std::uint32_t part);
bool within(const Amounts& used, const Capacity& capacity);

}  // namespace bouton::compiler
