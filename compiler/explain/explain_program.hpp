// SPDX-License-Identifier: Apache-2.0
// One program, with the bounds of what it computes.
#pragma once

#include "compiler/explain/explain.hpp"
#include "compiler/passes/program_ranges.hpp"

namespace bouton::compiler {

// `row`: what operands mean; `diagnostics`: where the texts of instances are from.
ProgramExplanation explain_program(const Program& program, spec::Trigger trigger,
                                   const RangeOf& ranges, const RowPlan& row,
                                   const Diagnostics& diagnostics);

}  // namespace bouton::compiler
