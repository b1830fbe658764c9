// SPDX-License-Identifier: Apache-2.0
// A model of one population as a graph and what is done with its values, in order.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/passes/equations/bound_model.hpp"
#include "compiler/passes/equations/graph.hpp"

namespace bouton::compiler {

// Words of a neuron: its states, then parameters that differ between neurons, then the gains of
// stimuli. A Word node's index counts over all three.
struct WordTable {
    std::size_t states = 0, parameters = 0, gains = 0;

    std::size_t size() const { return states + parameters + gains; }
    bool is_state(std::uint32_t word) const { return word < states; }
    bool is_parameter(std::uint32_t word) const { return !is_state(word) && !is_gain(word); }
    bool is_gain(std::uint32_t word) const { return word >= states + parameters; }
    std::uint32_t parameter(std::uint32_t word) const {
        return word - static_cast<std::uint32_t>(states);
    }
    std::uint32_t gain(std::uint32_t word) const {
        return word - static_cast<std::uint32_t>(states + parameters);
    }
};

struct Effect {
    enum class Kind : std::uint8_t {
        Compute,  // here, so that values are made in the order of the text
        Store,    // to `state`
        Spike,    // if the node holds
        Send      // the node, if `condition` holds
    };
    Kind kind = Kind::Compute;
    NodeId node = 0, condition = 0;
    std::uint32_t state = 0;
    bool forced = false;  // Send: of a stimulus of an axon
    Position at;
};

// What a number of the text becomes, where that is not what was meant.
struct Notice {
    Position at;
    std::string text;
};

struct Computation {
    Graph graph;
    WordTable words;
    std::vector<Effect> effects;
    std::vector<double> parameter_origin;        // by parameter: its word is relative to it
    std::vector<std::optional<double>> settled;  // by state: proved never to change from this
    std::vector<std::string> euler;              // states integrated by forward Euler
    std::vector<Notice> notices;
};

// Ordinary differential equations that stand next to each other are solved together for one step.
Computation build(const ModelContext& context, const ModelSource& source, const BoundModel& model,
                  const std::vector<double>& parameter_origin,
                  const std::vector<std::optional<double>>& settled);

// For each parameter that differs between neurons the origin with which it needs no constant in
// most of the places that use it.
std::vector<double> parameter_origins(const Computation& computation);

// e^A and the integral of e^(A s), s from 0 to 1. Row by row.
struct Propagator {
    std::vector<double> state, input;
};
Propagator propagate(const std::vector<double>& matrix, std::size_t size);

}  // namespace bouton::compiler
