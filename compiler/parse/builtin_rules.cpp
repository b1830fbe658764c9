// SPDX-License-Identifier: Apache-2.0
// Rules by name are texts with the parameters put in: docs/rules.md section 3 shows them.
#include <array>
#include <cctype>
#include <cstdio>
#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "compiler/parse/parser.hpp"
#include "compiler/parse/parts.hpp"

namespace bouton::compiler {
namespace {

struct Parameter {
    std::string_view name;
    double value;
    Dimension dimension = Dimension::None;
};

constexpr Dimension ms = Dimension::Time;
constexpr Dimension hz = Dimension::Rate;

constexpr std::array pair_parameters{Parameter{"a_plus", 0.005}, Parameter{"a_minus", 0.00525},
                                     Parameter{"tau_plus", 20, ms}, Parameter{"tau_minus", 20, ms}};
constexpr std::array triplet_parameters{
    Parameter{"a2_plus", 5e-10},     Parameter{"a3_plus", 6.2e-3},
    Parameter{"a2_minus", 7e-3},     Parameter{"a3_minus", 2.3e-4},
    Parameter{"tau_plus", 16.8, ms}, Parameter{"tau_minus", 33.7, ms},
    Parameter{"tau_x", 101, ms},     Parameter{"tau_y", 125, ms}};
constexpr std::array rstdp_parameters{
    Parameter{"a_plus", 0.005},     Parameter{"a_minus", 0.0075},   Parameter{"tau_plus", 20, ms},
    Parameter{"tau_minus", 20, ms}, Parameter{"tau_tag", 1000, ms}, Parameter{"tag_range", 1},
    Parameter{"rate", 1},           Parameter{"sweep", 0}};
constexpr std::array vogels_parameters{Parameter{"eta", 0.01}, Parameter{"target", 5, hz},
                                       Parameter{"tau", 20, ms}};
constexpr std::array oja_parameters{Parameter{"eta", 0.01}, Parameter{"tau", 20, ms}};
constexpr std::array homeostatic_parameters{Parameter{"eta", 0.001}, Parameter{"target", 5, hz},
                                            Parameter{"tau", 1000, ms}, Parameter{"sweep", 6}};

struct Builtin {
    std::string_view name;
    std::span<const Parameter> parameters;
    std::string_view text;  // $name: a parameter in ms, Hz or without unit
};

// target * tau in Hz and ms: divide by 1000.
constexpr std::array builtins{
    Builtin{"pair_stdp", pair_parameters,
            "{ x1: trace tau $tau_plus ms  y1: trace tau $tau_minus ms  dw = $a_plus*x1*y0 - "
            "$a_minus*y1*x0 }"},
    Builtin{"triplet_stdp", triplet_parameters,
            "{ x1: trace tau $tau_plus ms  x2: trace tau $tau_x ms  y1: trace tau $tau_minus ms  "
            "y2: trace tau $tau_y ms"
            "  dw = x1*($a2_plus + $a3_plus*y2)*y0 - y1*($a2_minus + $a3_minus*x2)*x0 }"},
    Builtin{"rstdp", rstdp_parameters,
            "{ x1: trace tau $tau_plus ms  y1: trace tau $tau_minus ms"
            "  t: tag range $tag_range tau $tau_tag ms sweep $sweep"
            "  dt = $a_plus*x1*y0 - $a_minus*y1*x0  dw = $rate*t*$modulator*u$sweep }"},
    Builtin{"vogels", vogels_parameters,
            "{ x1: trace tau $tau ms  y1: trace tau $tau ms"
            "  dw = $eta*(y1 - 2*$target*$tau/1000)*x0 + $eta*x1*y0 }"},
    Builtin{"oja", oja_parameters,
            "{ x1: trace tau $tau ms  y1: trace tau $tau ms  dw = $eta*(x1 - y1*w)*y0 }"},
    Builtin{"homeostatic", homeostatic_parameters,
            "{ y1: trace tau $tau ms  dw = $eta*w*(1 - y1*1000/($tau*$target))*u$sweep }"},
};

std::string number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.17g", value);
    return text;
}

double parameter_value(const Parameter& parameter, const Argument& argument) {
    if (!argument.word.empty() || !argument.value.constant())
        throw SourceError(argument.value.at, "'" + argument.name + "' must be one number");
    const double value = argument.value.values[0];
    if (argument.value.dimension != parameter.dimension)
        throw SourceError(argument.value.at, "'" + argument.name + "' must be a " +
                                                 to_string(parameter.dimension) + ", found a " +
                                                 to_string(argument.value.dimension));
    if (parameter.dimension != Dimension::None && !(value > 0))
        throw SourceError(argument.value.at, "'" + argument.name + "' must be positive");
    if (parameter.name == "sweep" && (value < 0 || value > 16 || value != static_cast<int>(value)))
        throw SourceError(argument.value.at, "'sweep' must be a whole number from 0 to 16");
    return value;
}

constexpr Parameter trace_range{"trace_range", 16};

double positive_range(const Argument& argument) {
    const double value = parameter_value(trace_range, argument);
    if (!(value > 0)) throw SourceError(argument.value.at, "'trace_range' must be positive");
    return value;
}

// bounds, bits, rounding: the same for all. True if it was one of them.
bool common(RuleSource& rule, const Argument& argument) {
    const std::vector<double>& values = argument.value.values;
    if (argument.name == "bounds") {
        if (argument.value.kind != Distribution::Kind::List || values.size() != 2 ||
            values[0] > values[1] || argument.value.dimension != Dimension::None)
            throw SourceError(argument.value.at, "bounds are [low, high]");
        rule.bounds = {values[0], values[1]};
        rule.bounds_at = argument.value.at;
    } else if (argument.name == "bits") {
        if (!argument.value.constant() || values[0] < 1 || values[0] > 16 ||
            values[0] != static_cast<int>(values[0]))
            throw SourceError(argument.value.at, "bits must be a whole number from 1 to 16");
        rule.bits = static_cast<std::uint32_t>(values[0]);
    } else if (argument.name == "rounding") {
        if (argument.word == "nearest")
            rule.rounding = arith::Round::NearestEven;
        else if (argument.word == "stochastic")
            rule.rounding = arith::Round::Stochastic;
        else if (argument.word == "truncate")
            rule.rounding = arith::Round::TowardZero;
        else
            throw SourceError(argument.value.at, "rounding is nearest, stochastic or truncate");
    } else {
        return false;
    }
    return true;
}

const Builtin& find_builtin(const std::string& name, Position at) {
    std::string known;
    for (const Builtin& builtin : builtins) {
        if (builtin.name == name) return builtin;
        known += (known.empty() ? "" : ", ") + std::string(builtin.name);
    }
    throw SourceError(at, "unknown rule '" + name + "'; there are " + known);
}

std::string filled(std::string_view text,
                   const std::map<std::string, std::string, std::less<>>& values) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$') {
            result += text[i];
            continue;
        }
        std::size_t end = i + 1;
        while (end < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
            ++end;
        result += values.find(text.substr(i + 1, end - i - 1))->second;
        i = end - 1;
    }
    return result;
}

// Errors in the text of a builtin belong to the place that names it.
void relocate(Expression& expression, Position at) {
    expression.at = at;
    for (Expression& operand : expression.operands) relocate(operand, at);
}

}  // namespace

RuleSource builtin_rule(std::string name, Position at, const std::string& builtin_name,
                        Position builtin_at, const std::vector<Argument>& arguments) {
    const Builtin& builtin = find_builtin(builtin_name, builtin_at);
    std::map<std::string, std::string, std::less<>> values;
    for (const Parameter& parameter : builtin.parameters)
        values[std::string(parameter.name)] = number(parameter.value);
    RuleSource shared;
    std::optional<double> range;
    for (const Argument& argument : arguments) {
        if (common(shared, argument)) continue;
        if (argument.name == trace_range.name) {
            range = positive_range(argument);
            continue;
        }
        if (builtin.name == "rstdp" && argument.name == "modulator") {
            if (argument.word.empty())
                throw SourceError(argument.value.at, "'modulator' must be a name");
            values["modulator"] = argument.word;
            continue;
        }
        const Parameter* found = nullptr;
        for (const Parameter& parameter : builtin.parameters)
            if (parameter.name == argument.name) found = &parameter;
        if (found == nullptr)
            throw SourceError(argument.at,
                              "unknown parameter '" + argument.name + "' of " + builtin_name);
        values[argument.name] = number(parameter_value(*found, argument));
    }
    if (builtin.name == "rstdp" && !values.contains("modulator"))
        throw SourceError(builtin_at, "rstdp needs `modulator = NAME`");
    Diagnostics unused;
    Cursor cursor(lex(filled(builtin.text, values), unused), {});
    RuleSource rule;
    try {
        rule = parse_rule_body(cursor, std::move(name), at);
    } catch (const SourceError& error) {  // a parameter out of range
        throw SourceError(builtin_at, builtin_name + ": " + error.what());
    }
    for (TraceSource& trace : rule.traces) {
        trace.at = at;
        if (range) trace.range = range;
    }
    for (auto& word : rule.words)
        if (word) word->at = at;
    for (EquationSource& equation : rule.equations) {
        equation.at = at;
        relocate(equation.value, at);
    }
    rule.bounds = shared.bounds;
    rule.bounds_at = shared.bounds_at;
    rule.bits = shared.bits;
    rule.rounding = shared.rounding;
    return rule;
}

}  // namespace bouton::compiler
