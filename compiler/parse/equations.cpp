// SPDX-License-Identifier: Apache-2.0
// The equations of a model (docs/models.md): one token decides what comes.
#include <algorithm>

#include "compiler/ir/make_expression.hpp"
#include "compiler/parse/parts.hpp"
#include "compiler/parse/words.hpp"

namespace bouton::compiler {
namespace {

constexpr std::size_t most_statements = 256;
constexpr unsigned deepest_block = 16;

bool declared(const ModelEquations& model, const std::string& name) {
    const auto named = [&](const auto& one) { return one.name == name; };
    return std::any_of(model.parameters.begin(), model.parameters.end(), named) ||
           std::any_of(model.states.begin(), model.states.end(), named) ||
           std::find(model.receptors.begin(), model.receptors.end(), name) != model.receptors.end();
}

Token new_name(Cursor& cursor, const ModelEquations& model, std::string_view what) {
    Token name = cursor.new_name(what);
    if (std::find(equation_words.begin(), equation_words.end(), name.text) != equation_words.end())
        throw SourceError(name.at, "'" + name.text + "' is a word of the language");
    if (model.of == ModelEquations::Of::Axon && (name.text == "payload" || name.text == "gain"))
        throw SourceError(name.at, "'" + name.text + "' is a word of dynamics");
    if (declared(model, name.text))
        throw SourceError(name.at, "'" + name.text + "' is declared twice");
    Scope::hide(cursor, name.text);
    return name;
}

// "in mV"
Dimension unit(Cursor& cursor) {
    if (!cursor.accept_name("in")) return Dimension::None;
    const auto one = cursor.accept_unit();
    if (!one) cursor.fail("a unit, as mV");
    if (one->value != 1)
        throw SourceError(one->at, std::string("states and weights count in ") +
                                       unit_name(one->dimension) + ": write `in " +
                                       unit_name(one->dimension) +
                                       "`; numbers may have any prefix");
    return one->dimension;
}

// NAME = e
ParameterSource named_value(Cursor& cursor, const ModelEquations& model, std::string_view what) {
    const Token name = new_name(cursor, model, what);
    ParameterSource one;
    one.name = name.text;
    one.at = name.at;
    cursor.expect_symbol("=");
    one.value = parse_expression(cursor);
    return one;
}

void parameter(Cursor& cursor, ModelEquations& model) {
    do {
        ParameterSource one = named_value(cursor, model, "a parameter's name");
        Once once;
        for (;;) {
            const Position at = cursor.peek().at;
            if (once.accept(cursor, "each")) {
                if (model.of == ModelEquations::Of::Axon)
                    throw SourceError(at, "parameters of dynamics are the same for all axons");
                if (model.of == ModelEquations::Of::Modulator)
                    throw SourceError(at, "a modulator is one: no `each`");
                one.each = true;
            } else if (once.accept(cursor, "whole")) {
                one.whole = true;
            } else if (once.accept(cursor, "above")) {
                one.above = parse_expression(cursor);
            } else if (once.accept(cursor, "below")) {
                one.below = parse_expression(cursor);
            } else if (once.accept(cursor, "from")) {
                one.least = parse_expression(cursor);
            } else if (once.accept(cursor, "to")) {
                one.most = parse_expression(cursor);
            } else {
                break;
            }
        }
        model.parameters.push_back(std::move(one));
    } while (cursor.accept_symbol(","));
}

void modulator(Cursor& cursor, ModelEquations& model) {
    do {
        ParameterSource one = named_value(cursor, model, "a name");
        one.modulator = true;
        if (model.of == ModelEquations::Of::Modulator)
            throw SourceError(one.at, "a modulator reads the others by their names");
        model.parameters.push_back(std::move(one));
    } while (cursor.accept_symbol(","));
}

void receive(Cursor& cursor, ModelEquations& model) {
    if (!model.receptors.empty())
        throw SourceError(cursor.peek().at, "'receive' is given twice: name all receptors in one");
    model.receptors_at = cursor.peek().at;
    do {
        const Token name = new_name(cursor, model, "a receptor's name");
        if (model.receptors.size() == 4)
            throw SourceError(name.at, "a neuron has 4 receptors at most");
        model.receptors.push_back(name.text);
    } while (cursor.accept_symbol(","));
    model.weight = unit(cursor);
}

// After "state NAME =".
void beginning(Cursor& cursor, const ModelEquations& model, EquationState& state) {
    if (!cursor.names_distribution()) {
        state.initial = parse_expression(cursor);
        return;
    }
    if (model.of == ModelEquations::Of::Axon)
        throw SourceError(cursor.peek().at, "states of dynamics begin alike for all axons");
    if (model.of == ModelEquations::Of::Modulator)
        throw SourceError(cursor.peek().at, "a modulator is one: its states begin at numbers");
    state.random = cursor.distribution();
}

void state(Cursor& cursor, ModelEquations& model) {
    const Token name = new_name(cursor, model, "a state's name");
    EquationState one;
    one.name = name.text;
    one.at = name.at;
    one.dimension = unit(cursor);
    Once once;
    for (;;) {
        const Position at = cursor.peek().at;
        if (cursor.accept_symbol("=")) {
            once("the initial value", at);
            beginning(cursor, model, one);
        } else if (once.accept(cursor, "about")) {
            one.origin = parse_expression(cursor);
        } else if (once.accept(cursor, "range")) {
            if (cursor.accept_name("at")) {
                if (!cursor.accept_name("most")) cursor.fail("'most'");
                one.at_most = true;
            }
            one.range = parse_expression(cursor);
        } else if (once.accept(cursor, "rounding")) {
            one.rounding = cursor.rounding();
        } else {
            break;
        }
    }
    model.states.push_back(std::move(one));
}

std::vector<Statement> block(Cursor& cursor, unsigned depth, std::size_t& count);

// NAME' = e, NAME = e, NAME += e, NAME -= e
Statement assignment(Cursor& cursor) {
    const Token name = cursor.take();
    Statement one{.name = name.text, .value = {}, .condition = {}, .at = name.at};
    if (cursor.accept_symbol("'")) {
        one.kind = Statement::Kind::Differential;
        cursor.expect_symbol("=");
        one.value = parse_expression(cursor);
        return one;
    }
    if (name.text.starts_with("d") && cursor.is_symbol("/") && cursor.peek(1).text == "dt" &&
        name.text.size() > 1)
        throw SourceError(name.at, "a derivative is written `" + name.text.substr(1) + "' = ...`");
    const bool adds = cursor.is_symbol("+="), subtracts = cursor.is_symbol("-=");
    const Position at = cursor.peek().at;
    if (!adds && !subtracts && !cursor.is_symbol("=")) cursor.fail("' = += or -=");
    cursor.skip();
    Expression value = parse_expression(cursor);
    if (adds || subtracts) {
        value = pair(adds ? Expression::Kind::Add : Expression::Kind::Subtract,
                     named(name.text, name.at), std::move(value), at);
    }
    one.value = std::move(value);
    return one;
}

Statement condition(Cursor& cursor, unsigned depth, std::size_t& count) {
    Statement one{
        .kind = Statement::Kind::If, .value = {}, .condition = {}, .at = cursor.peek().at};
    one.condition = parse_expression(cursor);
    one.body = block(cursor, depth + 1, count);
    if (!cursor.accept_name("else")) return one;
    if (depth > deepest_block) throw SourceError(cursor.peek().at, "blocks nested too deeply");
    if (cursor.accept_name("if"))
        one.otherwise.push_back(condition(cursor, depth + 1, count));
    else
        one.otherwise = block(cursor, depth + 1, count);
    return one;
}

bool statement(Cursor& cursor, std::vector<Statement>& list, unsigned depth, std::size_t& count) {
    const Token next = cursor.peek();
    if (next.kind != Token::Kind::Name) return false;
    if (++count > most_statements) throw SourceError(next.at, "too many statements in a model");
    if (cursor.accept_name("let")) {
        const Token name = cursor.expect_name("a name");
        cursor.expect_symbol("=");
        list.push_back(set(Statement::Kind::Let, name.text, parse_expression(cursor), name.at));
        Scope::hide(cursor, name.text);
    } else if (cursor.accept_name("if")) {
        list.push_back(condition(cursor, depth, count));
    } else if (cursor.accept_name("spike")) {
        Statement one{.kind = Statement::Kind::Spike, .value = {}, .condition = {}, .at = next.at};
        if (cursor.accept_name("when")) one.condition = parse_expression(cursor);
        if (cursor.is_symbol("{")) one.body = block(cursor, depth + 1, count);
        list.push_back(std::move(one));
    } else if (cursor.accept_name("send")) {
        Statement one{.kind = Statement::Kind::Send, .value = {}, .condition = {}, .at = next.at};
        one.value = parse_expression(cursor);
        if (cursor.accept_name("when")) one.condition = parse_expression(cursor);
        list.push_back(std::move(one));
    } else {
        list.push_back(assignment(cursor));
    }
    return true;
}

std::vector<Statement> block(Cursor& cursor, unsigned depth, std::size_t& count) {
    if (depth > deepest_block) throw SourceError(cursor.peek().at, "blocks nested too deeply");
    std::vector<Statement> list;
    cursor.expect_symbol("{");
    while (!cursor.accept_symbol("}"))
        if (!statement(cursor, list, depth, count)) cursor.fail("an equation or '}'");
    return list;
}

}  // namespace

bool parse_equation(Cursor& cursor, ModelEquations& model) {
    if (cursor.accept_name("parameter")) return parameter(cursor, model), true;
    if (cursor.accept_name("modulator")) return modulator(cursor, model), true;
    if (cursor.accept_name("receive")) return receive(cursor, model), true;
    if (cursor.accept_name("state")) return state(cursor, model), true;
    std::size_t count = model.statements.size();
    return statement(cursor, model.statements, 0, count);
}

}  // namespace bouton::compiler
