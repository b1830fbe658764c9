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
    std::uint8_t ordinal = 0;
    std::uint16_t delay = 1;  // steps; after add_relays what a word holds
    double weight = 0;
};

struct Projection {
    std::string name;
    std::uint32_t pre = 0, post = 0;    // indices into Network::populations
    std::uint32_t source = 0;           // index into Source::projections
    std::optional<std::uint32_t> rule;  // index into Source::rules
    std::vector<Synapse> synapses;      // sorted by pre, post, ordinal
    std::vector<double> tags;           // of the synapses; empty: all are `tag`
    double tag = 0;

    double tag_of(std::size_t synapse) const { return tags.empty() ? tag : tags[synapse]; }
};

struct Stimulus {
    std::uint32_t modulator = 0, population = 0;
    std::uint32_t source = 0;
};

// Spikes of a population that are added to a modulator.
struct Feed {
    std::uint32_t population = 0, modulator = 0;
};

struct Network {
    Source source;  // modulators in the order of their channels
    std::vector<Population> populations;
    std::vector<Projection> projections;
    std::vector<Stimulus> stimuli;
    std::vector<Feed> feeds;

    // The modulators a population feeds.
    std::vector<std::uint32_t> feeds_of(std::uint32_t population) const {
        std::vector<std::uint32_t> modulators;
        for (const Feed& feed : feeds)
            if (feed.population == population) modulators.push_back(feed.modulator);
        return modulators;
    }
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
