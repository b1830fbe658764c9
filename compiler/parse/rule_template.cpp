// SPDX-License-Identifier: Apache-2.0
#include "compiler/parse/rule_template.hpp"

#include <algorithm>
#include <set>

#include "compiler/ir/known_names.hpp"
#include "compiler/parse/parts.hpp"
#include "compiler/parse/words.hpp"

namespace bouton::compiler {
namespace {

RuleTemplate::Parameter parameter(Cursor& cursor, const RuleTemplate& rule) {
    const Token name = cursor.expect_name("a parameter's name");
    if (std::find(rule_words.begin(), rule_words.end(), name.text) != rule_words.end())
        throw SourceError(name.at, "'" + name.text + "' has a meaning in rules already");
    for (const RuleTemplate::Parameter& other : rule.parameters)
        if (other.name == name.text)
            throw SourceError(name.at, "parameter '" + name.text + "' is declared twice");
    RuleTemplate::Parameter result{.name = name.text, .value = {}, .at = name.at};
    if (cursor.accept_symbol("=")) result.value = cursor.quantity();
    return result;
}

std::vector<Token> block(Cursor& cursor) {
    if (!cursor.is_symbol("{")) cursor.fail("'{'");
    std::vector<Token> tokens;
    unsigned depth = 0;
    do {
        if (cursor.at_end()) cursor.fail("'}'");
        if (cursor.is_symbol("{")) ++depth;
        if (cursor.is_symbol("}")) --depth;
        tokens.push_back(cursor.take());
    } while (depth > 0);
    Token end = tokens.back();
    end.kind = Token::Kind::End;
    end.text = "the end of the rule";
    tokens.push_back(std::move(end));
    return tokens;
}

bool same_kind(Dimension wanted, const Distribution& found) {
    const bool times = wanted == Dimension::Time && found.dimension == Dimension::Steps;
    return found.dimension == wanted || times;
}

Quantity value_of(const RuleTemplate::Parameter& parameter, const Argument& argument) {
    const Distribution& value = argument.value;
    if (!argument.word.empty() || !value.constant())
        throw SourceError(value.at, "'" + argument.name + "' must be one number");
    if (parameter.value && !same_kind(parameter.value->dimension, value))
        throw SourceError(value.at, "'" + argument.name + "' must be a " +
                                        to_string(parameter.value->dimension) + ", found a " +
                                        to_string(value.dimension));
    return {.value = value.values[0], .dimension = value.dimension, .at = value.at};
}

// What every instance takes.
struct Common {
    std::optional<std::pair<double, double>> bounds;
    Position bounds_at;
    std::optional<std::uint32_t> bits;
    std::optional<arith::Round> rounding;
    std::optional<double> trace_range;

    // False if it is none of these.
    bool take(const Argument& argument) {
        const std::vector<double>& values = argument.value.values;
        const Position at = argument.value.at;
        if (argument.name == "bounds") {
            if (argument.value.kind != Distribution::Kind::List || values.size() != 2 ||
                values[0] > values[1] || argument.value.dimension != Dimension::None)
                throw SourceError(at, "bounds are [low, high]");
            bounds = {values[0], values[1]};
            bounds_at = at;
        } else if (argument.name == "bits") {
            if (!argument.value.constant() || values[0] < 1 || values[0] > 16 ||
                values[0] != static_cast<int>(values[0]))
                throw SourceError(at, "bits must be a whole number from 1 to 16");
            bits = static_cast<std::uint32_t>(values[0]);
        } else if (argument.name == "rounding") {
            if (argument.word == "nearest")
                rounding = arith::Round::NearestEven;
            else if (argument.word == "stochastic")
                rounding = arith::Round::Stochastic;
            else if (argument.word == "truncate")
                rounding = arith::Round::TowardZero;
            else
                throw SourceError(at, "rounding is nearest, stochastic or truncate");
        } else if (argument.name == "trace_range") {
            if (!argument.word.empty() || !argument.value.constant() ||
                argument.value.dimension != Dimension::None || !(values[0] > 0))
                throw SourceError(at, "'trace_range' must be positive");
            trace_range = values[0];
        } else {
            return false;
        }
        return true;
    }

    void put(RuleSource& rule) const {
        if (bounds) {
            rule.bounds = bounds;
            rule.bounds_at = bounds_at;
        }
        if (bits) rule.bits = bits;
        if (rounding) rule.rounding = rounding;
        if (trace_range)
            for (TraceSource& trace : rule.traces) trace.range = trace_range;
    }
};

// The arguments, by parameter.
struct Given {
    Common common;
    std::map<std::string, Quantity> numbers;   // defaults too
    std::map<std::string, std::string> names;  // of modulators and states
    std::map<std::string, Position> at;        // no defaults

    Given(const RuleTemplate& rule, Position named_at, const std::vector<Argument>& arguments) {
        for (const Argument& argument : arguments)
            if (!common.take(argument)) take(rule, argument);
        for (const RuleTemplate::Parameter& one : rule.parameters) {
            if (at.contains(one.name)) continue;
            if (!one.value)
                throw SourceError(named_at, rule.name + " needs `" + one.name + " = NAME`");
            numbers[one.name] = *one.value;
        }
    }

    void take(const RuleTemplate& rule, const Argument& argument) {
        const auto found = std::find_if(rule.parameters.begin(), rule.parameters.end(),
                                        [&](const auto& one) { return one.name == argument.name; });
        if (found == rule.parameters.end()) {
            std::vector<std::string> known = names_of(rule.parameters);
            for (const char* const one : {"bounds", "bits", "rounding", "trace_range"})
                known.emplace_back(one);
            throw SourceError(argument.at, "unknown parameter '" + argument.name + "' of " +
                                               rule.name +
                                               known_names(argument.name, std::move(known)));
        }
        if (!found->value && !argument.word.empty())
            names[found->name] = argument.word;
        else
            numbers[found->name] = value_of(*found, argument);
        at[found->name] = argument.value.at;
    }
};

// A template is read once without being used: errors in its text show where it is defined, and for
// every instance only what its parameters made wrong.
void check(const RuleTemplate& rule) {
    auto constants = rule.constants;
    for (const RuleTemplate::Parameter& one : rule.parameters)
        if (one.value) constants[one.name] = *one.value;
    Cursor cursor(rule.body, std::move(constants));
    try {
        parse_rule_body(cursor, rule.name, rule.at);
    } catch (const SourceError& error) {  // unless a number is wanted that is not known yet
        const bool open = std::any_of(rule.body.begin(), rule.body.end(), [&](const Token& token) {
            return token.at == error.at &&
                   std::any_of(
                       rule.parameters.begin(), rule.parameters.end(),
                       [&](const auto& one) { return !one.value && one.name == token.text; });
        });
        if (!open) throw;
    }
}

}  // namespace

RuleTemplate parse_rule_template(Cursor& cursor, const Token& name) {
    RuleTemplate rule{.name = name.text,
                      .file = {},
                      .at = name.at,
                      .parameters = {},
                      .body = {},
                      .constants = cursor.constants()};
    cursor.expect_symbol("(");
    if (!cursor.is_symbol(")")) do {
            rule.parameters.push_back(parameter(cursor, rule));
        } while (cursor.accept_symbol(","));
    cursor.expect_symbol(")");
    rule.body = block(cursor);
    check(rule);
    return rule;
}

RuleSource instantiate(const RuleTemplate& rule, std::string name, Position at, Position named_at,
                       const std::vector<Argument>& arguments, Diagnostics& diagnostics) {
    const Given given(rule, named_at, arguments);
    auto constants = rule.constants;
    for (const auto& [parameter, value] : given.numbers) constants[parameter] = value;
    for (const auto& [parameter, value] : given.names) constants.erase(parameter);

    Origin origin{.name = rule.name, .file = rule.file, .at = named_at, .arguments = {}};
    std::vector<Token> tokens = rule.body;
    std::set<Position> defaults;
    for (Token& token : tokens) {
        token.at.origin = static_cast<std::uint32_t>(diagnostics.origins.size() + 1);
        if (token.kind != Token::Kind::Name) continue;
        if (const auto argument = given.at.find(token.text); argument != given.at.end())
            origin.arguments[token.at] = argument->second;
        else if (given.numbers.contains(token.text))
            defaults.insert(token.at);
        if (const auto known = given.names.find(token.text); known != given.names.end())
            token.text = known->second;
    }
    diagnostics.origins.push_back(std::move(origin));
    Cursor cursor(std::move(tokens), std::move(constants));
    RuleSource result = parse_rule_body(cursor, std::move(name), at);
    result.instance_of = rule.name;
    for (const RuleTemplate::Parameter& one : rule.parameters)
        if (const auto number = given.numbers.find(one.name); number != given.numbers.end())
            result.parameters.push_back({.name = one.name, .value = number->second, .word = {}});
        else
            result.parameters.push_back(
                {.name = one.name, .value = {}, .word = given.names.at(one.name)});
    for (auto& word : result.words)
        if (word && defaults.contains(word->range_at)) word->assumed = true;
    given.common.put(result);
    return result;
}

}  // namespace bouton::compiler
