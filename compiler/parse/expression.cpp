// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "compiler/parse/parts.hpp"

namespace bouton::compiler {
namespace {

Expression disjunction(Cursor& cursor, unsigned depth);

Expression node(Expression::Kind kind, Position at, std::vector<Expression> operands) {
    Expression result;
    result.kind = kind;
    result.operands = std::move(operands);
    result.at = at;
    return result;
}

Expression named(std::string name, Position at) {
    Expression result;
    result.kind = Expression::Kind::Name;
    result.name = std::move(name);
    result.at = at;
    return result;
}

// A literal or a constant, with its unit; Hz become 1/ms, so that units multiply out.
Expression number(Cursor& cursor) {
    const Quantity quantity = cursor.quantity();
    Expression result;
    result.number = quantity.dimension == Dimension::Rate ? quantity.value / 1e3 : quantity.value;
    result.dimension = quantity.dimension;
    result.at = quantity.at;
    return result;
}

Expression primary(Cursor& cursor, unsigned depth) {
    if (depth > deepest_expression)
        throw SourceError(cursor.peek().at, "expression nested too deeply");
    const Position at = cursor.peek().at;
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
    if (const auto unit = cursor.accept_unit()) {  // mV: 1 mV
        Expression one = named({}, at);
        one.kind = Expression::Kind::Number;
        one.number = unit->dimension == Dimension::Rate ? unit->value / 1e3 : unit->value;
        one.dimension = unit->dimension;
        return one;
    }
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
        Expression right = operand(cursor, depth);
        const Expression::Kind kind = sign.text == first ? kind_first : kind_second;
        const Position at = left.at;
        std::vector<Expression> operands;
        operands.push_back(std::move(left));
        operands.push_back(std::move(right));
        left = node(kind, at, std::move(operands));
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
    std::optional<spec::Relation> relation;
    if (sign.text == ">=" || sign.text == "<=") relation = spec::Relation::Ge;
    if (sign.text == ">" || sign.text == "<") relation = spec::Relation::Gt;
    if (sign.text == "==") relation = spec::Relation::Eq;
    if (sign.text == "!=") relation = spec::Relation::Ne;
    if (!relation) return left;
    const Position at = sign.at;
    cursor.skip();
    Expression right = sum(cursor, depth);
    if (swapped) std::swap(left, right);
    Expression result = node(Expression::Kind::Compare, at, {});
    result.relation = *relation;
    result.operands.push_back(std::move(left));
    result.operands.push_back(std::move(right));
    return result;
}

Expression negation(Cursor& cursor, unsigned depth) {
    if (depth > deepest_expression)
        throw SourceError(cursor.peek().at, "expression nested too deeply");
    const Position at = cursor.peek().at;
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
        Expression both = node(kind, at, {});
        both.operands.push_back(std::move(left));
        both.operands.push_back(operand(cursor, depth));
        left = std::move(both);
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
