// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/rule_values.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/passes/traces.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

using image::short_text;

bool names_trace(const std::string& name) {
    return name.size() == 2 && (name[0] == 'x' || name[0] == 'y') && name[1] >= '1' &&
           name[1] <= '3';
}

std::string name_of(const TraceSource& source) {
    return (source.pre ? "x" : "y") + std::to_string(source.index);
}

}  // namespace

Value RuleValues::lookup(const Factor& factor) const {
    const Value value = named(factor);
    const bool known = std::any_of(row_.operands.begin(), row_.operands.end(),
                                   [&](const OperandNote& one) { return one.name == factor.name; });
    if (!known)
        row_.operands.push_back({.operand = value.operand,
                                 .name = factor.name,
                                 .why = why(factor.name),
                                 .point = value.point,
                                 .lo = value.lo,
                                 .hi = value.hi,
                                 .scale = value.scale});
    return value;
}

std::optional<std::uint32_t> RuleValues::modulator(const std::string& name) const {
    const auto& modulators = context_.network.source.modulators;
    for (std::uint32_t i = 0; i < modulators.size(); ++i)
        if (modulators[i].name == name) return i;
    return std::nullopt;
}

Value RuleValues::trace(const TraceSource& source) const {
    if (source.pre) {
        for (std::uint32_t i = 0; i < row_.axon_states.size(); ++i) {
            const StateVariable& variable = row_.axon_states[i];
            if (variable.name == name_of(source))
                return {.operand = x(i),
                        .point = variable.point,
                        .lo = 0,
                        .hi = variable.range,
                        .scale = variable.scale};
        }
    }
    const PostTrace wanted = post_trace(source, context_.network.source.step_ms);
    for (const PostTrace& trace : context_.post_traces)
        if (!source.pre && trace.same(wanted))
            return {.operand = s(trace.state),
                    .point = trace_point(trace.set, trace.range, trace.provable),
                    .lo = 0,
                    .hi = trace.range * source.impulse,
                    .scale = source.impulse};
    throw SourceError(source.at, "the trace is kept nowhere: the rule has its own axon program");
}

Value RuleValues::word(char name, Position at) const {
    const auto index =
        static_cast<std::uint32_t>(std::find(word_names, word_names + 4, name) - word_names - 1);
    const auto& source = rule_.words[index];
    if (index > 0 && !source)
        throw SourceError(at, std::string("declare the word first, as `") + name + ": word`");
    const double range = source ? source->range : WordSource{}.range;
    Value value{.operand = operand(spec::Operand::T, index), .narrow = true};
    value.point = 31 - log2_at_least(range);
    value.lo = -range;
    value.hi = range;
    if (index == 0) value.scale = row_.tag_scale;
    return value;
}

Value RuleValues::named(const Factor& factor) const {
    const std::string& name = factor.name;
    if (name == "w")
        return {.operand = operand(spec::Operand::W),
                .point = row_.weight_point + 16,
                .lo = context_.lo,
                .hi = context_.hi,
                .narrow = true};
    if (name == "t" || name == "z" || name == "u") return word(name[0], factor.at);
    if (name == "y0")
        return {.operand = operand(spec::Operand::PostFlag),
                .point = 30,
                .lo = 0,
                .hi = 1,
                .narrow = true};
    if (name == "rnd")
        return {
            .operand = operand(spec::Operand::Rnd), .point = 31, .lo = 0, .hi = 1, .random = true};
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
        if (name == name_of(source)) return trace(source);
    if (names_trace(name))
        throw SourceError(factor.at, "declare the trace first, as `" + name + ": trace tau 20 ms`");
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

Value RuleValues::post_state(const std::string& name, Position at) const {
    const auto& states = context_.plan.models[context_.projection.post].states;
    for (std::uint32_t i = 0; i < states.size(); ++i) {
        if (states[i].name != name) continue;
        const double range =
            states[i].range > 0 ? states[i].range : std::ldexp(1.0, 31 - states[i].point);
        return {.operand = s(i), .point = states[i].point, .lo = -range, .hi = range};
    }
    throw SourceError(at, "the target population has no state '" + name + "'");
}

std::string RuleValues::why(const std::string& name) const {
    if (name == "w") return rule_.bounds ? "the rule's bounds" : "twice the largest initial weight";
    if (name == "t" || name == "z" || name == "u") {
        const auto& source = rule_.words[name == "t" ? 0 : name == "z" ? 1 : 2];
        return !source || source->assumed ? "assumed: the default range" : "range";
    }
    if (name == "y0") return "a flag";
    if (name == "rnd" || name == "gauss") return "a draw";
    for (const TraceSource& source : rule_.traces) {
        if (name != name_of(source)) continue;
        const PostTrace trace = post_trace(source, context_.network.source.step_ms);
        if (source.set) return "set by each spike";
        if (source.range) return "range";
        if (trace.provable) return "proved: a spike in every step, impulse / (1 - e^(-dt/tau))";
        return "assumed: " + short_text(assumed_trace_range) + " impulses, though " +
               short_text(1.0 / -std::expm1(-1.0 / trace.tau)) + " could be reached";
    }
    if (name.starts_with("post.")) {
        for (const StateVariable& one : context_.plan.models[context_.projection.post].states)
            if (one.name == name.substr(5) && one.origin != 0)
                return "the state's range, counted from " + short_text(one.origin) + " " + one.unit;
        return "the state's range";
    }
    const auto index = modulator(name);
    const bool standard =
        index && context_.network.source.modulators[*index].range == ModulatorSource{}.range;
    return standard ? "assumed: the default range of modulators" : "the modulator's range";
}

}  // namespace bouton::compiler
