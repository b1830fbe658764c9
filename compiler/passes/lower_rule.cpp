// SPDX-License-Identifier: Apache-2.0
// A rule on a projection to its PRE, POST, SWEEP, REWARD and DELIVER programs.
//
// In a program all reads see the words as they were before it, and the machine does not read a word
// again that was stored. So a word is stored when no other still has to read it; where two words
// read each other, the change of the first waits in a register.
#include <algorithm>
#include <cmath>

#include "compiler/passes/assemble.hpp"
#include "compiler/passes/lower.hpp"
#include "compiler/passes/product_writer.hpp"
#include "compiler/passes/rule_units.hpp"
#include "compiler/passes/rule_values.hpp"
#include "compiler/passes/steps.hpp"
#include "compiler/passes/sum_of_products.hpp"
#include "compiler/passes/traces.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;
using spec::Store;
using spec::Trigger;

Store store_of(arith::Round round) {
    switch (round) {
        case arith::Round::TowardZero:
            return Store::TowardZero;
        case arith::Round::NearestEven:
            return Store::Nearest;
        case arith::Round::Stochastic:
            break;
    }
    return Store::Stochastic;
}

struct Equation {
    char target = 'w';
    Trigger trigger = Trigger::Pre;
    std::vector<Term> terms;
};

class RuleLowering {
  public:
    RuleLowering(const RuleContext& context, const RuleSource& rule, RowPlan& row)
        : context_(context), rule_(rule), row_(row), values_(context, rule, row) {}

    void run() {
        row_.wide = rule_.wide();
        row_.rounding = context_.network.source_of(context_.projection)
                            .rounding.value_or(rule_.rounding.value_or(arith::Round::Stochastic));
        row_.descriptor.grid =
            context_.network.source_of(context_.projection).bits.value_or(rule_.bits.value_or(16));
        words();
        collect();
        choose_tag_scale();
        note_targets();
        for (const Trigger trigger : {Trigger::Pre, Trigger::Post, Trigger::Sweep, Trigger::Reward})
            text(trigger);
        assembly(RuleProgram::Pre, Trigger::Pre);
        assembly(RuleProgram::Post, Trigger::Post);
        assembly(RuleProgram::Sweep, Trigger::Sweep);
        assembly(RuleProgram::Reward, Trigger::Reward);
        assembly(RuleProgram::Deliver, Trigger::Deliver);
        row_.descriptor.sweep_log2 = sweep_.value_or(0);
    }

  private:
    void words() {
        const WordSource tag = rule_.words[0].value_or(WordSource{});
        row_.tag_point = 15 - log2_at_least(tag.range);
        row_.tag_range = tag.range;
        row_.tag_assumed = tag.assumed;
        for (std::size_t i = 1; i < rule_.words.size(); ++i)
            if (const auto& word = rule_.words[i])
                row_.words.push_back({.name = std::string(1, word_names[i + 1]),
                                      .point = 31 - log2_at_least(word->range),
                                      .range = word->range,
                                      .assumed = word->assumed});
    }

    // ---- from the text to equations of one trigger each
    void sweep(std::uint32_t k, Position at) {
        if (sweep_ && *sweep_ != k)
            throw SourceError(at, "a rule has one sweep, u" + std::to_string(*sweep_));
        sweep_ = k;
    }

    void add_term(char target, Trigger trigger, Term term) {
        for (Equation& equation : equations_) {
            if (equation.target != target || equation.trigger != trigger) continue;
            equation.terms.push_back(std::move(term));
            return;
        }
        equations_.push_back({.target = target, .trigger = trigger, .terms = {std::move(term)}});
    }

    // The equations, with units that fit.
    std::vector<EquationSource> checked() const {
        const ModelPlan& target = context_.plan.models[context_.projection.post];
        UnitContext units{
            .weight = target.weight_unit, .states = {}, .step_ms = context_.network.source.step_ms};
        for (const StateVariable& state : target.states)
            units.states.push_back({.name = state.name, .unit = state.unit});
        std::vector<EquationSource> equations = rule_.equations;
        check_units(equations, units);
        return equations;
    }

    void collect() {
        for (const EquationSource& source : checked()) {
            if ((source.target == 'z' && !rule_.words[1]) ||
                (source.target == 'u' && !rule_.words[2]))
                throw SourceError(source.at, std::string("declare the word first, as `") +
                                                 source.target + ": word`");
            for (Term& term : expand(source.value)) {
                if (term.coefficient == 0) continue;
                const int kinds =
                    (term.pre || term.post ? 1 : 0) + (term.sweep ? 1 : 0) + (term.reward ? 1 : 0);
                if (kinds == 0)
                    throw SourceError(
                        term.at, "a term without trigger: it needs x0, y0, r0 or u<k> as a factor");
                if (kinds > 1)
                    throw SourceError(term.at,
                                      "a term with two triggers (only x0 * y0 may go together)");
                Trigger trigger = term.pre ? Trigger::Pre : Trigger::Post;
                if (term.sweep) {
                    sweep(*term.sweep, term.at);
                    trigger = Trigger::Sweep;
                } else if (term.reward) {
                    trigger = Trigger::Reward;
                } else if (term.pre && term.post) {
                    term.factors.push_back({.kind = Factor::Kind::Variable,
                                            .name = "y0",
                                            .sum = {},
                                            .arguments = {},
                                            .at = term.at});
                }
                add_term(source.target, trigger, std::move(term));
            }
        }
        for (std::size_t i = 0; i < rule_.words.size(); ++i) {
            const auto& word = rule_.words[i];
            if (!word || !word->tau) continue;
            sweep(word->sweep, word->at);
            const double every = std::ldexp(1.0, static_cast<int>(word->sweep));
            Term decay;
            const double tau = in_steps(*word->tau, context_.network.source.step_ms) / every;
            check_decays(tau, word->tau->at);
            decay.coefficient = std::expm1(-1 / tau);
            decay.factors.push_back({.kind = Factor::Kind::Variable,
                                     .name = std::string(1, word_names[i + 1]),
                                     .sum = {},
                                     .arguments = {},
                                     .at = word->at});
            decay.at = word->at;
            add_term(word_names[i + 1], Trigger::Sweep, std::move(decay));
        }
    }

    // Words that are written have bounds too, whether or not they are read.
    void note_targets() {
        for (const Equation& equation : equations_)
            values_.lookup({.kind = Factor::Kind::Variable,
                            .name = std::string(1, equation.target),
                            .sum = {},
                            .arguments = {},
                            .at = rule_.at});
    }

    // dw = c * t * G needs no constant if the unit of the tag makes c a power of two. The unit is
    // never below 1: the word has to hold the tag's range.
    void choose_tag_scale() {
        for (const Equation& equation : equations_) {
            for (const Term& term : equation.terms) {
                if (equation.target != 'w' || term.factors.size() != 2 || term.coefficient <= 0)
                    continue;
                const auto is_tag = [](const Factor& factor) {
                    return factor.kind == Factor::Kind::Variable && factor.name == "t";
                };
                const auto is_channel = [&](const Factor& factor) {
                    return factor.kind == Factor::Kind::Variable &&
                           values_.modulator(factor.name).has_value();
                };
                const Factor &a = term.factors[0], &b = term.factors[1];
                if (!(is_tag(a) && is_channel(b)) && !(is_tag(b) && is_channel(a))) continue;
                constexpr double rounding = 1e-9;  // of 0.1 * 10, which is to count as 1
                row_.tag_scale =
                    std::exp2(std::ceil(std::log2(term.coefficient) - rounding)) / term.coefficient;
                return;
            }
        }
    }

    // ---- programs
    Destination destination(char target) const {
        const arith::Round other = rule_.rounding_tag.value_or(arith::Round::Stochastic);
        if (target == 'w')
            return {.operand = operand(spec::Operand::W),
                    .point = row_.weight_point + 16,
                    .store = store_of(row_.rounding)};
        const Value value = values_.word(target, rule_.at);
        return {.operand = value.operand, .point = value.point, .store = store_of(other)};
    }

    std::string program_name(Trigger trigger) const {
        return context_.projection.name + "." + rule_.name + "." +
               std::string(spec::to_string(trigger));
    }

    // The change in units of the word: tags may have a scale of their own.
    std::vector<Term> in_word(const Equation& equation) const {
        std::vector<Term> terms = equation.terms;
        if (equation.target == 't')
            for (Term& term : terms) term.coefficient /= row_.tag_scale;
        return terms;
    }

    void text(Trigger trigger) {
        std::vector<Equation> pending;
        for (const Equation& equation : equations_)
            if (equation.trigger == trigger) pending.push_back(equation);
        if (pending.empty()) return;
        try {
            row_.descriptor.set(trigger, program(trigger, pending, true));
        } catch (const TooManyRegisters&) {
            row_.descriptor.set(trigger, program(trigger, pending, false));
        }
    }

    Program program(Trigger trigger, std::vector<Equation> pending, bool shares) {
        Builder code(program_name(trigger));
        ProductWriter writer(code, [this](const Factor& factor) { return values_.lookup(factor); });
        if (shares) {
            std::vector<const std::vector<Term>*> sums;
            sums.reserve(pending.size());
            for (const Equation& equation : pending) sums.push_back(&equation.terms);
            writer.share(sums);
        }
        std::vector<std::pair<Destination, Value>> waiting;
        while (!pending.empty()) {
            const auto harmless =
                std::find_if(pending.begin(), pending.end(), [&](const Equation& one) {
                    return std::none_of(pending.begin(), pending.end(), [&](const Equation& other) {
                        return other.target != one.target &&
                               reads(other.terms, std::string(1, one.target));
                    });
                });
            const bool later = harmless == pending.end();
            const Equation equation = later ? pending.front() : *harmless;
            pending.erase(later ? pending.begin() : harmless);
            write(writer, code, equation, later, waiting);
        }
        for (const auto& [to, change] : waiting) writer.add(to, change, rule_.at);
        return code.take();
    }

    void write(ProductWriter& writer, Builder& code, const Equation& equation, bool later,
               std::vector<std::pair<Destination, Value>>& waiting) {
        const Destination to = destination(equation.target);
        const std::vector<Term> terms = in_word(equation);
        const Term& first = terms.front();
        code.place(first.at);
        const bool own_decay = terms.size() == 1 && first.factors.size() == 1 &&
                               first.factors[0].kind == Factor::Kind::Variable &&
                               first.factors[0].name == std::string(1, equation.target);
        if (own_decay) {
            const double scale =
                equation.target == 't' ? row_.tag_scale : 1;  // in_word divided by it
            const ScaledConstant factor = multiplier(first.coefficient * scale, first.at);
            if (!later) {
                code.emit(Op::Dcy, to.operand, to.operand, factor.constant, factor.shift, to.store);
                return;
            }
        }
        if (terms.size() == 1 && !later) {
            writer.add(to, terms);
            return;
        }
        const Value change = writer.change(to.point, terms, rule_.at);
        if (later)
            waiting.emplace_back(to, change);
        else
            writer.add(to, change, rule_.at);
    }

    void assembly(RuleProgram program, Trigger trigger) {
        const auto& source = rule_.programs[static_cast<std::size_t>(program)];
        if (!source) return;
        if (row_.descriptor.has(trigger))
            throw SourceError(rule_.at, "the rule has text and assembly for " +
                                            std::string(spec::to_string(trigger)));
        if (program == RuleProgram::Sweep) sweep(*rule_.sweep, rule_.at);
        AssemblyNames names{
            .trigger = trigger, .names = {}, .source = &context_.network.source, .wide = row_.wide};
        const auto& states = context_.plan.models[context_.projection.post].states;
        for (std::uint32_t i = 0; i < states.size(); ++i) names.names[states[i].name] = s(i);
        for (const TraceSource& one : rule_.traces)
            if (!one.pre || row_.axon)
                names.names[(one.pre ? "x" : "y") + std::to_string(one.index)] =
                    values_.trace(one).operand;
        row_.descriptor.set(trigger, assemble(program_name(trigger), *source, names));
    }

    const RuleContext& context_;
    const RuleSource& rule_;
    RowPlan& row_;
    RuleValues values_;
    std::vector<Equation> equations_;
    std::optional<std::uint32_t> sweep_;
};

}  // namespace

void lower_rule(const RuleContext& context, const RuleSource& rule, RowPlan& row) {
    RuleLowering(context, rule, row).run();
}

}  // namespace bouton::compiler
