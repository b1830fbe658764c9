// SPDX-License-Identifier: Apache-2.0
// Warnings about a rule on a projection: what may go wrong at run time though the text is right.
#pragma once

#include "compiler/ir/plan.hpp"
#include "compiler/ir/source.hpp"

namespace bouton::compiler {

// Where the rule's text can saturate a register, and where a tag's decay can stall.
void check_rule(const RowPlan& row, const RuleSource& rule, double step_ms,
                Diagnostics& diagnostics);

}  // namespace bouton::compiler
