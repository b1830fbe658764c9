// SPDX-License-Identifier: Apache-2.0
// Which core every neuron goes to. The objective is packets: rate x cores to which a spike has to
// be sent, then rate x hops. Limits are a core's memories. The same network, options and seed give
// the same mapping, on any machine; no mapping changes what the network computes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/diagnostic.hpp"
#include "compiler/ir/mapping.hpp"
#include "compiler/map/map_report.hpp"

namespace bouton::compiler {

// A population on one core, or on several: then in equal pieces, in the order of elements.
struct Pin {
    std::string population;
    std::vector<Place> places;
    std::optional<Position> at{};  // of the statement, if one of the text says so
};

enum class Strategy : std::uint8_t {
    Best,
    Random,  // any legal mapping; for tests that results do not depend on it
    Given    // MapOptions::given
};

struct MapOptions {
    std::optional<Place> mesh;  // sides; absent: as small as can be
    std::uint64_t seed = 1;
    std::uint32_t neurons = 0;  // most on a core; 0: what the configuration has
    std::vector<Pin> pins;
    std::vector<Rates> rates;  // a population that is not named: 1
    Strategy strategy = Strategy::Best;
    std::uint32_t cores = 0;  // Random: how many to use, or more if needed; 0: about the fewest
    std::string given;        // Given: a partition as text (hgr.hpp), and its name in messages
    std::string given_name = "partition";
};

// With the pins and rates of the network's text, for populations the options do not name; no pins
// beside a given partition.
MapOptions complete(const Network& network, MapOptions options);

// The empty mapping if there is an error; the report then has what is known.
Mapping map(const Network& network, const Plan& plan, const spec::Configuration& configuration,
            const MapOptions& options, Diagnostics& diagnostics, MapReport& report);

}  // namespace bouton::compiler
