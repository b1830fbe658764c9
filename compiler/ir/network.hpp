// SPDX-License-Identifier: Apache-2.0
// A network with its names resolved and its synapses drawn: what is to be put on a chip, in
// physical units. Nothing here depends on a chip.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/source.hpp"

namespace bouton::compiler {

struct Population {
    std::string name;
    bool input = false;
    std::uint32_t first_id = 0, size = 0;
    std::uint32_t source = 0;  // index into Source::populations
    bool recorded = false;
};

struct Synapse {
    std::uint32_t pre = 0, post = 0;  // elements
    std::uint8_t ordinal = 0, delay = 1;
    double weight = 0, tag = 0;
};

struct Projection {
    std::string name;
    std::uint32_t pre = 0, post = 0;    // indices into Network::populations
    std::uint32_t source = 0;           // index into Source::projections
    std::optional<std::uint32_t> rule;  // index into Source::rules
    std::vector<Synapse> synapses;      // sorted by pre, post, ordinal
};

struct Stimulus {
    std::uint32_t modulator = 0, population = 0;
    std::uint32_t source = 0;
};

struct Network {
    Source source;  // modulators in the order of their channels
    std::vector<Population> populations;
    std::vector<Projection> projections;
    std::vector<Stimulus> stimuli;

    const RuleSource* rule(const Projection& projection) const {
        return projection.rule ? &source.rules[*projection.rule] : nullptr;
    }
    const ProjectionSource& source_of(const Projection& projection) const {
        return source.projections[projection.source];
    }
    const PopulationSource& source_of(const Population& population) const {
        return source.populations[population.source];
    }
};

}  // namespace bouton::compiler
