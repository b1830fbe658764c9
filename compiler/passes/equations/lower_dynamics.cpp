// SPDX-License-Identifier: Apache-2.0
// Dynamics of a projection's axons to a program: the passes are those of neuron models, words are
// X words. Nothing arrives but the payload, and nothing differs between the axons.
#include <algorithm>
#include <cmath>

#include "compiler/passes/equations/lowered.hpp"
#include "compiler/passes/lower.hpp"

namespace bouton::compiler {
namespace {

const ModelSource& dynamics_of(const Network& network, const GainSource& gain) {
    return *std::find_if(network.source.dynamics.begin(), network.source.dynamics.end(),
                         [&](const ModelSource& one) { return one.name == gain.dynamics; });
}

// An axon whose words are all 0 takes no step until its next event (docs/machine.md section 5,
// AXON). That is right where such a step would leave them 0; else no axon may come there, which a
// range without 0 proves.
bool sleeps_rightly(const ModelContext& context, const ModelSource& source,
                    const LoweredEquations& lowered) {
    const auto& [model, computation, ranges, points, rounding, selected] = lowered;
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const double place = std::ldexp(1.0, 8 - points.word[i]);
        const Interval& reach = ranges.states[i].reach;
        if (!computation.settled[i] && ranges.states[i].proved &&
            (reach.lo >= place || reach.hi <= -place))
            return true;
    }
    const std::vector<double> none(model.parameters.size());
    ModelContext without = context;
    without.silent = true;
    const Computation silent = build(without, source, model, none, computation.settled);
    const Ranges at_zero =
        analyse(context, model, silent, std::vector<double>(model.states.size()));
    return std::all_of(silent.effects.begin(), silent.effects.end(), [&](const Effect& one) {
        return one.kind != Effect::Kind::Store || at_zero.nodes[one.node] == Interval{};
    });
}

}  // namespace

void lower_dynamics(const Network& network, const Projection& projection,
                    std::span<const ModulatorPlan> modulators, Builder& code, RowPlan& row) {
    const GainSource& gain = *network.source_of(projection).gain;
    const ModelSource& source = dynamics_of(network, gain);
    const Population axons{.name = projection.name, .size = 1};
    PopulationSource given;
    given.name = projection.name;
    given.at = given.model_at = gain.at;
    given.model = gain.dynamics;
    given.parameters = gain.arguments;
    std::vector<PostTrace> no_traces;
    const ModelContext context{.network = network,
                               .population = axons,
                               .source = given,
                               .receptors = {},
                               .stimuli = {},
                               .traces = no_traces,
                               .modulators = modulators};
    const LoweredEquations lowered = lower_values(context, source, false);

    std::vector<std::optional<Operand>> made(lowered.model.states.size());
    const auto word = [&](const Operand& operand) {
        const auto index = word_of(operand);
        if (!index) return operand;
        if (!made[*index]) made[*index] = x(add_axon_state(row, lowered.state(*index), gain.at));
        return *made[*index];
    };
    code.append(lowered.selected.program, word);

    const auto at = static_cast<std::size_t>(
        std::find_if(lowered.model.states.begin(), lowered.model.states.end(),
                     [](const BoundState& one) { return one.point.has_value(); }) -
        lowered.model.states.begin());
    row.descriptor.gain =
        static_cast<spec::Gain>(static_cast<std::uint32_t>(spec::Gain::X0) + (made[at]->code & 3));
    const StateRange& range = lowered.ranges.states[at];
    const double most = lowered.points.limit[at];
    row.gain_lo = range.proved ? std::min(range.reach.lo, 0.0) : -most;
    row.gain_hi = range.proved ? std::max(range.reach.hi, 1.0) : most;
    row.dynamics = lowered.note(source.at, context.network.source.step_ms);
    row.warnings = lowered.warnings();
    if (!sleeps_rightly(context, source, lowered))
        row.warnings.emplace_back(
            source.at,
            "an axon whose words are all 0 takes no step until its next event, and here "
            "a step would change them: declare the value at which a state rests, as "
            "`state R about 1`, or keep a state off 0");
}

}  // namespace bouton::compiler
