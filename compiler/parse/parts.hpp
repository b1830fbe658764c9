// SPDX-License-Identifier: Apache-2.0
// The parts of a network file that have a grammar of their own. All throw SourceError.
#pragma once

#include "compiler/ir/source.hpp"
#include "compiler/parse/cursor.hpp"

namespace bouton::compiler {

// + - * / and calls, over names and numbers.
Expression parse_expression(Cursor& cursor);

// "{ instructions }"
Assembly parse_assembly(Cursor& cursor);

// "{ declarations and equations }" of a rule.
RuleSource parse_rule_body(Cursor& cursor, std::string name, Position at);

// "{ declarations and program }" of a model.
ModelSource parse_model_body(Cursor& cursor, std::string name, Position at);

// After "projection".
ProjectionSource parse_projection(Cursor& cursor);

}  // namespace bouton::compiler
