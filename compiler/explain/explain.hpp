// SPDX-License-Identifier: Apache-2.0
// What became of a rule, a model or a modulator, and why: equations, programs, formats, cost, the
// bounds of what is computed, and the errors it makes. Values; printable as text and as JSON. It
// runs the compiler up to programs and reads those: nothing here is a second account of how they
// were made.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/compile.hpp"

namespace bouton::compiler {

struct InstructionExplanation {
    std::string text, at;   // at: line:column of the equation, empty where there is none
    double lo = 0, hi = 0;  // of the result, in `unit`
    std::string unit;       // "w", or "of the register"
    bool saturates = false, accumulates = false;
};

// A constant of a program, and what 16 bits make of it.
struct ConstantExplanation {
    double word = 0, rounded = 0, error = 0;  // relative
};

struct ProgramExplanation {
    std::string trigger;
    std::vector<std::string> terms;  // that it adds
    std::string proof;               // why it need not run elsewhere
    std::vector<InstructionExplanation> instructions;
    std::uint32_t slots = 0;  // instructions and bubbles (docs/machine.md section 9)
    std::vector<ConstantExplanation> constants;
    // The largest change of the weight in one run, and in places of its grid; 0: it changes none.
    double change_lo = 0, change_hi = 0, places = 0;
    bool proved = true;  // that no register can saturate
};

struct FormatExplanation {
    std::string name, why;
    int bits = 16;
    double place = 0, lo = 0, hi = 0;  // the value of the last place; bounds
    std::string rounding;              // of a model's state
    double stall = 0;                  // how far off its end that may keep it
};

struct DecayExplanation {
    std::string name, method;
    double tau = 0, effective = 0;  // steps
    double bias = 0;                // at most, in the trace's unit
    double silent = 0;              // steps after one impulse until it is exactly 0
};

struct RuleExplanation {
    std::string name, of, projection;  // of: the rule it is an instance of
    std::vector<std::string> parameters, equations;
    std::vector<ProgramExplanation> programs;
    std::vector<FormatExplanation> formats;
    std::vector<DecayExplanation> decays;
    std::vector<std::string> words;  // how far t, z, u can go
    std::string rounding;
    bool wide = false;
    std::uint32_t sweep_log2 = 0, lanes = 8;
    bool sleeps = true;  // the axon's program leaves zeros zero
};

// Of dynamics of axons too, which have a projection instead of a population, and of modulators.
struct ModelExplanation {
    std::string name, population, projection;
    bool modulator = false;
    std::string text;                            // its lines, as written
    std::vector<std::string> parameters, notes;  // as of EquationsNote
    ProgramExplanation program;
    std::vector<FormatExplanation> states;
};

struct Explanation {
    std::vector<Diagnostic> diagnostics;
    std::vector<RuleExplanation> rules;
    std::vector<ModelExplanation> models;

    bool ok() const { return !rules.empty() || !models.empty(); }
};

// All that a network calls so: rules and their instances, dynamics of projections, models of
// populations, modulators, by their states too.
Explanation explain_network(std::string_view text, const std::string& file,
                            const CompileOptions& options, const std::string& name);
// A rule or dynamics of the library, or a model by name, in a network made for it.
Explanation explain_library(const std::string& name);
Explanation explain_rules();  // all of the library

std::string to_text(const Explanation& explanation);
std::string to_json(const Explanation& explanation);
// One line a rule: instructions, and cycles of an event at a row or fan-in of 256 synapses.
std::string cost_table(const Explanation& explanation);

}  // namespace bouton::compiler
