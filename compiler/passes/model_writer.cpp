// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "compiler/ir/unit.hpp"
#include "compiler/passes/draws.hpp"
#include "compiler/passes/equations/bound_model.hpp"
#include "compiler/passes/models.hpp"

namespace bouton::compiler {
namespace {

// A list has an entry for each neuron.
void check_size(const Distribution& value, std::uint32_t size) {
    if (value.kind == Distribution::Kind::List && value.values.size() != size)
        throw SourceError(value.at, "a list of " + std::to_string(value.values.size()) +
                                        " values for " + std::to_string(size) + " neurons");
}

}  // namespace

ModelWriter::ModelWriter(ModelContext& context)
    : code(context.population.name + "." + context.source.model), context_(context) {
    for (const Argument& argument : context.source.initial) initialised_[argument.name] = false;
}

Operand ModelWriter::state(StateVariable variable) {
    for (const Argument& argument : context_.source.initial) {
        if (argument.name != variable.name) continue;
        const Distribution& value = argument.value;
        initialised_[argument.name] = true;
        if (!argument.word.empty())
            throw SourceError(value.at, "an initial value must be a number");
        check_size(value, context_.population.size);
        variable.initial.clear();
        const std::uint32_t id = context_.population.first_id;
        const Draws draws(context_.network.source.seed, Purpose::State, context_.index,
                          static_cast<std::uint32_t>(states_.size()));
        for (std::uint32_t i = 0; i < context_.population.size; ++i)
            variable.initial.push_back(of_text(sample(value, i, draws, id + i), value.dimension,
                                               context_.network.source.step_ms) -
                                       variable.origin / variable.scale);
    }
    states_.push_back(std::move(variable));
    return s(static_cast<std::uint32_t>(states_.size() - 1));
}

Operand ModelWriter::parameter(StateVariable variable, const Distribution& value) {
    check_size(value, context_.population.size);
    variable.initial.clear();
    const Draws draws(context_.network.source.seed, Purpose::Parameter, context_.index,
                      static_cast<std::uint32_t>(states_.size()));
    for (std::uint32_t i = 0; i < context_.population.size; ++i)
        variable.initial.push_back(sample(value, i, draws, context_.population.first_id + i) -
                                   variable.origin / variable.scale);
    return state(std::move(variable));
}

Operand ModelWriter::gain(std::size_t stimulus, StateVariable variable) {
    const StimulusSource& source =
        context_.network.source.stimuli[context_.stimuli[stimulus].source];
    const Dimension expected = dimension_of(variable.unit);
    if (source.gain.dimension != expected && source.gain.dimension != Dimension::None)
        throw SourceError(source.gain.at, std::string("the gain must be a ") + to_string(expected));
    variable.name = "gain_" + source.modulator;
    const Operand word = parameter(std::move(variable), source.gain);
    double most = 0;
    for (const double one : states_.back().initial) most = std::max(most, std::abs(one));
    states_.back().range = most;
    return word;
}

ModelPlan ModelWriter::finish(std::string weight_unit) {
    for (const Argument& argument : context_.source.initial)
        if (!initialised_[argument.name])
            throw SourceError(argument.at, "'" + context_.source.model + "' has no state '" +
                                               argument.name + "'");
    if (states_.size() > spec::limits::States)
        throw SourceError(context_.source.at, "too many state words in '" +
                                                  context_.population.name + "': needed " +
                                                  std::to_string(states_.size()) + ", available " +
                                                  std::to_string(spec::limits::States));
    ModelPlan plan;
    plan.descriptor.name = context_.population.name;
    plan.descriptor.salt = context_.index;
    plan.descriptor.dshift = dshift;
    plan.descriptor.ashift = ashift;
    plan.descriptor.at = context_.source.at;
    plan.descriptor.set(spec::Trigger::Neuron, code.take());
    plan.receptors = context_.receptors;
    plan.weight_unit = std::move(weight_unit);
    plan.states = std::move(states_);
    return plan;
}

}  // namespace bouton::compiler
