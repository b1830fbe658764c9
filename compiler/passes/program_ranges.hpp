// SPDX-License-Identifier: Apache-2.0
// Interval analysis of a program of the synapse or the axon map: between which bounds every
// instruction's result is, from the bounds of what it reads, and whether 32 bits hold it. It reads
// the instructions, not the equations, so it checks what wrote them. Operands are taken as
// independent: bounds may be wider than what can happen, never narrower.
#pragma once

#include <functional>
#include <vector>

#include "compiler/ir/plan.hpp"

namespace bouton::compiler {

// Of a register, as real numbers; 2^31 is where it saturates.
struct RegisterRange {
    double lo = 0, hi = 0;
};

struct RangeStep {
    RegisterRange result;  // before saturation
    RegisterRange change;  // of what is added to a word; elsewhere the result
    bool saturates = false;
    bool accumulates = false;  // onto a word that may be full already: `change` is what is judged
    double lost = 0;  // the largest of what is added, if that is not 0 but becomes 0; else 0
};

using RangeOf = std::function<RegisterRange(const Operand&)>;

std::vector<RangeStep> program_ranges(const Program& program, const RangeOf& operand);

// What the operands of a rule's programs can be.
RangeOf noted_ranges(const RowPlan& row);

}  // namespace bouton::compiler
