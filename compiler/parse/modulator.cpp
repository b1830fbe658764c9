// SPDX-License-Identifier: Apache-2.0
// Modulators: a kind, whose equations are made here, or equations of the text. Their first state is
// the modulator itself.
#include <algorithm>
#include <cmath>

#include "compiler/ir/make_expression.hpp"
#include "compiler/parse/parts.hpp"
#include "compiler/parse/words.hpp"

namespace bouton::compiler {
namespace {

// Of the events of a kind: no name of a text has a space.
constexpr const char* events = "its events";
// Points of words from 60 down to -16, so that shifts stay encodable.
const double least_range = std::exp2(-29), most_range = std::exp2(47);

// m' = -m / tau
Statement decays(const std::string& name, const Quantity& tau, Position at) {
    Expression rate = pair(Expression::Kind::Divide, named(name, at),
                           number(-tau.value, tau.dimension, tau.at), at);
    return set(Statement::Kind::Differential, name, std::move(rate), at);
}

// A pulse: m = events; else m += events.
Statement takes(const std::string& name, bool pulse, Position at) {
    Expression sum = named(events, at);
    if (!pulse) sum = pair(Expression::Kind::Add, named(name, at), std::move(sum), at);
    return set(Statement::Kind::Set, name, std::move(sum), at);
}

void check(const std::vector<Statement>& list) {
    for (const Statement& one : list) {
        if (one.kind == Statement::Kind::Spike || one.kind == Statement::Kind::Send)
            throw SourceError(one.at,
                              "a modulator does not spike or send: its value is what "
                              "others read");
        check(one.body);
        check(one.otherwise);
    }
}

bool sets(const std::vector<Statement>& list, const std::string& name) {
    for (const Statement& one : list)
        if (((one.kind == Statement::Kind::Set || one.kind == Statement::Kind::Differential) &&
             one.name == name) ||
            sets(one.body, name) || sets(one.otherwise, name))
            return true;
    return false;
}

void body(Cursor& cursor, ModulatorSource& modulator) {
    ModelEquations& equations = *modulator.dynamics.equations;
    const Scope scope(cursor, equation_words);
    cursor.expect_symbol("{");
    while (!cursor.accept_symbol("}"))
        if (!parse_equation(cursor, equations)) cursor.fail("a declaration, an equation or '}'");
    if (equations.receptors.size() > 1)
        throw SourceError(equations.receptors_at,
                          "a modulator receives one sum of events, as `receive events`");
    if (equations.weight != Dimension::None)
        throw SourceError(equations.receptors_at, "events are numbers without unit");
    for (const EquationState& one : equations.states) {
        if (one.rounding)
            throw SourceError(one.at, "the word of '" + one.name +
                                          "' has all 32 bits of a register: nothing is rounded");
        if (one.origin)
            throw SourceError(one.at, "the word of '" + one.name +
                                          "' has all 32 bits of a register: it takes no `about`");
    }
    check(equations.statements);
    if (!sets(equations.statements, modulator.name))
        throw SourceError(modulator.at, "the equations of '" + modulator.name +
                                            "' do not say what it becomes, as `" + modulator.name +
                                            " = ...`");
}

// What equations and rules call otherwise cannot be a modulator; `modulator`, which is no value
// there, can.
Token new_name(Cursor& cursor) {
    Token name = cursor.new_name("a modulator's name");
    const auto is_word = [&](const auto& words) {
        return std::find(words.begin(), words.end(), name.text) != words.end();
    };
    if ((is_word(equation_words) && name.text != "modulator") || is_word(rule_words))
        throw SourceError(name.at, "'" + name.text +
                                       "' is a word of equations or rules: call the modulator "
                                       "otherwise");
    if (cursor.constants().contains(name.text))
        throw SourceError(name.at, "'" + name.text + "' is a constant (`let`) already");
    return name;
}

}  // namespace

ModulatorSource parse_modulator(Cursor& cursor) {
    const Token name = new_name(cursor);
    ModulatorSource modulator;
    modulator.name = modulator.dynamics.name = name.text;
    modulator.at = modulator.initial_at = modulator.dynamics.at = name.at;
    if (cursor.accept_symbol("=")) {
        modulator.initial_at = cursor.peek().at;
        modulator.initial = cursor.plain("an initial value");
    }
    std::optional<Quantity> decay;
    bool pulse = false;
    Once once;
    for (;;) {
        const Position at = cursor.peek().at;
        if (once.accept(cursor, "decay")) {
            decay = cursor.time("a decay");
            if (decay->value <= 0) throw SourceError(decay->at, "a decay must be positive");
        } else if (once.accept(cursor, "pulse")) {
            pulse = true;
        } else if (once.accept(cursor, "reward")) {
            modulator.reward = true;
        } else if (once.accept(cursor, "range")) {
            const Position place = cursor.peek().at;
            modulator.range = cursor.plain("a range");
            if (!(modulator.range > 0)) throw SourceError(place, "a range must be positive");
            if (modulator.range < least_range || modulator.range > most_range)
                throw SourceError(place, "a range must be from 2^-29 to 2^47");
        } else {
            break;
        }
        if (pulse && decay) throw SourceError(at, "a modulator is pulse or decay, not both");
    }
    ModelEquations& equations = modulator.dynamics.equations.emplace();
    equations.of = ModelEquations::Of::Modulator;
    EquationState own;
    own.name = name.text;
    own.at = name.at;
    own.initial = number(modulator.initial, Dimension::None, modulator.initial_at);
    own.range = number(modulator.range, Dimension::None, name.at);
    equations.states.push_back(std::move(own));
    if (cursor.is_symbol("{")) {
        if (pulse || decay)
            throw SourceError(cursor.peek().at, "a modulator is " +
                                                    std::string(pulse ? "pulse" : "decay") +
                                                    " or has equations, not both");
        modulator.written = true;
        body(cursor, modulator);
        modulator.needs_events = modulator.takes_events();
        return modulator;
    }
    modulator.needs_events = pulse;
    equations.receptors = {events};
    if (decay) equations.statements.push_back(decays(name.text, *decay, name.at));
    equations.statements.push_back(takes(name.text, pulse, name.at));
    return modulator;
}

}  // namespace bouton::compiler
