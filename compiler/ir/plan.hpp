// SPDX-License-Identifier: Apache-2.0
// What the chip has to hold, in its own numbers, before anything has an address.
//
// A `point` says how a 32-bit register is read: value = register * 2^-point. A word of 24 bits then
// has point - 8 fraction bits, a word of 16 bits point - 16.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arith/round.hpp"
#include "compiler/ir/program.hpp"
#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::compiler {

// An S or X word. value = (register * 2^-point) * unit + origin.
struct StateVariable {
    std::string name, unit = "1";
    int point = 24;
    double scale = 1;                // unit above: a trace's impulse
    double origin = 0;               // v_rest
    double range = 0;                // what was given, assumed or proved, in value
    bool assumed = false;            // the range is a documented default
    std::vector<double> initial{0};  // one, or one an element; without scale and origin
    std::string rounding;            // of its store; empty: it has no one way
    double stall = 0;                // how far off its end that may keep it, in value
};

inline constexpr std::size_t trigger_count = 8;

struct DescriptorPlan {
    std::string name;
    std::array<std::optional<Program>, trigger_count> programs;  // by spec::Trigger
    spec::Gain gain = spec::Gain::None;
    std::uint32_t sweep_log2 = 0;
    std::uint32_t grid = 16;
    std::int32_t lo = -32768, hi = 32767;
    std::uint32_t salt = 0;
    std::uint32_t dshift = 0, ashift = 0;
    Position at;

    bool has(spec::Trigger trigger) const {
        return programs[static_cast<std::size_t>(trigger)].has_value();
    }
    void set(spec::Trigger trigger, Program program) {
        programs[static_cast<std::size_t>(trigger)] = std::move(program);
    }
    bool plastic() const {  // has a program that scans rows or chains
        return has(spec::Trigger::Post) || has(spec::Trigger::Sweep) || has(spec::Trigger::Reward);
    }
    bool bare() const {  // delivery only
        for (const auto& program : programs)
            if (program) return false;
        return true;
    }
};

inline constexpr std::size_t most_receptors = 4;

struct ReceptorPlan {
    int point = 14;         // fraction bits of weight words
    double bound = 0;       // largest sum of magnitudes that can arrive in one step
    double lo = 0, hi = 0;  // of the sum itself
    double words = 0;       // the same in weight words
};

// Of equations, for reports.
struct EquationsNote {
    Position at;                          // of their text
    std::vector<std::string> parameters;  // "name = value"
    std::vector<std::string> notes;       // what was approximated or assumed
};

struct ModelPlan {
    DescriptorPlan descriptor;
    std::array<ReceptorPlan, most_receptors> receptors;
    std::string weight_unit = "1";
    std::vector<StateVariable> states;
    EquationsNote equations;
    std::vector<std::pair<Position, std::string>> warnings;
};

// What an operand of a rule's programs means: register * 2^-point * scale, from lo to hi.
struct OperandNote {
    Operand operand;
    std::string name, why;  // why these bounds, and this point
    int point = 30;
    double lo = 0, hi = 0, scale = 1;
};

// Synapses of a projection, in its order.
struct RowPlan {
    DescriptorPlan descriptor;
    std::optional<Program> axon;
    std::uint32_t axon_salt = 0;
    std::vector<StateVariable> axon_states;
    double gain_lo = 0, gain_hi = 1;  // of the weight, by dynamics of the axon
    EquationsNote dynamics;
    std::vector<std::pair<Position, std::string>> warnings;
    bool wide = false;
    bool uses_axon = false;  // needs X, so an axon of its own
    int weight_point = 14;   // fraction bits of the word
    int tag_point = 12;
    double tag_scale = 1;
    double tag_range = 8;
    bool tag_assumed = true;            // its range is the default
    std::vector<StateVariable> words;   // Z and U, where the rule declares them
    std::vector<OperandNote> operands;  // that the programs of the rule's text read
    arith::Round rounding = arith::Round::NearestEven;
    std::vector<std::int16_t> weights;  // words
    std::vector<std::int16_t> tags;     // words; empty: all are `tag`
    std::int16_t tag = 0;
    image::QuantisationNote note;

    std::int16_t tag_word(std::size_t synapse) const { return tags.empty() ? tag : tags[synapse]; }
    // Before quantisation, in words.
    double exact_weight(double weight) const {
        return std::clamp(std::ldexp(weight, weight_point), double(descriptor.lo),
                          double(descriptor.hi));
    }
    double exact_tag(double value) const { return std::ldexp(value / tag_scale, tag_point); }
};

// A G word: of a modulator, and after these of the states of modulators' equations, NAME.STATE.
// value = G * 2^-point * scale.
struct ModulatorPlan {
    std::string name, unit = "1";
    int point = 27;
    double scale = 1, range = 0;
    double input_scale = 0;  // of the payload of an event; 0: it takes none
    std::int32_t initial = 0;
    std::size_t first = 0, count = 0;  // its instructions of the core program
    EquationsNote equations;
};

struct Plan {
    std::vector<ModelPlan> models;          // by population; inputs: unused
    std::vector<RowPlan> rows;              // by projection
    std::vector<ModulatorPlan> modulators;  // by G word
    std::optional<DescriptorPlan> core;
    bool four_receptors = false;
};

}  // namespace bouton::compiler
