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
#include "compiler/passes/steps.hpp"
#include "compiler/passes/sum_of_products.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;
using spec::Store;
using spec::Trigger;

constexpr char targets[] = {'w', 't', 'z', 'u'};

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
        : context_(context), rule_(rule), row_(row) {}

    void run() {
        row_.wide = rule_.wide();
        row_.rounding = context_.network.source_of(context_.projection)
                            .rounding.value_or(rule_.rounding.value_or(arith::Round::Stochastic));
        row_.descriptor.grid =
            context_.network.source_of(context_.projection).bits.value_or(rule_.bits.value_or(16));
        row_.tag_point =
            15 - log2_at_least(rule_.words[0] ? rule_.words[0]->range : WordSource{}.range);
        collect();
        choose_tag_scale();
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

    void collect() {
        for (const EquationSource& source : rule_.equations) {
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
            decay.coefficient =
                std::expm1(-every / in_steps(*word->tau, context_.network.source.step_ms));
            decay.factors.push_back({.kind = Factor::Kind::Variable,
                                     .name = std::string(1, targets[i + 1]),
                                     .sum = {},
                                     .arguments = {},
                                     .at = word->at});
            decay.at = word->at;
            add_term(targets[i + 1], Trigger::Sweep, std::move(decay));
        }
    }

    // dw = c * t * G needs no constant if the unit of the tag makes c a power of two.
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
                           modulator(factor.name).has_value();
                };
                const Factor &a = term.factors[0], &b = term.factors[1];
                if (!(is_tag(a) && is_channel(b)) && !(is_tag(b) && is_channel(a))) continue;
                row_.tag_scale =
                    std::exp2(std::round(std::log2(term.coefficient))) / term.coefficient;
                return;
            }
        }
    }

    // ---- variables
    std::optional<std::uint32_t> modulator(const std::string& name) const {
        const auto& modulators = context_.network.source.modulators;
        for (std::uint32_t i = 0; i < modulators.size(); ++i)
            if (modulators[i].name == name) return i;
        return std::nullopt;
    }

    Value trace(const TraceSource& source) const {
        if (source.pre) {
            for (std::uint32_t i = 0; i < row_.axon_states.size(); ++i) {
                const StateVariable& variable = row_.axon_states[i];
                if (variable.name == "x" + std::to_string(source.index))
                    return {.operand = x(i),
                            .point = variable.point,
                            .lo = 0,
                            .hi = variable.range,
                            .scale = variable.scale};
            }
        }
        const PostTrace wanted = post_trace(source, context_.network.source.step_ms);
        for (const PostTrace& trace : context_.post_traces)
            if (trace.same(wanted))
                return {.operand = s(trace.state),
                        .point = trace_point(trace.set, trace.range, trace.provable),
                        .lo = 0,
                        .hi = trace.range * source.impulse,
                        .scale = source.impulse};
        throw SourceError(source.at,
                          "the trace is kept nowhere: the rule has its own axon program");
    }

    Value word(std::size_t index, const Factor& factor) const {
        const auto& source = rule_.words[index];
        if (index > 0 && !source)
            throw SourceError(factor.at, "declare the word first, as `" + factor.name + ": word`");
        const double range = source ? source->range : WordSource{}.range;
        Value value{.operand = operand(spec::Operand::T, static_cast<std::uint32_t>(index)),
                    .narrow = true};
        value.point = 31 - log2_at_least(range);
        value.lo = -range;
        value.hi = range;
        if (index == 0) value.scale = row_.tag_scale;
        return value;
    }

    Value lookup(const Factor& factor) const {
        const std::string& name = factor.name;
        if (name == "w")
            return {.operand = operand(spec::Operand::W),
                    .point = row_.weight_point + 16,
                    .lo = context_.lo,
                    .hi = context_.hi,
                    .narrow = true};
        if (name == "t") return word(0, factor);
        if (name == "z") return word(1, factor);
        if (name == "u") return word(2, factor);
        if (name == "y0")
            return {.operand = operand(spec::Operand::PostFlag),
                    .point = 30,
                    .lo = 0,
                    .hi = 1,
                    .narrow = true};
        if (name == "rnd")
            return {.operand = operand(spec::Operand::Rnd),
                    .point = 31,
                    .lo = 0,
                    .hi = 1,
                    .random = true};
        if (name == "gauss") {
            constexpr double deviation = 147.8, largest = 510;  // of RND4 in units of 2^21
            return {.operand = operand(spec::Operand::Rnd4),
                    .point = 21,
                    .lo = -largest / deviation,
                    .hi = largest / deviation,
                    .scale = 1 / deviation,
                    .random = true};
        }
        for (const TraceSource& source : rule_.traces)
            if (name == (source.pre ? "x" : "y") + std::to_string(source.index))
                return trace(source);
        if (name.size() == 2 && (name[0] == 'x' || name[0] == 'y') && name[1] >= '1' &&
            name[1] <= '3')
            throw SourceError(factor.at,
                              "declare the trace first, as `" + name + ": trace tau 20 ms`");
        if (name.starts_with("post.")) return post_state(name.substr(5), factor.at);
        if (const auto index = modulator(name)) {
            const double range = context_.network.source.modulators[*index].range;
            return {.operand = g(*index),
                    .point = context_.plan.modulators[*index].point,
                    .lo = -range,
                    .hi = range};
        }
        throw SourceError(factor.at, "unknown variable '" + name + "'");
    }

    Value post_state(const std::string& name, Position at) const {
        const auto& states = context_.plan.models[context_.projection.post].states;
        for (std::uint32_t i = 0; i < states.size(); ++i) {
            if (states[i].name != name) continue;
            const double range =
                states[i].range > 0 ? states[i].range : std::ldexp(1.0, 31 - states[i].point);
            return {.operand = s(i), .point = states[i].point, .lo = -range, .hi = range};
        }
        throw SourceError(at, "the target population has no state '" + name + "'");
    }

    // ---- programs
    Destination destination(char target) const {
        const arith::Round other = rule_.rounding_tag.value_or(arith::Round::Stochastic);
        if (target == 'w')
            return {.operand = operand(spec::Operand::W),
                    .point = row_.weight_point + 16,
                    .store = store_of(row_.rounding)};
        const auto index =
            static_cast<std::size_t>(std::find(targets, targets + 4, target) - targets - 1);
        const Value value = word(index, {.kind = Factor::Kind::Variable,
                                         .name = std::string(1, target),
                                         .sum = {},
                                         .arguments = {},
                                         .at = rule_.at});
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
        Builder code(program_name(trigger));
        ProductWriter writer(code, [this](const Factor& factor) { return lookup(factor); });
        std::vector<std::pair<Destination, Operand>> waiting;
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
        for (const auto& [to, change] : waiting)
            code.emit(Op::Add, to.operand, to.operand, change, 0, to.store);
        row_.descriptor.set(trigger, code.take());
    }

    void write(ProductWriter& writer, Builder& code, const Equation& equation, bool later,
               std::vector<std::pair<Destination, Operand>>& waiting) {
        const Destination to = destination(equation.target);
        const std::vector<Term> terms = in_word(equation);
        const Term& first = terms.front();
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
        const Operand change = writer.new_register(rule_.at);
        writer.assign({.operand = change, .point = to.point}, terms);
        if (later)
            waiting.emplace_back(to, change);
        else
            code.emit(Op::Add, to.operand, to.operand, change, 0, to.store);
    }

    void assembly(RuleProgram program, Trigger trigger) {
        const auto& source = rule_.programs[static_cast<std::size_t>(program)];
        if (!source) return;
        if (row_.descriptor.has(trigger))
            throw SourceError(rule_.at, "the rule has text and assembly for " +
                                            std::string(spec::to_string(trigger)));
        if (program == RuleProgram::Sweep) sweep(*rule_.sweep, rule_.at);
        AssemblyNames names{.trigger = trigger, .names = {}, .source = &context_.network.source};
        const auto& states = context_.plan.models[context_.projection.post].states;
        for (std::uint32_t i = 0; i < states.size(); ++i) names.names[states[i].name] = s(i);
        for (const TraceSource& one : rule_.traces)
            if (!one.pre || row_.axon)
                names.names[(one.pre ? "x" : "y") + std::to_string(one.index)] = trace(one).operand;
        row_.descriptor.set(trigger, assemble(program_name(trigger), *source, names));
    }

    const RuleContext& context_;
    const RuleSource& rule_;
    RowPlan& row_;
    std::vector<Equation> equations_;
    std::optional<std::uint32_t> sweep_;
};

}  // namespace

void lower_rule(const RuleContext& context, const RuleSource& rule, RowPlan& row) {
    RuleLowering(context, rule, row).run();
}

}  // namespace bouton::compiler
