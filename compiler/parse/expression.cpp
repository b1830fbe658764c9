// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "compiler/ir/make_expression.hpp"
#include "compiler/parse/parts.hpp"

namespace bouton::compiler {
namespace {

Expression disjunction(Cursor& cursor, unsigned depth);

// Hz become 1/ms, so that units multiply out.
Expression number(const Quantity& one, Position at) {
    const bool rate = one.dimension == Dimension::Rate;
    return number(rate ? one.value / 1e3 : one.value, one.dimension, at);
}

// A literal or a constant, with its unit.
Expression number(Cursor& cursor) {
    const Quantity quantity = cursor.quantity();
    return number(quantity, quantity.at);
}

// Where an expression within `depth` others begins.
Position begin(const Cursor& cursor, unsigned depth) {
    const Position at = cursor.peek().at;
    if (depth > deepest_expression) throw SourceError(at, "expression nested too deeply");
    return at;
}

Expression primary(Cursor& cursor, unsigned depth) {
    const Position at = begin(cursor, depth);
    if (cursor.accept_symbol("-"))
        return node(Expression::Kind::Negate, at, {primary(cursor, depth + 1)});
    if (cursor.accept_symbol("(")) {
        Expression inner = disjunction(cursor, depth + 1);
        cursor.expect_symbol(")");
        inner.at = at;
        return inner;
    }
    if (cursor.peek().kind == Token::Kind::Number) return number(cursor);
    if (cursor.peek().kind != Token::Kind::Name) cursor.fail("a variable or a number");
    if (const auto unit = cursor.accept_unit()) return number(*unit, at);  // mV: 1 mV
    const Token& next = cursor.peek(1);
    const bool calls = next.kind == Token::Kind::Symbol && next.text == "(";
    if (!calls && cursor.constants().contains(cursor.peek().text)) return number(cursor);
    std::string name = cursor.take().text;
    if (calls && name == "u") {  // u(k): the sweep of a parameter
        cursor.skip();
        name += std::to_string(cursor.whole("a sweep", 0, 16));
        cursor.expect_symbol(")");
    } else if (calls) {
        cursor.skip();
        Expression call = node(Expression::Kind::Call, at, {disjunction(cursor, depth + 1)});
        while (cursor.accept_symbol(",")) call.operands.push_back(disjunction(cursor, depth + 1));
        cursor.expect_symbol(")");
        call.name = std::move(name);
        return call;
    } else if (name == "post" && cursor.accept_symbol(".")) {
        name += "." + cursor.expect_name("a state's name").text;
    }
    return named(std::move(name), at);
}

// A tree as deep as its chain of operators would be walked recursively later.
constexpr unsigned most_operators = 200;

Expression chain(Cursor& cursor, unsigned depth, std::string_view first, std::string_view second,
                 Expression::Kind kind_first, Expression::Kind kind_second,
                 Expression (*operand)(Cursor&, unsigned)) {
    Expression left = operand(cursor, depth);
    for (unsigned count = 0; cursor.is_symbol(first) || cursor.is_symbol(second); ++count) {
        if (count == most_operators) throw SourceError(cursor.peek().at, "expression too long");
        const Token sign = cursor.take();
        if (sign.text == "*" && cursor.is_symbol("*"))
            throw SourceError(sign.at, "a power is written as a product, as w*w");
        Expression right = operand(cursor, depth);
        const Expression::Kind kind = sign.text == first ? kind_first : kind_second;
        const Position at = left.at;
        left = pair(kind, std::move(left), std::move(right), at);
    }
    return left;
}

Expression product(Cursor& cursor, unsigned depth) {
    return chain(cursor, depth, "*", "/", Expression::Kind::Multiply, Expression::Kind::Divide,
                 primary);
}

Expression sum(Cursor& cursor, unsigned depth) {
    return chain(cursor, depth, "+", "-", Expression::Kind::Add, Expression::Kind::Subtract,
                 product);
}

// a < b is b > a: the machine has only these relations.
Expression comparison(Cursor& cursor, unsigned depth) {
    Expression left = sum(cursor, depth);
    const Token& sign = cursor.peek();
    if (sign.kind != Token::Kind::Symbol) return left;
    const bool swapped = sign.text == "<" || sign.text == "<=";
    std::optional<spec::Relation> which;
    if (sign.text == ">=" || sign.text == "<=") which = spec::Relation::Ge;
    if (sign.text == ">" || sign.text == "<") which = spec::Relation::Gt;
    if (sign.text == "==") which = spec::Relation::Eq;
    if (sign.text == "!=") which = spec::Relation::Ne;
    if (!which) return left;
    const Position at = sign.at;
    cursor.skip();
    Expression right = sum(cursor, depth);
    if (swapped) std::swap(left, right);
    return relation(*which, std::move(left), std::move(right), at);
}

Expression negation(Cursor& cursor, unsigned depth) {
    const Position at = begin(cursor, depth);
    if (cursor.accept_name("not"))
        return node(Expression::Kind::Not, at, {negation(cursor, depth + 1)});
    return comparison(cursor, depth);
}

Expression joined(Cursor& cursor, unsigned depth, std::string_view word, Expression::Kind kind,
                  Expression (*operand)(Cursor&, unsigned)) {
    Expression left = operand(cursor, depth);
    for (unsigned count = 0; cursor.is_name(word); ++count) {
        if (count == most_operators) throw SourceError(cursor.peek().at, "expression too long");
        const Position at = cursor.take().at;
        Expression right = operand(cursor, depth);
        left = pair(kind, std::move(left), std::move(right), at);
    }
    return left;
}

Expression conjunction(Cursor& cursor, unsigned depth) {
    return joined(cursor, depth, "and", Expression::Kind::And, negation);
}

Expression disjunction(Cursor& cursor, unsigned depth) {
    return joined(cursor, depth, "or", Expression::Kind::Or, conjunction);
}

}  // namespace

Expression parse_expression(Cursor& cursor) {
    return disjunction(cursor, 0);
}

}  // namespace bouton::compiler
