// SPDX-License-Identifier: Apache-2.0
// What is written and can never act: rewards without a reward, rules without terms, synapses that
// no equation reads, parameters that none uses, events between two sweeps. All are warnings, for
// networks that are right otherwise.
#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "compiler/passes/passes.hpp"
#include "compiler/passes/sum_of_products.hpp"

namespace bouton::compiler {
namespace {

using Names = std::set<std::string>;

void names_of(const Expression& one, Names& names) {
    if (one.kind == Expression::Kind::Name) names.insert(one.name);
    for (const Expression& operand : one.operands) names_of(operand, names);
}

void names_of(const std::optional<Expression>& one, Names& names) {
    if (one) names_of(*one, names);
}

void names_of(const std::vector<Statement>& list, Names& names) {
    for (const Statement& one : list) {
        names_of(one.value, names);
        names_of(one.condition, names);
        names_of(one.body, names);
        names_of(one.otherwise, names);
    }
}

// All that declarations and statements read.
Names names_of(const ModelEquations& equations) {
    Names names;
    names_of(equations.statements, names);
    for (const EquationState& one : equations.states)
        for (const auto* value : {&one.initial, &one.origin, &one.range}) names_of(*value, names);
    for (const ParameterSource& one : equations.parameters) {
        names_of(one.value, names);
        for (const auto* value : {&one.above, &one.below, &one.least, &one.most})
            names_of(*value, names);
    }
    return names;
}

void variables(const std::vector<Term>& terms, const std::function<void(const Factor&)>& action) {
    for (const Term& term : terms)
        for (const Factor& factor : term.factors) {
            if (factor.kind == Factor::Kind::Variable) action(factor);
            variables(factor.sum, action);
            for (const std::vector<Term>& argument : factor.arguments) variables(argument, action);
        }
}

class SilentParts {
  public:
    SilentParts(const Network& network, Diagnostics& diagnostics)
        : network_(network), source_(network.source), diagnostics_(diagnostics) {}

    void run() {
        for (const ModelSource& one : source_.models) parameters(one);
        for (const ModelSource& one : source_.dynamics) parameters(one);
        for (const ModulatorSource& one : source_.modulators) parameters(one.dynamics);
        std::set<const RuleSource*> rules;
        for (const Projection& one : network_.projections) {
            receptor(one);
            const RuleSource* used = network_.rule(one);
            if (used != nullptr && rules.insert(used).second) rule(*used);
        }
    }

  private:
    // Of the file's own equations: those of the library, and what a stimulus put in, have an
    // origin.
    void parameters(const ModelSource& model) {
        if (!model.equations) return;
        const Names used = names_of(*model.equations);
        for (const ParameterSource& one : model.equations->parameters)
            if (one.at.origin == 0 && !one.used_at && !used.contains(one.name))
                diagnostics_.warning(one.at, "no equation of '" + model.name + "' reads '" +
                                                 one.name + "': it does nothing");
    }

    void receptor(const Projection& projection) {
        const ProjectionSource& source = network_.source_of(projection);
        const std::string& name = network_.source_of(network_.populations[projection.post]).model;
        for (const ModelSource& model : source_.models) {
            if (model.name != name || !model.equations) continue;
            const auto& receptors = model.equations->receptors;
            if (source.receptor >= receptors.size() ||
                names_of(*model.equations).contains(receptors[source.receptor]))
                continue;
            diagnostics_.warning(source.receptor_at.line > 0 ? source.receptor_at : source.at,
                                 "these synapses do nothing: no equation of '" + name +
                                     "' reads the receptor '" + receptors[source.receptor] +
                                     "' at which they arrive");
        }
    }

    void rule(const RuleSource& rule) {
        const bool assembly = std::any_of(rule.programs.begin(), rule.programs.end(),
                                          [](const auto& one) { return one.has_value(); });
        const bool decays = std::any_of(rule.words.begin(), rule.words.end(),
                                        [](const auto& one) { return one && one->tau; });
        if (rule.equations.empty() && !assembly && !decays)
            diagnostics_.warning(rule.at, "rule '" + rule.name +
                                              "' changes nothing: it has no equation, as "
                                              "`dw = 0.01*x1*y0`");
        if (rule.programs[static_cast<std::size_t>(RuleProgram::Reward)]) reward(rule.at);
        for (const EquationSource& one : rule.equations) {
            try {
                for (const Term& term : expand(one.value)) added(term);
            } catch (const SourceError&) {  // lower_rule() will say so
            }
        }
    }

    void added(const Term& term) {
        if (term.coefficient == 0) return;
        if (term.reward) reward(term.at);
        if (term.sweep.value_or(0) > 0) sweep(term);
    }

    // A core program of the file may set the flag by itself.
    void reward(Position at) {
        if (!source_.core.empty() ||
            std::any_of(source_.modulators.begin(), source_.modulators.end(),
                        [](const ModulatorSource& one) { return one.reward; }))
            return;
        diagnostics_.warning(at,
                             "this is never added: r0 needs a modulator that says `reward`, as "
                             "`modulator r = 0 pulse reward`");
    }

    void sweep(const Term& term) {
        variables({term}, [&](const Factor& factor) {
            const ModulatorSource* modulator = find(factor.name);
            if (modulator == nullptr) return;
            Names seen;
            const std::string pulse = momentary(*modulator, seen);
            if (pulse.empty()) return;
            const std::uint32_t every = 1u << *term.sweep;
            diagnostics_.warning(
                factor.at, "this term acts every " + std::to_string(every) + " steps, and " +
                               (pulse == factor.name ? "" : "in '" + factor.name + "' ") +
                               "an event of '" + pulse + "' lasts one: of " +
                               std::to_string(every) + " events " + std::to_string(every - 1) +
                               " are lost; sweep in every step (u0), or let it decay");
        });
    }

    const ModulatorSource* find(const std::string& name) const {
        for (const ModulatorSource& one : source_.modulators)
            if (one.name == name) return &one;
        return nullptr;
    }

    // The modulator of which this one holds events for a single step: itself, or another that its
    // equation reads. Empty: none, or it is kept, as by a decay. Equations in blocks count as kept.
    std::string momentary(const ModulatorSource& modulator, Names& seen) const {
        if (!seen.insert(modulator.name).second) return "";
        const ModelEquations& equations = *modulator.dynamics.equations;
        Names read;
        bool set = false;
        std::map<std::string, Names> lets;
        for (const Statement& one : equations.statements) {
            Names names;
            names_of(one.value, names);
            Names all = names;
            for (const std::string& name : names)
                if (const auto let = lets.find(name); let != lets.end())
                    all.insert(let->second.begin(), let->second.end());
            if (one.kind == Statement::Kind::Let) lets[one.name] = all;
            if (one.name != modulator.name) continue;
            if (one.kind == Statement::Kind::Differential) return "";
            if (one.kind == Statement::Kind::Set) read.merge(all), set = true;
        }
        if (!set || read.contains(modulator.name)) return "";
        for (const std::string& receptor : equations.receptors)
            if (read.contains(receptor)) return modulator.name;
        for (const std::string& name : read)
            if (const ModulatorSource* other = find(name))
                if (std::string pulse = momentary(*other, seen); !pulse.empty()) return pulse;
        return "";
    }

    const Network& network_;
    const Source& source_;
    Diagnostics& diagnostics_;
};

}  // namespace

void check_silent(const Network& network, Diagnostics& diagnostics) {
    SilentParts(network, diagnostics).run();
}

}  // namespace bouton::compiler
