// SPDX-License-Identifier: Apache-2.0
// Dynamics of axons: the equations of a model, of which a spike is what arrives and the gain is
// what comes out. Both are made of what models have: `spike { }` is a block for payload != 0, and
// `gain e` a state that becomes e, in the point at which the chip multiplies weights by it.
#include <algorithm>

#include "compiler/ir/make_expression.hpp"
#include "compiler/parse/parts.hpp"
#include "compiler/parse/words.hpp"

namespace bouton::compiler {
namespace {

constexpr int gain_point = 30;  // docs/machine.md section 5: a gain of 1.0 is 2^30
constexpr double gain_range = 2;

void spikes_to_blocks(std::vector<Statement>& list) {
    for (Statement& one : list) {
        if (one.kind == Statement::Kind::Send)
            throw SourceError(one.at, "an axon sends nothing: `gain` is all that it does");
        if (one.kind == Statement::Kind::Spike) {
            if (one.condition)
                throw SourceError(one.condition->at,
                                  "an axon does not decide to spike: `spike { ... }` says what a "
                                  "spike that arrives changes");
            one.kind = Statement::Kind::If;
            one.condition = relation(spec::Relation::Ne, named("payload", one.at),
                                     number(0, Dimension::None, one.at), one.at);
        }
        spikes_to_blocks(one.body);
        spikes_to_blocks(one.otherwise);
    }
}

// What a value is before the first step, in the terms of a declaration: of states their initial
// values, and no event.
Expression at_start(Expression value, const ModelEquations& equations) {
    if (value.kind == Expression::Kind::Name) {
        const Position at = value.at;
        for (const EquationState& state : equations.states)
            if (state.name == value.name) {
                const auto& initial = state.initial ? state.initial : state.origin;
                return initial ? *initial : number(0, Dimension::None, at);
            }
        for (const Statement& one : equations.statements)
            if (one.kind == Statement::Kind::Let && one.name == value.name)
                return at_start(*one.value, equations);
        if (value.name == "payload") return number(0, Dimension::None, at);
        const bool known = value.name == "dt" ||
                           std::any_of(equations.parameters.begin(), equations.parameters.end(),
                                       [&](const auto& one) { return one.name == value.name; });
        if (!known)
            throw SourceError(at, "the gain of a first spike is not known: '" + value.name +
                                      "' has no value before the first step; keep it in a state");
    }
    for (Expression& operand : value.operands) operand = at_start(std::move(operand), equations);
    return value;
}

void gain(Cursor& cursor, ModelEquations& equations, Position at) {
    Expression value = parse_expression(cursor);
    EquationState state;
    state.name = "gain";
    state.at = at;
    state.initial = at_start(value, equations);
    state.range = number(gain_range, Dimension::None, at);
    state.at_most = true;
    state.point = gain_point;
    equations.states.push_back(std::move(state));
    equations.statements.push_back(set(Statement::Kind::Set, "gain", std::move(value), at));
}

}  // namespace

ModelSource parse_dynamics_body(Cursor& cursor, std::string name, Position at) {
    ModelSource dynamics;
    dynamics.name = std::move(name);
    dynamics.at = at;
    ModelEquations& equations = dynamics.equations.emplace();
    equations.of = ModelEquations::Of::Axon;
    const Scope scope(cursor, equation_words);
    Scope::hide(cursor, "payload");
    Once once;
    bool has_gain = false;
    cursor.expect_symbol("{");
    while (!cursor.accept_symbol("}")) {
        const Position here = cursor.peek().at;
        if (cursor.accept_name("gain")) {
            once("'gain'", here);
            has_gain = true;
            gain(cursor, equations, here);
        } else if (!parse_equation(cursor, equations)) {
            cursor.fail("a declaration, an equation, `gain` or '}'");
        }
        if (!equations.receptors.empty())
            throw SourceError(equations.receptors_at,
                              "an axon has no receptors: `payload` is what arrives");
    }
    spikes_to_blocks(equations.statements);
    if (!has_gain)
        throw SourceError(at, "dynamics '" + dynamics.name + "' have no gain, as `gain u * R`");
    return dynamics;
}

}  // namespace bouton::compiler
