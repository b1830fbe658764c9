// SPDX-License-Identifier: Apache-2.0
// A network as written: the statements of a file with their positions (docs/network-format.md).
// Nothing is resolved here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arith/round.hpp"
#include "compiler/ir/equations.hpp"
#include "compiler/ir/expression.hpp"
#include "compiler/ir/quantity.hpp"

namespace bouton::compiler {

struct StateSource {
    std::string name;
    Position at;
    double initial = 0, range = 128;
};

// A model in assembly, or as equations; dynamics of axons and of modulators, as equations.
struct ModelSource {
    std::string name;
    Position at;
    std::vector<StateSource> states;
    std::optional<int> weight_point;
    std::uint32_t dshift = 0, ashift = 0, receptors = 2;
    Assembly program;
    std::optional<ModelEquations> equations;
};

// All modulators are equations: the text's own, or those of a kind, as `pulse`.
struct ModulatorSource {
    std::string name;
    Position at, initial_at;
    double initial = 0, range = 16;
    bool reward = false;
    bool written = false;       // its equations are the text's
    bool needs_events = false;  // else it takes them if it is among the first channels
    ModelSource dynamics;       // their first state is the modulator

    bool takes_events() const { return !dynamics.equations->receptors.empty(); }
};

struct PopulationSource {
    std::string name;
    Position at, size_at, model_at;
    std::uint32_t size = 0;
    bool input = false;
    std::string model;
    std::vector<Argument> parameters, initial;
    std::optional<double> rate;  // spikes/s that are expected, for the mapper
};

// A population on one core, or in equal pieces on several.
struct PinSource {
    std::string population;
    Position at;
    std::vector<std::array<std::uint32_t, 2>> places;  // x, y
};

struct TraceSource {
    bool pre = true;          // x; else y
    std::uint32_t index = 1;  // 1..3
    Quantity tau;
    double impulse = 1;
    bool set = false;
    std::optional<bool> early;
    std::optional<double> range;
    Position at;
};

struct EquationSource {
    char target = 'w';
    Expression value;
    std::string text;  // of the value, as written
    Position at;
};

// Of a rule that is an instance: a number, or a name.
struct RuleArgument {
    std::string name;
    Quantity value;
    std::string word;
};

// Largest magnitude of t, z or u; with tau a decay in each sweep.
struct WordSource {
    double range = 8;
    bool assumed = true;  // the range is a default
    std::optional<Quantity> tau;
    std::uint32_t sweep = 0;
    Position at, range_at;
};

enum class RuleProgram : std::uint8_t { Pre, Post, Sweep, Reward, Deliver, Axon };
inline constexpr std::size_t rule_program_count = 6;

struct RuleSource {
    std::string name, instance_of;  // empty: none
    Position at;
    std::vector<RuleArgument> parameters;  // of an instance
    std::vector<TraceSource> traces;
    std::array<std::optional<WordSource>, 3> words;  // t, z, u
    std::vector<EquationSource> equations;
    std::optional<std::pair<double, double>> bounds;
    Position bounds_at;
    std::optional<std::uint32_t> bits;
    std::optional<arith::Round> rounding, rounding_tag;
    std::array<std::optional<Assembly>, rule_program_count> programs;
    std::optional<std::uint32_t> sweep;  // of an assembly sweep program
    std::optional<int> weight_point;
    bool wide() const { return words[1].has_value() || words[2].has_value(); }
};

struct ListedSynapse {
    std::uint32_t pre = 0, post = 0;
    std::optional<double> weight;
    std::optional<Quantity> delay;
    Position at;
    std::uint32_t line = 0;  // of the file it is from; 0: from the network itself
};

enum class Connector : std::uint8_t {
    AllToAll,
    OneToOne,
    FixedProbability,
    FixedInDegree,
    FixedOutDegree,
    FixedTotal,
    List,
    File
};

// Dynamics of an axon, by name.
struct GainSource {
    std::string dynamics;
    Position at;
    std::vector<Argument> arguments;
};

struct ProjectionSource {
    std::string name, pre, post;  // name may be empty
    Position at, pre_at, post_at, connector_at, rule_at, receptor_at;
    Connector connector = Connector::AllToAll;
    double number = 0;  // p or n
    std::vector<ListedSynapse> list;
    std::string path;
    Distribution weight = constant(1.0), tag = constant(0.0);
    Distribution delay{.values = {1.0}, .dimension = Dimension::Steps};
    std::uint32_t receptor = 0;
    std::string receptor_name;  // until elaborate finds its number; empty: it was given
    std::string rule;
    std::vector<Argument> rule_arguments;  // until the parser has made the instance
    bool payload = false, no_self = false;
    std::optional<GainSource> gain;
    std::optional<std::uint32_t> bits;
    std::optional<arith::Round> rounding;
};

// A course of time, from -1 to 1 as a rule, that stimuli follow: equations, one of which is `let
// output = ...`.
struct WaveformSource {
    std::string name;
    Position at;
    ModelEquations equations;
};

struct StimulusSource {
    std::string modulator, population;  // modulator: or the name of a waveform
    Position at, modulator_at, population_at;
    Distribution gain = constant(1.0);
    // With any of these it becomes equations of the population's model (passes/merge_stimuli).
    std::optional<std::vector<Argument>> arguments;     // of a waveform
    std::optional<WaveformSource> waveform;             // that it names
    std::optional<std::array<std::uint32_t, 2>> slice;  // first and last element
    bool axon = false;
    std::string by;  // a modulator that scales it
    std::optional<Quantity> from, to;
    Position slice_at, by_at;

    bool equations() const { return arguments || slice || axon || !by.empty() || from || to; }
};

struct FeedSource {
    std::string population, modulator;
    Position population_at, modulator_at;
};

struct NamedAt {
    std::string name;
    Position at;
};

struct Source {
    std::string name;
    double step_ms = 1.0;
    std::uint64_t seed = 1;
    bool learn = true;
    std::vector<ModulatorSource> modulators;
    std::vector<ModelSource> models;
    std::vector<ModelSource> dynamics;  // of axons
    std::vector<WaveformSource> waveforms;
    std::vector<RuleSource> rules;
    std::vector<PopulationSource> populations;
    std::vector<ProjectionSource> projections;
    std::vector<StimulusSource> stimuli;
    std::vector<FeedSource> feeds;
    std::vector<NamedAt> records;
    std::vector<PinSource> pins;
    Assembly core;
    Position core_at;
};

}  // namespace bouton::compiler
