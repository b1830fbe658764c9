// SPDX-License-Identifier: Apache-2.0
// Dimensions in the text of a rule. Traces, modulators and triggers are plain numbers. The weight,
// a state of the target, and the words of the synapse may be read with their unit or as the number
// in that unit, whichever makes all equations of the rule right; dw may be a plain number too.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/source.hpp"

namespace bouton::compiler {

struct StateUnit {
    std::string name, unit;
};

struct UnitContext {
    std::string weight;  // unit: "nA", "mV", or "1"
    std::vector<StateUnit> states;
    double step_ms = 1;
};

// Throws SourceError where dimensions do not fit. Turns steps into ms.
void check_units(std::vector<EquationSource>& equations, const UnitContext& context);

}  // namespace bouton::compiler
