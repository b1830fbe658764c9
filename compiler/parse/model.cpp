// SPDX-License-Identifier: Apache-2.0
// The body of a model: in assembly, or as equations (parse/equations.cpp).
#include "compiler/parse/parts.hpp"
#include "compiler/parse/words.hpp"

namespace bouton::compiler {
namespace {

// "NAME = number range number": a state of a model in assembly.
void word_state(Cursor& cursor, ModelSource& model) {
    const Token state = cursor.expect_name("a state's name");
    StateSource one{.name = state.text, .at = state.at};
    for (const StateSource& other : model.states)
        if (other.name == one.name)
            throw SourceError(one.at, "state '" + one.name + "' is declared twice");
    if (cursor.accept_symbol("=")) one.initial = cursor.plain("an initial value");
    if (cursor.accept_name("range")) {
        const Position range = cursor.peek().at;
        one.range = cursor.plain("a range");
        if (!(one.range > 0)) throw SourceError(range, "a range must be positive");
    }
    model.states.push_back(std::move(one));
}

bool word_item(Cursor& cursor, ModelSource& model, Once& once) {
    if (cursor.accept_name("state")) {
        word_state(cursor, model);
    } else if (once.accept(cursor, "weight_point")) {
        model.weight_point = static_cast<int>(cursor.whole("weight_point", 0, 30));
    } else if (once.accept(cursor, "dshift")) {
        model.dshift = cursor.whole("dshift", 0, 31);
    } else if (once.accept(cursor, "ashift")) {
        model.ashift = cursor.whole("ashift", 0, 31);
    } else if (once.accept(cursor, "receptors")) {
        const Position place = cursor.peek().at;
        model.receptors = cursor.whole("receptors", 2, 4);
        if (model.receptors == 3) throw SourceError(place, "receptors are 2 or 4");
    } else if (once.accept(cursor, "program")) {
        model.program = parse_assembly(cursor);
    } else {
        return false;
    }
    return true;
}

// A model is in assembly if it has a program.
bool has_program(const Cursor& cursor) {
    unsigned depth = 0;
    for (std::size_t i = 0; cursor.peek(i).kind != Token::Kind::End; ++i) {
        const Token& token = cursor.peek(i);
        if (token.kind == Token::Kind::Symbol && token.text == "{") ++depth;
        if (token.kind == Token::Kind::Symbol && token.text == "}" && --depth == 0) return false;
        if (token.kind == Token::Kind::Name && token.text == "program" && depth == 1) return true;
    }
    return false;
}

}  // namespace

ModelSource parse_model_body(Cursor& cursor, std::string name, Position at) {
    ModelSource model;
    model.name = std::move(name);
    model.at = at;
    const bool in_assembly = has_program(cursor);
    cursor.expect_symbol("{");
    if (in_assembly) {
        Once once;
        while (!cursor.accept_symbol("}"))
            if (!word_item(cursor, model, once))
                cursor.fail("state, weight_point, dshift, ashift, receptors, program or '}'");
        if (model.program.empty())
            throw SourceError(at, "model '" + model.name + "' has no program");
        return model;
    }
    const Scope scope(cursor, equation_words);
    ModelEquations equations;
    while (!cursor.accept_symbol("}"))
        if (!parse_equation(cursor, equations)) cursor.fail("a declaration, an equation or '}'");
    if (equations.statements.empty())
        throw SourceError(at, "model '" + model.name +
                                  "' has no program: it needs equations, or "
                                  "`program { }`");
    model.receptors = static_cast<std::uint32_t>(equations.receptors.size());
    model.equations = std::move(equations);
    return model;
}

}  // namespace bouton::compiler
