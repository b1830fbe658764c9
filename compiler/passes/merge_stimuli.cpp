// SPDX-License-Identifier: Apache-2.0
// Stimuli as equations. The population gets a model of its own: the one it names, with the
// statements of the waveform before it, under names of their own (`sine.turn`), and gain times
// output added to `stimulus`; or, for an axon, an event sent when that is 1/2 or more. Parameters
// of the waveform become parameters of the model, so that what follows checks and counts everything
// as if it had been written by hand.
#include <algorithm>
#include <set>

#include "compiler/ir/known_names.hpp"
#include "compiler/ir/make_expression.hpp"
#include "compiler/passes/draws.hpp"
#include "compiler/passes/equation_text.hpp"
#include "compiler/passes/equations/bound_model.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/passes/steps.hpp"

namespace bouton::compiler {
namespace {

using Text = Expression::Kind;

constexpr double most_steps = 8388607;  // that a state word counts

bool sends(const std::vector<Statement>& list) {
    return std::any_of(list.begin(), list.end(),
                       [](const Statement& one) { return one.kind == Statement::Kind::Send; });
}

class Merger {
  public:
    Merger(const Source& source, PopulationSource& population, std::uint32_t index,
           std::uint32_t first_id, ModelSource model)
        : source_(source),
          population_(population),
          index_(index),
          first_id_(first_id),
          model_(std::move(model)) {}

    void add(const StimulusSource& stimulus, std::uint32_t number) {
        const Position at = stimulus.modulator_at;
        if (!model_.equations)
            throw SourceError(at, "'" + population_.model +
                                      "' is a model in assembly: only modulators stimulate it, all "
                                      "of it, all the time");
        const std::string prefix = unused(stimulus.modulator) + ".";
        ModelEquations part;
        own_.clear();
        if (stimulus.waveform) {
            part = stimulus.waveform->equations;
            for (EquationState& one : part.states) one.at = at;
            for (ParameterSource& one : part.parameters) one.used_at = at;
            arguments(stimulus, part, prefix);
            own_ = Prefix(part, prefix).names();
        } else {
            part.statements.push_back(set(Statement::Kind::Let, prefix + "output",
                                          channel(part, prefix + "channel", stimulus.modulator, at),
                                          at));
        }
        Expression value =
            node(Text::Multiply, at,
                 {gain(stimulus, part, prefix, number), named(prefix + "output", at)});
        if (!stimulus.by.empty())
            value = node(Text::Multiply, at,
                         {std::move(value),
                          channel(part, free(prefix + "by"), stimulus.by, stimulus.by_at)});
        window(stimulus, part, prefix);
        put(std::move(part));
        if (stimulus.axon)
            force_axon(std::move(value), stimulus.modulator_at);
        else
            values_.push_back(std::move(value));
    }

    ModelSource run() {
        auto& statements = model_.equations->statements;
        std::size_t found = 0;
        each_expression(statements, [&](Expression& one) { found += replace(one); });
        if (found == 0 && !values_.empty())
            throw SourceError(
                values_.front().at,
                population_.model + " takes no stimulus: `stimulus` is not in its equations");
        statements.insert(statements.begin(), std::make_move_iterator(before_.begin()),
                          std::make_move_iterator(before_.end()));
        statements.insert(statements.end(), std::make_move_iterator(after_.begin()),
                          std::make_move_iterator(after_.end()));
        return std::move(model_);
    }

    std::string name() const {
        std::string result = population_.model;
        for (const std::string& one : names_) result += "+" + one;
        return result;
    }

  private:
    std::string unused(const std::string& name) {
        std::string result = name;
        for (int i = 2; std::find(names_.begin(), names_.end(), result) != names_.end(); ++i)
            result = name + std::to_string(i);
        names_.push_back(result);
        return result;
    }

    // A name beside those of the waveform's text.
    std::string free(std::string name) const {
        while (own_.contains(name)) name += "_";
        return name;
    }

    void arguments(const StimulusSource& stimulus, const ModelEquations& part,
                   const std::string& prefix) {
        for (Argument one : *stimulus.arguments) {
            const auto& known = part.parameters;
            if (std::none_of(known.begin(), known.end(), [&](const ParameterSource& other) {
                    return other.name == one.name;
                })) {
                throw SourceError(one.at, "unknown parameter '" + one.name + "' of " +
                                              stimulus.modulator +
                                              known_names(one.name, names_of(known)));
            }
            one.name = prefix + one.name;
            const std::vector<double>& values = one.value.values;
            if (one.value.dimension == Dimension::Time && !values.empty() &&
                range_of(one.value).lo < 0)
                throw SourceError(one.value.at, "'" + one.name + "' must not be negative");
            population_.parameters.push_back(std::move(one));
        }
    }

    // A parameter that is the modulator.
    Expression channel(ModelEquations& part, const std::string& name, const std::string& modulator,
                       Position at) {
        ParameterSource one;
        one.name = name;
        one.at = at;
        one.value = number(0, Dimension::None, at);
        one.modulator = true;
        part.parameters.push_back(std::move(one));
        Argument argument{.name = name, .at = at, .value = {}, .word = modulator};
        argument.value.at = at;
        population_.parameters.push_back(std::move(argument));
        return named(name, at);
    }

    Expression gain(const StimulusSource& stimulus, ModelEquations& part, const std::string& prefix,
                    std::uint32_t number_of) {
        const Position at = stimulus.modulator_at;
        ParameterSource one;
        one.name = free(prefix + "gain");
        one.at = at;
        const Dimension unit = stimulus.axon ? Dimension::None : model_.equations->weight;
        one.value = number(0, unit, at);
        one.each = true;
        part.parameters.push_back(one);
        Argument argument{.name = one.name, .at = at, .value = stimulus.gain, .word = {}};
        Distribution& value = argument.value;
        if (value.dimension == Dimension::None) value.dimension = unit;
        if (value.at.line == 0) value.at = at;
        if (stimulus.slice) masked(stimulus, value, number_of);
        population_.parameters.push_back(std::move(argument));
        return named(one.name, at);
    }

    // 0 outside the slice. `number` tells the draws of several stimuli apart from each other and
    // from those of state words.
    void masked(const StimulusSource& stimulus, Distribution& value, std::uint32_t number) const {
        const auto [first, last] = *stimulus.slice;
        if (last >= population_.size)
            throw SourceError(stimulus.slice_at, "'" + population_.name +
                                                     "' has the elements 0 to " +
                                                     std::to_string(population_.size - 1));
        if (value.kind == Distribution::Kind::List && value.values.size() != last - first + 1)
            throw SourceError(value.at, "a list of " + std::to_string(value.values.size()) +
                                            " values for " + std::to_string(last - first + 1) +
                                            " elements");
        if (first == 0 && last == population_.size - 1) return;
        const Draws draws(source_.seed, Purpose::Parameter, index_, spec::limits::States + number);
        std::vector<double> values(population_.size);
        for (std::uint32_t i = first; i <= last; ++i)
            values[i] = sample(value, i - first, draws, first_id_ + i);
        value.kind = Distribution::Kind::List;
        value.values = std::move(values);
    }

    double steps(const Quantity& time) const {
        const double found = whole_steps(in_steps(time, source_.step_ms), time.at, "this time");
        if (found > most_steps)
            throw SourceError(time.at, "this is later than " +
                                           std::to_string(static_cast<int>(most_steps)) +
                                           " steps, which is what a neuron counts to");
        return found;
    }

    // Two states count steps down, to the beginning and to the end. Before the beginning the
    // waveform stands still; outside of both its output is 0.
    void window(const StimulusSource& stimulus, ModelEquations& part, const std::string& prefix) {
        const Position at = stimulus.modulator_at;
        const double from = stimulus.from ? steps(*stimulus.from) : 0;
        std::optional<Expression> on, begun;
        std::vector<Statement> counts;
        const auto count = [&](const std::string& name, double length, spec::Relation when) {
            EquationState state;
            state.name = free(prefix + name);
            state.at = at;
            state.dimension = Dimension::Steps;
            state.initial = state.range = number(length, Dimension::Steps, at);
            part.states.push_back(state);
            const Expression left = named(state.name, at), zero = number(0, Dimension::None, at);
            counts.push_back(set(
                Statement::Kind::Set, state.name,
                call("max", {node(Text::Subtract, at, {left, named("dt", at)}), zero}, at), at));
            return relation(when, left, zero, at);
        };
        if (from > 0) on = begun = count("wait", from, spec::Relation::Eq);
        if (stimulus.to) {
            const double to = steps(*stimulus.to);
            if (to <= from)
                throw SourceError(stimulus.to->at, "the end must be after the beginning");
            Expression before_end = count("left", to, spec::Relation::Gt);
            on = on ? node(Text::And, at, {*on, std::move(before_end)}) : std::move(before_end);
        }
        if (!on) return;
        std::vector<Statement> list;
        for (Statement& one : part.statements) {
            if (one.kind == Statement::Kind::Let) {
                if (one.name == prefix + "output")
                    one.value =
                        call("where", {*on, *one.value, number(0, Dimension::None, at)}, at);
                list.push_back(std::move(one));
                continue;
            }
            if (!begun) {
                list.push_back(std::move(one));
                continue;
            }
            if (list.empty() || list.back().kind != Statement::Kind::If ||
                list.back().name != "window")
                list.push_back({.kind = Statement::Kind::If,
                                .name = "window",
                                .value = {},
                                .condition = begun,
                                .at = at});
            list.back().body.push_back(std::move(one));
        }
        for (Statement& one : counts) list.push_back(std::move(one));
        part.statements = std::move(list);
    }

    void put(ModelEquations part) {
        ModelEquations& all = *model_.equations;
        const auto append = [](auto& to, auto& from) {
            to.insert(to.end(), std::make_move_iterator(from.begin()),
                      std::make_move_iterator(from.end()));
        };
        append(all.parameters, part.parameters);
        append(all.states, part.states);
        append(before_, part.statements);
    }

    void force_axon(Expression value, Position at) {
        if (sends(model_.equations->statements))
            throw SourceError(at, "'" + population_.model +
                                      "' sends payloads of its own: its axon cannot be forced");
        Statement send{.kind = Statement::Kind::Send,
                       .name = forced_axon,
                       .value = {},
                       .condition = {},
                       .at = at};
        send.value = number(1, Dimension::None, at);
        send.condition =
            relation(spec::Relation::Ge, std::move(value), number(0.5, Dimension::None, at), at);
        after_.push_back(std::move(send));
    }

    std::size_t replace(Expression& one) const {
        if (one.kind == Text::Name && one.name == "stimulus") {
            for (const Expression& value : values_)
                one = node(Text::Add, value.at, {std::move(one), value});
            return 1;
        }
        std::size_t found = 0;
        for (Expression& operand : one.operands) found += replace(operand);
        return found;
    }

    const Source& source_;
    PopulationSource& population_;
    const std::uint32_t index_, first_id_;
    ModelSource model_;
    std::vector<std::string> names_;
    std::set<std::string> own_;  // what the waveform's text calls its own, with the prefix
    std::vector<Expression> values_;
    std::vector<Statement> before_, after_;
};

}  // namespace

void merge_stimuli(Source& source, Diagnostics& diagnostics) {
    std::uint32_t first_id = 0;
    for (std::uint32_t i = 0; i < source.populations.size(); ++i) {
        PopulationSource& population = source.populations[i];
        const auto model =
            std::find_if(source.models.begin(), source.models.end(),
                         [&](const ModelSource& one) { return one.name == population.model; });
        std::optional<Merger> merger;
        diagnostics.guarded([&] {
            for (std::uint32_t k = 0; k < source.stimuli.size(); ++k) {
                const StimulusSource& stimulus = source.stimuli[k];
                if (!stimulus.equations() || stimulus.population != population.name) continue;
                if (population.input)
                    throw SourceError(stimulus.population_at,
                                      "'" + population.name + "' is an input");
                if (!merger) merger.emplace(source, population, i, first_id, *model);
                merger->add(stimulus, k);
            }
            if (merger) {
                ModelSource merged = merger->run();
                merged.name = merger->name();
                for (int number = 2;
                     std::any_of(source.models.begin(), source.models.end(),
                                 [&](const ModelSource& one) { return one.name == merged.name; });
                     ++number)
                    merged.name = merger->name() + "#" + std::to_string(number);
                population.model = merged.name;
                source.models.push_back(std::move(merged));
            }
        });
        first_id += population.size;
    }
    for (const StimulusSource& stimulus : source.stimuli)
        if (stimulus.equations() &&
            std::none_of(
                source.populations.begin(), source.populations.end(),
                [&](const PopulationSource& one) { return one.name == stimulus.population; }))
            diagnostics.error(stimulus.population_at,
                              "no population '" + stimulus.population + "'");
    std::erase_if(source.stimuli, [](const StimulusSource& one) { return one.equations(); });
}

}  // namespace bouton::compiler
