// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "compiler/passes/draws.hpp"
#include "compiler/passes/models.hpp"
#include "compiler/passes/steps.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;

bool is_time(Dimension dimension) {
    return dimension == Dimension::Time || dimension == Dimension::Steps;
}

void check(const ModelParameter& parameter, const Argument& argument, std::uint32_t size) {
    const Distribution& value = argument.value;
    const std::string name = "'" + argument.name + "'";
    if (parameter.word != !argument.word.empty())
        throw SourceError(value.at,
                          name + (parameter.word ? " must be a name" : " must be a number"));
    if (parameter.word) return;
    const bool is_zero = value.constant() && value.values[0] == 0;
    const bool fits = value.dimension == parameter.dimension ||
                      (is_time(parameter.dimension) && is_time(value.dimension));
    if (!fits && !is_zero)
        throw SourceError(value.at, name + " must be a " + to_string(parameter.dimension) +
                                        ", found a " + to_string(value.dimension));
    if (!parameter.each && !value.constant())
        throw SourceError(value.at, name + " must be the same for all neurons");
    if (value.kind == Distribution::Kind::List && value.values.size() != size)
        throw SourceError(value.at, "a list of " + std::to_string(value.values.size()) +
                                        " values for " + std::to_string(size) + " neurons");
}

double largest_of(const Distribution& range) {
    if (range.kind == Distribution::Kind::Normal) return range.values[0] + 4 * range.values[1];
    return *std::max_element(range.values.begin(), range.values.end());
}

}  // namespace

ModelWriter::ModelWriter(ModelContext& context, std::span<const ModelParameter> parameters)
    : code(context.population.name + "." + context.source.model), context_(context) {
    for (const ModelParameter& parameter : parameters) {
        Argument argument{.name = std::string(parameter.name),
                          .at = context.source.model_at,
                          .value = {},
                          .word = {}};
        argument.value = constant(parameter.value);
        argument.value.dimension = parameter.dimension;
        argument.value.at = context.source.model_at;
        bound_.emplace(argument.name, argument);
    }
    for (const Argument& argument : context.source.parameters) {
        const auto found =
            std::find_if(parameters.begin(), parameters.end(),
                         [&](const ModelParameter& one) { return one.name == argument.name; });
        if (found == parameters.end())
            throw SourceError(argument.at, "unknown parameter '" + argument.name + "' of " +
                                               context.source.model);
        check(*found, argument, context.population.size);
        bound_[argument.name] = argument;
    }
    for (const Argument& argument : context.source.initial) initialised_[argument.name] = false;
}

const Distribution& ModelWriter::parameter(std::string_view name) const {
    return bound_.find(name)->second.value;
}

double ModelWriter::value(std::string_view name) const {
    return parameter(name).values[0];
}

double ModelWriter::steps(std::string_view name) const {
    const Distribution& time = parameter(name);
    if (time.values[0] < 0)
        throw SourceError(time.at, "'" + std::string(name) + "' must not be negative");
    return in_steps(time.values[0], time.dimension, context_.network.source.step_ms);
}

double ModelWriter::largest(std::string_view name) const {
    return largest_of(parameter(name));
}

std::optional<std::uint32_t> ModelWriter::modulator(std::string_view name) const {
    const Argument& argument = bound_.find(name)->second;
    if (argument.word.empty()) return std::nullopt;
    const auto& modulators = context_.network.source.modulators;
    for (std::uint32_t i = 0; i < modulators.size(); ++i)
        if (modulators[i].name == argument.word) return i;
    throw SourceError(argument.value.at, "no modulator '" + argument.word + "'");
}

int ModelWriter::align(double range) {
    int point = 31 - log2_at_least(range);
    int shift = 31;
    for (const ReceptorPlan& receptor : context_.receptors)
        if (receptor.bound > 0)
            shift =
                std::min(shift, 31 - log2_above(std::min(receptor.bound, range)) - receptor.point);
    dshift = static_cast<std::uint32_t>(std::max(0, shift));
    for (const ReceptorPlan& receptor : context_.receptors)
        point = std::min(point, receptor.point + static_cast<int>(dshift));
    return point;
}

std::uint32_t ModelWriter::receptor_shift(std::uint32_t receptor, int point) const {
    const int shift = context_.receptors[receptor].point + static_cast<int>(dshift) - point;
    if (shift < 0 || shift > 31)
        throw SourceError(context_.source.at, "weights of '" + context_.population.name +
                                                  "' differ too much between its receptors");
    return static_cast<std::uint32_t>(shift);
}

Operand ModelWriter::state(StateVariable variable) {
    for (const Argument& argument : context_.source.initial) {
        if (argument.name != variable.name) continue;
        const Distribution& value = argument.value;
        initialised_[argument.name] = true;
        if (!argument.word.empty())
            throw SourceError(value.at, "an initial value must be a number");
        if (value.kind == Distribution::Kind::List &&
            value.values.size() != context_.population.size)
            throw SourceError(value.at, "a list of " + std::to_string(value.values.size()) +
                                            " values for " +
                                            std::to_string(context_.population.size) + " neurons");
        variable.initial.clear();
        const std::uint32_t id = context_.population.first_id;
        const Draws draws(context_.network.source.seed, Purpose::State, context_.index,
                          static_cast<std::uint32_t>(states_.size()));
        for (std::uint32_t i = 0; i < context_.population.size; ++i)
            variable.initial.push_back(sample(value, i, draws, id + i) - variable.origin);
    }
    states_.push_back(std::move(variable));
    return s(static_cast<std::uint32_t>(states_.size() - 1));
}

std::vector<double> ModelWriter::drawn(std::string_view name) const {
    const Distribution& value = parameter(name);
    if (value.constant()) return {value.values[0]};
    std::vector<double> result;
    const Draws draws(context_.network.source.seed, Purpose::Parameter, context_.index,
                      static_cast<std::uint32_t>(states_.size()));
    for (std::uint32_t i = 0; i < context_.population.size; ++i)
        result.push_back(sample(value, i, draws, context_.population.first_id + i));
    return result;
}

ScaledConstant ModelWriter::each(std::string_view name, int point, double origin,
                                 const std::string& unit) {
    const Distribution& value = parameter(name);
    if (value.constant()) return addend(value.values[0] - origin, point, value.at);
    for (std::uint32_t i = 0; i < states_.size(); ++i)
        if (states_[i].name == name) return {.constant = s(i), .shift = 0};
    StateVariable variable{
        .name = std::string(name), .unit = unit, .point = point, .origin = origin};
    variable.initial = drawn(name);
    for (double& one : variable.initial) one -= origin;
    return {.constant = state(std::move(variable)), .shift = 0};
}

double ModelWriter::largest_stimulus() const {
    double sum = 0;
    for (const Stimulus& stimulus : context_.stimuli)
        sum += std::abs(largest_of(context_.network.source.stimuli[stimulus.source].gain)) *
               context_.network.source.modulators[stimulus.modulator].range;
    return sum;
}

void ModelWriter::stimuli(Operand to, int point, const std::string& unit) {
    for (const Stimulus& stimulus : context_.stimuli) {
        const StimulusSource& source = context_.network.source.stimuli[stimulus.source];
        const Distribution& gain = source.gain;
        const Dimension expected = unit == "nA"   ? Dimension::Current
                                   : unit == "mV" ? Dimension::Voltage
                                                  : Dimension::None;
        if (gain.dimension != expected && gain.dimension != Dimension::None)
            throw SourceError(gain.at, std::string("the gain must be a ") + to_string(expected));
        if (gain.kind == Distribution::Kind::List && gain.values.size() != context_.population.size)
            throw SourceError(gain.at, "a list of " + std::to_string(gain.values.size()) +
                                           " values for " +
                                           std::to_string(context_.population.size) + " neurons");
        StateVariable variable{.name = "gain_" + source.modulator, .unit = unit};
        variable.initial.clear();
        const Draws draws(context_.network.source.seed, Purpose::Parameter, context_.index,
                          static_cast<std::uint32_t>(states_.size()));
        double most = 0;
        for (std::uint32_t i = 0; i < context_.population.size; ++i) {
            variable.initial.push_back(sample(gain, i, draws, context_.population.first_id + i));
            most = std::max(most, std::abs(variable.initial.back()));
        }
        variable.point = 31 - log2_above(most);
        variable.range = most;
        // G (32 bits) times the gain's 16-bit form.
        const int shift =
            context_.modulators[stimulus.modulator].point + variable.point - 16 - point;
        if (shift < 0 || shift > 31)
            throw SourceError(gain.at, "the gain is out of proportion to the input's range");
        const Operand word = state(std::move(variable));
        code.emit(Op::Mac, to, g(stimulus.modulator), word, static_cast<std::uint32_t>(shift));
    }
}

void ModelWriter::when_p(Operand to, std::string_view name, int point, double origin,
                         const std::string& unit) {
    const ScaledConstant value = each(name, point, origin, unit);
    if (value.constant == k(0))
        code.emit(Op::Sel, to, zero(), to);
    else
        code.emit(Op::Add, to, zero(), value.constant, value.shift, spec::Store::None,
                  spec::Predicate::IfP);
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
