// SPDX-License-Identifier: Apache-2.0
// The image: everything a chip is loaded with, and what a user needs to name things on it. Compiler
// and runtime meet here and nowhere else. An Image is a plain value; container.hpp writes and reads
// it, validate.hpp says whether a chip may run it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::image {

// The memories of one core as the host sees them: for each region (Csr too), the words in index
// order `address * L + lane` (without lanes: `address`). A vector may be shorter than its region:
// the rest is the region's empty word. Csr entries beyond the vector are left at reset (0).
struct Core {
    std::array<std::vector<std::uint64_t>, spec::region_count> region;

    bool operator==(const Core&) const = default;
};

// The same core before quantisation, for the float64 twin; in units of the fixed-point word (so
// 16384.0 is a weight of 1.0 when the projection's binary point is 14). Same indices as the regions
// of Core; entries beyond the end equal the integer word.
struct FloatCore {
    std::vector<double> constant;      // region Constant
    std::vector<double> neuron_state;  // region NeuronState
    std::vector<double> axon_state;    // region AxonState
    std::vector<double>
        weight;               // region Synapse: W of the word at that index (0 for a second word)
    std::vector<double> tag;  // region Synapse: T

    bool operator==(const FloatCore&) const = default;
};

// A word as a user sees it: value = raw * scale, in `unit`.
struct Variable {
    std::string name;         // "v", "theta", "x1", "y1", "weight", "tag", "z"
    std::string unit;         // "mV", "1"
    std::uint32_t index = 0;  // of S or X, or of Z and U; 0 for weights and tags
    double scale = 1.0;
    std::int32_t offset = 0;  // value = (raw + offset) * scale

    bool operator==(const Variable&) const = default;
};

// Where a neuron, or an axon entry, is.
struct Location {
    std::uint32_t core = 0;
    std::uint32_t index = 0;  // neuron (group * L + lane), or axon

    bool operator==(const Location&) const = default;
};

enum class PopulationKind : std::uint8_t { Neuron, Input };

// Elements i = 0..size-1 have the logical ids first_id + i.
struct Population {
    std::string name;
    PopulationKind kind = PopulationKind::Neuron;
    std::string model;
    std::uint32_t first_id = 0;
    std::uint32_t size = 0;
    std::vector<Location> neurons;             // neuron populations: one each
    std::vector<std::vector<Location>> axons;  // input populations: the axon entries an event of
                                               // element i goes to, first of each `more` list
    std::vector<Variable> states;              // S words of its neurons
    bool recorded = false;                     // its spikes leave on the stream

    bool operator==(const Population&) const = default;
};

// One synapse of a projection. Order: as the compiler's connectors made them (sorted by pre, then
// post, then ordinal).
struct Synapse {
    std::uint32_t pre = 0, post = 0;  // elements of the projection's populations
    std::uint32_t core = 0, lane = 0, address = 0;
    std::uint32_t axon = 0;  // its row's axon entry on that core

    bool operator==(const Synapse&) const = default;
};

struct Projection {
    std::string name;
    std::uint32_t pre = 0, post = 0;  // indices into Image::populations
    std::string rule;                 // empty: static
    Variable weight, tag;
    std::vector<Variable> traces;  // X words of its axons
    std::vector<Variable> words;   // Z (index 0) and U (1), where the rule declares them
    std::vector<Synapse> synapses;

    bool operator==(const Projection&) const = default;
};

struct Modulator {
    std::string name;
    std::uint32_t channel = 0;  // G and P index
    double scale = 1.0;         // value = raw (32 bits) * scale
    double input_scale = 1.0;   // value = payload * input_scale; 0: it takes no events
    double range = 16;          // the largest value it is meant to have
    std::string unit = "1";

    bool operator==(const Modulator&) const = default;
};

// A program with its name, for inspect.
struct ProgramNote {
    std::string name;  // "E.lif", "stdp.pre"
    std::uint32_t core = 0, pc = 0, length = 0;
    std::uint32_t trigger = 0;  // spec::Trigger

    bool operator==(const ProgramNote&) const = default;
};

// What quantisation did to a projection (in units of the projection's weight).
struct QuantisationNote {
    std::string projection;
    double scale = 1.0;  // weight of one LSB
    std::uint64_t synapses = 0, clipped = 0, rounded_to_zero = 0;
    double rms_error = 0, largest_error = 0;

    bool operator==(const QuantisationNote&) const = default;
};

struct Image {
    std::string network;
    std::string configuration;  // name in spec::configurations
    double step_seconds = 1e-3;
    std::uint32_t mesh_x = 1, mesh_y = 1;
    std::vector<Core> cores;        // mesh_x * mesh_y, row by row
    std::vector<FloatCore> floats;  // one for each core
    std::vector<Population> populations;
    std::vector<Projection> projections;
    std::vector<Modulator> modulators;
    std::vector<ProgramNote> programs;
    std::vector<QuantisationNote> quantisation;

    bool operator==(const Image&) const = default;
};

}  // namespace bouton::image
