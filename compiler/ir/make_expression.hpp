// SPDX-License-Identifier: Apache-2.0
// Expressions and statements by their parts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/equations.hpp"

namespace bouton::compiler {

inline Expression node(Expression::Kind kind, Position at, std::vector<Expression> operands) {
    Expression result;
    result.kind = kind;
    result.operands = std::move(operands);
    result.at = at;
    return result;
}

inline Expression number(double value, Dimension dimension, Position at) {
    Expression result = node(Expression::Kind::Number, at, {});
    result.number = value;
    result.dimension = dimension;
    return result;
}

inline Expression named(std::string name, Position at) {
    Expression result = node(Expression::Kind::Name, at, {});
    result.name = std::move(name);
    return result;
}

inline Expression pair(Expression::Kind kind, Expression a, Expression b, Position at) {
    Expression result = node(kind, at, {});
    result.operands.push_back(std::move(a));  // an initializer list would copy the tree
    result.operands.push_back(std::move(b));
    return result;
}

inline Expression relation(spec::Relation which, Expression a, Expression b, Position at) {
    Expression result = pair(Expression::Kind::Compare, std::move(a), std::move(b), at);
    result.relation = which;
    return result;
}

inline Expression call(std::string name, std::vector<Expression> operands, Position at) {
    Expression result = node(Expression::Kind::Call, at, std::move(operands));
    result.name = std::move(name);
    return result;
}

inline Statement set(Statement::Kind kind, std::string name, Expression value, Position at) {
    return {.kind = kind,
            .name = std::move(name),
            .value = std::move(value),
            .condition = {},
            .at = at};
}

}  // namespace bouton::compiler
