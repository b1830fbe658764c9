// SPDX-License-Identifier: Apache-2.0
// A model in assembly: its states get the words they ask for, its program is taken as it is, and
// traces are appended.
#include "compiler/passes/assemble.hpp"
#include "compiler/passes/models.hpp"

namespace bouton::compiler {

ModelPlan lower_assembly_model(ModelContext& context, const ModelSource& model) {
    ModelWriter writer(context, {});
    writer.dshift = model.dshift;
    writer.ashift = model.ashift;
    AssemblyNames names{
        .trigger = spec::Trigger::Neuron, .names = {}, .source = &context.network.source};
    for (const StateSource& state : model.states) {
        StateVariable variable{
            .name = state.name, .point = 31 - log2_at_least(state.range), .range = state.range};
        variable.initial = {state.initial};
        names.names[state.name] = writer.state(std::move(variable));
    }
    const Program program = assemble(context.source.model, model.program, names);
    for (const Code& code : program.code)
        writer.code.emit(code.op, code.rd, code.a, code.b, code.shift, code.store, code.predicate);
    if (!context.stimuli.empty())
        throw SourceError(context.network.source.stimuli[context.stimuli[0].source].at,
                          "a model in assembly reads modulators itself");
    writer.traces();
    return writer.finish("1");
}

}  // namespace bouton::compiler
