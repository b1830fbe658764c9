// SPDX-License-Identifier: Apache-2.0
// What mapping found: how many cores each resource asks for, what each core and population uses,
// what travels, and how long it took. A value; printable as text, as JSON and as a page that needs
// nothing else.
//
// Traffic is in packets a unit of the rates given (of one spike a step of every source, if none
// were): compare it between mappings of a network.
#pragma once

#include <string>
#include <vector>

#include "compiler/map/feasibility.hpp"
#include "compiler/map/place.hpp"
#include "compiler/map/search.hpp"
#include "compiler/map/stage.hpp"

namespace bouton::compiler {

struct BoundReport {
    std::string resource, population;  // who asks for most
    std::uint64_t needed = 0, available = 0;
    std::uint32_t cores = 0;
};

struct CoreReport {
    Place place;
    Amounts used;
    std::uint32_t neurons = 0;               // not counted in groups
    double sent = 0, received = 0;           // packets, with the host's
    std::vector<std::uint32_t> populations;  // neurons of each, as in MapReport::populations
};

struct PopulationReport {
    std::string name;
    bool input = false;
    std::uint32_t size = 0, cores = 0;  // cores: with its neurons; for an input: that hear it
    std::uint64_t synapses = 0;         // that end here
    std::uint64_t axons = 0, fanout = 0;
    double packets = 0;  // to other cores
};

struct MapReport {
    std::string network, configuration, strategy;
    std::uint64_t seed = 1;
    Place mesh;  // sides
    Capacity capacity;
    std::vector<BoundReport> bounds;
    std::vector<Candidate> candidates;
    std::vector<CoreReport> cores;  // those in use, in the order of the mesh
    std::vector<PopulationReport> populations;
    std::vector<std::array<double, 4>> links;  // out of each place, by Direction
    double packets = 0, packet_hops = 0;       // hops: with the host's packets
    double row_fill = 1;                       // synapses / slots in rows
    std::vector<Stage> stages;

    double largest(Resource resource) const;  // share of a core that is in use, on the fullest
    double seconds() const;
};

std::string to_text(const MapReport& report);
std::string to_json(const MapReport& report);
std::string to_html(const MapReport& report);

}  // namespace bouton::compiler
