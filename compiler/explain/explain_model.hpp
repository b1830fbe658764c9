// SPDX-License-Identifier: Apache-2.0
// Explanations of equations that are no rule: of models, dynamics of axons, modulators. Their
// programs, with the places of the statements, and the formats of their words. `text` is that of
// the network.
#pragma once

#include <string>
#include <string_view>

#include "compiler/explain/explain.hpp"
#include "compiler/ir/diagnostic.hpp"
#include "compiler/ir/network.hpp"
#include "compiler/ir/plan.hpp"
#include "compiler/library/library.hpp"

namespace bouton::compiler {

// Dynamics of the library by name; null if there are none.
const LibraryFile* library_dynamics(const std::string& name);

ModelExplanation explain_dynamics(const Network& network, const Projection& projection,
                                  const RowPlan& row, std::string_view text,
                                  const Diagnostics& diagnostics);
ModelExplanation explain_model(const Population& population, const PopulationSource& source,
                               const ModelPlan& plan, std::string_view text,
                               const Diagnostics& diagnostics);
// Its part of the core program.
ModelExplanation explain_modulator(const Plan& plan, std::size_t index, std::string_view text,
                                   const Diagnostics& diagnostics);

}  // namespace bouton::compiler
