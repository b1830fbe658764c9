// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "compiler/parse/parts.hpp"

namespace bouton::compiler {
namespace {

Expression sum(Cursor& cursor, unsigned depth);

Expression node(Expression::Kind kind, Position at, std::vector<Expression> operands) {
    return {.kind = kind, .number = 0, .name = {}, .operands = std::move(operands), .at = at};
}

Expression primary(Cursor& cursor, unsigned depth) {
    if (depth > deepest_expression)
        throw SourceError(cursor.peek().at, "expression nested too deeply");
    const Position at = cursor.peek().at;
    if (cursor.accept_symbol("-"))
        return node(Expression::Kind::Negate, at, {primary(cursor, depth + 1)});
    if (cursor.accept_symbol("(")) {
        Expression inner = sum(cursor, depth + 1);
        cursor.expect_symbol(")");
        inner.at = at;
        return inner;
    }
    if (cursor.peek().kind == Token::Kind::Number) {
        Expression number{.kind = Expression::Kind::Number,
                          .number = cursor.take().number,
                          .name = {},
                          .operands = {},
                          .at = at};
        return number;
    }
    if (cursor.peek().kind != Token::Kind::Name) cursor.fail("a variable or a number");
    std::string name = cursor.take().text;
    if (cursor.is_symbol("(")) {
        cursor.skip();
        Expression call = node(Expression::Kind::Call, at, {sum(cursor, depth + 1)});
        while (cursor.accept_symbol(",")) call.operands.push_back(sum(cursor, depth + 1));
        cursor.expect_symbol(")");
        call.name = std::move(name);
        return call;
    }
    if (const auto found = cursor.constants().find(name); found != cursor.constants().end()) {
        if (found->second.dimension != Dimension::None)
            throw SourceError(at, "'" + name + "' has a unit; numbers in rules have none");
        return {.kind = Expression::Kind::Number,
                .number = found->second.value,
                .name = {},
                .operands = {},
                .at = at};
    }
    if (name == "post" && cursor.accept_symbol("."))
        name += "." + cursor.expect_name("a state's name").text;
    return {.kind = Expression::Kind::Name,
            .number = 0,
            .name = std::move(name),
            .operands = {},
            .at = at};
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

}  // namespace

Expression parse_expression(Cursor& cursor) {
    return sum(cursor, 0);
}

}  // namespace bouton::compiler
