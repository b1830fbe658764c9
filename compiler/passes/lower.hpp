// SPDX-License-Identifier: Apache-2.0
// The parts of lowering: what is chosen for modulators, models, rules.
#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/network.hpp"
#include "compiler/ir/plan.hpp"
#include "compiler/passes/models.hpp"

namespace bouton::compiler {

// Points of the modulators' words.
std::vector<ModulatorPlan> plan_modulators(const Network& network, Diagnostics& diagnostics);
// P is read shifted left by this, all channels alike.
int pending_shift(const Network& network);
// The point that a modulator's P has then. Its word has one of its own, which the range decides.
int event_point(const Network& network, std::uint32_t modulator);
// The most that the events of one step add.
double most_events(const Network& network, std::uint32_t modulator);
// The core program. States of modulators' equations get their words after those of modulators.
std::optional<DescriptorPlan> lower_core(const Network& network,
                                         std::vector<ModulatorPlan>& modulators,
                                         Diagnostics& diagnostics);
// Whether a number in its equations is `end`, but for the places of a constant.
bool has_number_at_end(const Network& network, std::uint32_t modulator, double end);
// Equations of one modulator: its instructions go to `code`.
void lower_modulator(const Network& network, std::uint32_t modulator,
                     std::vector<ModulatorPlan>& modulators, Builder& code,
                     Diagnostics& diagnostics);
// A value as a G word. Throws SourceError where it is beyond the range, or lost.
std::int32_t modulator_word(double value, int point, double range, const std::string& name,
                            Position at);

// What a rule's text may read.
struct RuleContext {
    const Network& network;
    const Projection& projection;
    const Plan& plan;
    const std::vector<PostTrace>& post_traces;  // of the target's population
    double lo = -1, hi = 1;                     // bounds of the weight, in its unit
};

// Programs, axon states, formats of a projection; weights are not yet words. `row` comes with its
// weight_point.
void lower_rule(const RuleContext& context, const RuleSource& rule, RowPlan& row);

// X words and AXON program of a rule's x traces and of the gain's dynamics. Empty if there is
// nothing.
void lower_axon(const Network& network, const Projection& projection,
                std::span<const ModulatorPlan> modulators, RowPlan& row);
// The dynamics: their instructions go to `code`.
void lower_dynamics(const Network& network, const Projection& projection,
                    std::span<const ModulatorPlan> modulators, Builder& code, RowPlan& row);
// An X word. Throws SourceError when there is none left.
std::uint32_t add_axon_state(RowPlan& row, StateVariable variable, Position at);

}  // namespace bouton::compiler
