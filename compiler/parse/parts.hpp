// SPDX-License-Identifier: Apache-2.0
// The parts of a network file that have a grammar of their own. All throw SourceError.
#pragma once

#include <set>
#include <string>

#include "compiler/ir/source.hpp"
#include "compiler/parse/cursor.hpp"

namespace bouton::compiler {

// Declarations that may stand once.
class Once {
  public:
    void operator()(const std::string& what, Position at) {
        if (!seen_.insert(what).second) throw SourceError(at, "a second " + what);
    }

  private:
    std::set<std::string> seen_;
};

// + - * / and calls, over names and numbers with units; comparisons, and, or, not.
Expression parse_expression(Cursor& cursor);

// "{ instructions }"
Assembly parse_assembly(Cursor& cursor);

// "{ declarations and equations }" of a rule.
RuleSource parse_rule_body(Cursor& cursor, std::string name, Position at);

// "{ declarations and equations, or program }" of a model.
ModelSource parse_model_body(Cursor& cursor, std::string name, Position at);

// "{ declarations and equations, output e }" of a waveform.
WaveformSource parse_waveform_body(Cursor& cursor, std::string name, Position at);

// "{ declarations and equations, gain e }" of the dynamics of an axon.
ModelSource parse_dynamics_body(Cursor& cursor, std::string name, Position at);

// After "modulator".
ModulatorSource parse_modulator(Cursor& cursor);

// After "stimulus".
StimulusSource parse_stimulus(Cursor& cursor);

// A declaration or statement of a model's equations. False if there is none.
bool parse_equation(Cursor& cursor, ModelEquations& model);

// After "projection". `rule NAME(arguments)` is resolved by the parser of the file.
ProjectionSource parse_projection(Cursor& cursor);

}  // namespace bouton::compiler
