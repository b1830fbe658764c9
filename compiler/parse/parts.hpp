// SPDX-License-Identifier: Apache-2.0
// The parts of a network file that have a grammar of their own. All throw SourceError.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compiler/ir/source.hpp"
#include "compiler/parse/cursor.hpp"

namespace bouton::compiler {

// What may stand once: statements, declarations, options.
class Once {
  public:
    void operator()(const std::string& what, Position at,
                    const std::string& remedy = "leave one of them out") {
        const auto [first, is_new] = seen_.emplace(what, at);
        if (!is_new)
            throw SourceError(at, what + " is given twice, first in line " +
                                      std::to_string(first->second.line) + ": " + remedy);
    }
    // An option: its word, if that comes next. Options of one `kind` exclude each other.
    bool accept(Cursor& cursor, std::string_view word, std::string_view kind = {}) {
        const Position at = cursor.peek().at;
        if (!cursor.accept_name(word)) return false;
        (*this)("'" + std::string(kind.empty() ? word : kind) + "'", at);
        return true;
    }

  private:
    std::map<std::string, Position> seen_;
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
