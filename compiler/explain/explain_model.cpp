// SPDX-License-Identifier: Apache-2.0
#include "compiler/explain/explain_model.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/explain/definition.hpp"
#include "compiler/explain/explain_program.hpp"

namespace bouton::compiler {
namespace {

using spec::Trigger;

FormatExplanation format(const StateVariable& state) {
    return {.name = state.name,
            .why = state.unit,
            .bits = 24,
            .place = std::ldexp(state.scale, 8 - state.point),
            .lo = state.origin - state.range,
            .hi = state.origin + state.range,
            .rounding = state.rounding,
            .stall = state.stall};
}

// What was written, and what became of it.
void describe(ModelExplanation& result, const EquationsNote& note, std::string_view network,
              const Diagnostics& diagnostics) {
    result.text = definition(note.at, network, diagnostics);
    result.parameters = note.parameters;
    result.notes = note.notes;
}

RegisterRange anything(const Operand&) {
    return {-2147483648.0, 2147483647.0};
}

}  // namespace

const LibraryFile* library_dynamics(const std::string& name) {
    const auto files = dynamics_files();
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const LibraryFile& one) { return one.name == name; });
    return found == files.end() ? nullptr : &*found;
}

ModelExplanation explain_dynamics(const Network& network, const Projection& projection,
                                  const RowPlan& row, std::string_view text,
                                  const Diagnostics& diagnostics) {
    ModelExplanation result;
    result.name = network.source_of(projection).gain->dynamics;
    result.projection = projection.name;
    describe(result, row.dynamics, text, diagnostics);
    result.program = explain_program(*row.axon, Trigger::Axon, anything, row, diagnostics);
    for (const StateVariable& state : row.axon_states) result.states.push_back(format(state));
    return result;
}

ModelExplanation explain_model(const Population& population, const PopulationSource& source,
                               const ModelPlan& plan, std::string_view text,
                               const Diagnostics& diagnostics) {
    ModelExplanation result;
    result.name = source.model;
    result.population = population.name;
    describe(result, plan.equations, text, diagnostics);
    const RowPlan none;
    const auto& program = plan.descriptor.programs[static_cast<std::size_t>(Trigger::Neuron)];
    if (program)
        result.program = explain_program(*program, Trigger::Neuron, anything, none, diagnostics);
    for (const StateVariable& state : plan.states) result.states.push_back(format(state));
    return result;
}

ModelExplanation explain_modulator(const Plan& plan, std::size_t index, std::string_view text,
                                   const Diagnostics& diagnostics) {
    const ModulatorPlan& modulator = plan.modulators[index];
    ModelExplanation result;
    result.name = modulator.name;
    result.modulator = true;
    describe(result, modulator.equations, text, diagnostics);
    result.program.trigger = std::string(spec::to_string(Trigger::Core));
    if (plan.core) {
        const Program& core = *plan.core->programs[static_cast<std::size_t>(Trigger::Core)];
        const auto part = [&](const auto& all) {
            const auto first = all.begin() + static_cast<std::ptrdiff_t>(modulator.first);
            return std::decay_t<decltype(all)>(
                first, first + static_cast<std::ptrdiff_t>(modulator.count));
        };
        const Program own{.name = core.name, .code = part(core.code), .at = part(core.at)};
        result.program = explain_program(own, Trigger::Core, anything, {}, diagnostics);
    }
    for (const ModulatorPlan& one : plan.modulators)
        if (&one == &modulator || one.name.starts_with(modulator.name + "."))
            result.states.push_back({.name = one.name,
                                     .why = one.unit,
                                     .bits = 32,
                                     .place = std::ldexp(one.scale, -one.point),
                                     .lo = -one.range,
                                     .hi = one.range,
                                     .rounding = {}});
    return result;
}

}  // namespace bouton::compiler
