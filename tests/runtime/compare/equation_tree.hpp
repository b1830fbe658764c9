// SPDX-License-Identifier: Apache-2.0
// Equations as a tree: what they say as text, what they mean in double (docs/models.md, sections 2,
// 3 and 6), and the interval their values stay in. Written from the manual alone: it shares nothing
// with the compiler, so that it can contradict it.
//
// Comparisons of values that are too close for roundings to leave as they are, are `near`: then
// neither this meaning nor another is wrong. Differential equations are x' = (e - x) / tau, with e
// free of x, and do not stand next to each other.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace bouton::tests {

enum class Op {
    Number,
    Name,
    Add,
    Subtract,
    Multiply,
    Divide,
    Minimum,
    Maximum,
    Absolute,
    Clip,
    Step,
    Sign,
    Negate,
    Where,
    PowerOfTwo,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    And,
    Or,
    Not,
};

struct Expression {
    Op op = Op::Number;
    double number = 0;
    std::string name;
    std::vector<Expression> of;
};

// Event: `spike { }` of an axon; Result: its `gain`, the `output` of a waveform.
enum class Act { Assign, Grow, Fall, Follow, Let, If, Spike, Event, Result };

struct Statement {
    Act act = Act::Assign;
    std::string name;
    Expression value;  // or the condition
    double tau = 0;    // of Follow, in steps of 1 ms
    std::vector<Statement> block, otherwise;
};
using Statements = std::vector<Statement>;

inline Expression constant(double number) {
    return {Op::Number, number, "", {}};
}
inline Expression named(const std::string& name) {
    return {Op::Name, 0, name, {}};
}
inline Expression call(Op op, std::vector<Expression> of) {
    return {op, 0, "", std::move(of)};
}

struct Interval {
    double low = 0, high = 0;
};
using Intervals = std::map<std::string, Interval>;

struct Meaning {
    std::map<std::string, double> at;
    bool spiked = false;
    bool near = false;
    double closest = 1e-8;  // what can be compared
};

std::string text(const Expression& expression);
std::string text(const Statements& statements);

double value(const Expression& expression, Meaning& meaning);
void act(const Statements& statements, Meaning& meaning);

Interval bounds(const Expression& expression, const Intervals& of);
Interval both(Interval a, Interval b);  // the smallest that holds a and b

}  // namespace bouton::tests
