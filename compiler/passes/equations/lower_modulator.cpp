// SPDX-License-Identifier: Apache-2.0
// Equations of a modulator to instructions of the core program: the passes are those of neuron
// models, words are G words, what arrives is the sum of the last step's events.
#include <algorithm>
#include <cmath>
#include <span>

#include "compiler/passes/equations/lowered.hpp"
#include "compiler/passes/lower.hpp"

namespace bouton::compiler {
namespace {

// The G word of a state of the equations, after those that are taken.
Operand add_word(const LoweredEquations& lowered, std::uint32_t state,
                 const ModulatorSource& source, std::vector<ModulatorPlan>& modulators) {
    const BoundState& bound = lowered.model.states[state];
    if (modulators.size() >= spec::limits::Modulators)
        throw SourceError(bound.at, "no word is left for '" + bound.name + "' of modulator '" +
                                        source.name +
                                        "': modulators and the states of their "
                                        "equations have " +
                                        std::to_string(spec::limits::Modulators) + " together");
    const StateVariable variable = lowered.state(state);
    ModulatorPlan plan;
    plan.name = source.name + "." + variable.name;
    plan.unit = variable.unit.empty() ? "1" : variable.unit;
    plan.point = variable.point;
    plan.scale = variable.scale;
    plan.range = variable.range;
    plan.initial = modulator_word(bound.initial, plan.point, variable.range, bound.name, bound.at);
    modulators.push_back(std::move(plan));
    return g(static_cast<std::uint32_t>(modulators.size() - 1));
}

// The statements that set a state, in blocks too.
void setting(const std::vector<Statement>& list, const std::string& state,
             std::vector<const Statement*>& found) {
    for (const Statement& one : list) {
        if (one.name == state && one.kind != Statement::Kind::Let) found.push_back(&one);
        setting(one.body, state, found);
        setting(one.otherwise, state, found);
    }
}

// Words that others read, and words of states that are nothing but copies of such, have the points
// of these: a copy is exact.
void prescribe_points(ModelEquations& equations, std::uint32_t modulator,
                      const std::vector<ModulatorSource>& sources,
                      const std::vector<ModulatorPlan>& modulators) {
    equations.states[0].point = modulators[modulator].point;
    for (std::size_t i = 1; i < equations.states.size(); ++i) {
        EquationState& state = equations.states[i];
        std::vector<const Statement*> found;
        setting(equations.statements, state.name, found);
        if (state.range || state.initial || found.size() != 1 ||
            found[0]->kind != Statement::Kind::Set ||
            found[0]->value->kind != Expression::Kind::Name)
            continue;
        const std::string& from = found[0]->value->name;
        const auto named = [&](const auto& one) { return one.name == from; };
        const bool hidden =
            std::any_of(equations.parameters.begin(), equations.parameters.end(), named) ||
            std::any_of(equations.states.begin() + 1, equations.states.end(), named) ||
            std::any_of(equations.receptors.begin(), equations.receptors.end(),
                        [&](const std::string& one) { return one == from; });
        const auto source = std::find_if(sources.begin(), sources.end(), named);
        if (!hidden && source != sources.end())
            state.point = modulators[static_cast<std::size_t>(source - sources.begin())].point;
    }
}

// What the passes want to know of a model, where one modulator is all of it.
struct Alone {
    Alone(const Network& network, std::uint32_t modulator,
          std::span<const ModulatorPlan> modulators)
        : source(network.source.modulators[modulator]),
          one{.name = source.name, .size = 1},
          given{.name = source.name, .at = source.at, .model_at = source.at, .model = source.name},
          context{.network = network,
                  .population = one,
                  .source = given,
                  .receptors = {},
                  .stimuli = {},
                  .traces = no_traces,
                  .modulators = modulators,
                  .words = {.dropped = 0, .alone = false},
                  .dshift = static_cast<std::uint32_t>(pending_shift(network)),
                  .silent = !source.takes_events() || modulator >= spec::limits::Channels} {
        if (context.silent) return;
        const double most = most_events(network, modulator);
        context.receptors[0] = {.point = event_point(network, modulator) - pending_shift(network),
                                .bound = most,
                                .lo = -most,
                                .hi = most};
    }

    const ModulatorSource& source;
    const Population one;
    const PopulationSource given;
    std::vector<PostTrace> no_traces;
    ModelContext context;
};

}  // namespace

bool has_number_at_end(const Network& network, std::uint32_t modulator, double end) try {
    const Alone alone(network, modulator, {});
    const ModelSource& source = alone.source.dynamics;
    const BoundModel model = bind(alone.context, source);
    const std::vector<double> origins(model.parameters.size());
    const std::vector<std::optional<double>> settled(model.states.size());
    const Graph graph = build(alone.context, source, model, origins, settled).graph;
    for (NodeId id = 0; id < graph.size(); ++id) {
        const double number = std::abs(graph[id].constant);  // of a sum too
        if (number > end * (1 - 0x1p-15) && number <= end) return true;
    }
    return false;
} catch (const SourceError&) {
    return false;  // lower_modulator() says it
}

void lower_modulator(const Network& network, std::uint32_t modulator,
                     std::vector<ModulatorPlan>& modulators, Builder& code,
                     Diagnostics& diagnostics) {
    const ModulatorSource& source = network.source.modulators[modulator];
    ModelSource dynamics = source.dynamics;
    prescribe_points(*dynamics.equations, modulator, network.source.modulators, modulators);

    const Alone alone(network, modulator, modulators);
    const LoweredEquations lowered = lower_values(alone.context, dynamics, false);

    std::vector<std::optional<Operand>> made(lowered.model.states.size());
    made[0] = g(modulator);
    const auto place = [&](const Operand& operand) {
        if (operand == d(0)) return d(modulator);
        const auto index = word_of(operand);
        if (!index) return operand;
        if (!made[*index]) made[*index] = add_word(lowered, *index, source, modulators);
        return *made[*index];
    };
    Program program = lowered.selected.program;
    for (Code& each : program.code) each.store = spec::Store::None;  // all of a register
    code.append(program, place);
    for (const auto& [at, text] : lowered.warnings())
        diagnostics.warning(at, "modulator '" + source.name + "': " + text);
    if (source.written)
        modulators[modulator].equations = lowered.note(source.at, network.source.step_ms);
}

}  // namespace bouton::compiler
