// SPDX-License-Identifier: Apache-2.0
// A model in assembly: its states get the words they ask for, its program is taken as it is, and
// traces are appended.
#include <algorithm>

#include "compiler/passes/assemble.hpp"
#include "compiler/passes/models.hpp"
#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

// What arrives at a receptor has to be read, or its sum would never be cleared.
void check_receptors(const ModelContext& context, const ModelSource& model,
                     const Program& program) {
    for (const Projection& projection : context.network.projections) {
        if (projection.post != context.index || projection.synapses.empty()) continue;
        const std::uint32_t receptor = context.network.source_of(projection).receptor;
        const Operand sum = d(receptor);
        if (std::none_of(program.code.begin(), program.code.end(),
                         [&](const Code& code) { return code.a == sum || code.b == sum; }))
            throw SourceError(model.at, "the program of '" + model.name + "' does not read D" +
                                            std::to_string(receptor) + ", where '" +
                                            projection.name + "' arrives");
    }
}

}  // namespace

ModelPlan lower_assembly_model(ModelContext& context, const ModelSource& model) {
    ModelWriter writer(context);
    writer.dshift = model.dshift;
    writer.ashift = model.ashift;
    AssemblyNames names{.trigger = spec::Trigger::Neuron,
                        .names = {},
                        .source = &context.network.source,
                        .four_receptors = has_four_receptors(context.network)};
    for (const StateSource& state : model.states) {
        StateVariable variable{
            .name = state.name, .point = 31 - log2_at_least(state.range), .range = state.range};
        variable.initial = {state.initial};
        names.names[state.name] = writer.state(std::move(variable));
    }
    const Program program = assemble(context.source.model, model.program, names);
    check_receptors(context, model, program);
    for (const Code& code : program.code) writer.code.emit(code);
    if (!context.stimuli.empty())
        throw SourceError(context.network.source.stimuli[context.stimuli[0].source].at,
                          "a model in assembly reads modulators itself");
    writer.traces();
    return writer.finish("1");
}

}  // namespace bouton::compiler
