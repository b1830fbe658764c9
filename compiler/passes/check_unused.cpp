// SPDX-License-Identifier: Apache-2.0
// What can be checked of a definition without an instance of it: names, units, forms. Models,
// dynamics and waveforms have names of their own; what a rule reads of its target is not known.
#include <algorithm>

#include "compiler/passes/equations/bound_model.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/passes/sum_of_products.hpp"

namespace bouton::compiler {
namespace {

class RuleNames {
  public:
    RuleNames(const Source& source, const RuleSource& rule) : source_(source), rule_(rule) {}

    void run() const {
        for (const EquationSource& one : rule_.equations) {
            declared(one.target, one.at);
            terms(expand(one.value));
        }
    }

  private:
    void terms(const std::vector<Term>& list) const {
        for (const Term& term : list)
            for (const Factor& factor : term.factors) {
                if (factor.kind == Factor::Kind::Variable) name(factor);
                terms(factor.sum);
                for (const std::vector<Term>& argument : factor.arguments) terms(argument);
            }
    }

    void declared(char word, Position at) const {
        if ((word == 'z' && !rule_.words[1]) || (word == 'u' && !rule_.words[2]))
            throw SourceError(at, std::string("declare the word first, as `") + word + ": word`");
    }

    bool trace(const std::string& name) const {
        return std::any_of(rule_.traces.begin(), rule_.traces.end(), [&](const TraceSource& one) {
            return name == (one.pre ? "x" : "y") + std::to_string(one.index);
        });
    }

    void name(const Factor& factor) const {
        const std::string& name = factor.name;
        constexpr std::string_view known[] = {"w", "t", "z", "u", "y0", "rnd", "gauss"};
        if (name.size() == 1) declared(name[0], factor.at);
        if (std::find(std::begin(known), std::end(known), name) != std::end(known) ||
            name.starts_with("post.") || trace(name) ||
            std::any_of(source_.modulators.begin(), source_.modulators.end(),
                        [&](const ModulatorSource& one) { return one.name == name; }))
            return;
        throw SourceError(factor.at, "unknown variable '" + name + "'");
    }

    const Source& source_;
    const RuleSource& rule_;
};

}  // namespace

void check_unused(const Network& network, Diagnostics& diagnostics) {
    const Source& source = network.source;
    for (const ModelSource& one : source.dynamics)
        diagnostics.guarded([&] { check_units(*one.equations, source); });
    for (const WaveformSource& one : source.waveforms)
        diagnostics.guarded([&] { check_units(one.equations, source); });
    for (std::uint32_t i = 0; i < source.rules.size(); ++i)
        if (std::none_of(network.projections.begin(), network.projections.end(),
                         [&](const Projection& one) { return one.rule == i; }))
            diagnostics.guarded([&] { RuleNames(source, source.rules[i]).run(); });
}

}  // namespace bouton::compiler
