// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/compare/equation_tree.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace bouton::tests {

namespace {

std::string number_text(double number) {
    std::ostringstream out;
    out << number;
    return number < 0 ? "(" + out.str() + ")" : out.str();
}

const char* infix(Op op) {
    switch (op) {
        case Op::Add:
            return " + ";
        case Op::Subtract:
            return " - ";
        case Op::Multiply:
            return " * ";
        case Op::Divide:
            return " / ";
        case Op::Greater:
            return " > ";
        case Op::GreaterEqual:
            return " >= ";
        case Op::Less:
            return " < ";
        case Op::LessEqual:
            return " <= ";
        case Op::And:
            return " and ";
        case Op::Or:
            return " or ";
        default:
            return nullptr;
    }
}

const char* function(Op op) {
    switch (op) {
        case Op::Minimum:
            return "min";
        case Op::Maximum:
            return "max";
        case Op::Absolute:
            return "abs";
        case Op::Clip:
            return "clip";
        case Op::Step:
            return "step";
        case Op::Sign:
            return "sgn";
        case Op::Where:
            return "where";
        default:
            return "exp2";
    }
}

// What binds stronger needs no parentheses within what binds weaker; equals go from the left.
int binding(Op op) {
    switch (op) {
        case Op::Or:
            return 0;
        case Op::And:
            return 1;
        case Op::Not:
            return 2;
        case Op::Greater:
        case Op::GreaterEqual:
        case Op::Less:
        case Op::LessEqual:
            return 3;
        case Op::Add:
        case Op::Subtract:
            return 4;
        case Op::Multiply:
        case Op::Divide:
            return 5;
        default:
            return 6;
    }
}

std::string closed(const Expression& e, int weakest) {
    return binding(e.op) < weakest ? "(" + text(e) + ")" : text(e);
}

// Whether a > b. Roundings of doubles do not add up to the limit within a step; what is 0 exactly
// is so in any order.
bool greater(double a, double b, Meaning& meaning) {
    meaning.near |= std::abs(a - b) < meaning.closest && (a != 0 || b != 0);
    return a > b;
}

}  // namespace

std::string text(const Expression& e) {
    if (e.op == Op::Number) return number_text(e.number);
    if (e.op == Op::Name) return e.name;
    if (const char* between = infix(e.op)) {
        const int own = binding(e.op);
        return closed(e.of[0], own) + between + closed(e.of[1], own + 1);
    }
    if (e.op == Op::Not) return "not " + closed(e.of[0], binding(Op::Not));
    if (e.op == Op::Negate) return "-" + closed(e.of[0], binding(Op::Name));
    std::string all = std::string(function(e.op)) + "(";
    for (std::size_t i = 0; i < e.of.size(); ++i) all += (i ? ", " : "") + text(e.of[i]);
    return all + ")";
}

std::string text(const Statements& statements) {
    std::string all;
    for (const Statement& s : statements) {
        const std::string e = text(s.value);
        switch (s.act) {
            case Act::Assign:
                all += s.name + " = " + e;
                break;
            case Act::Grow:
                all += s.name + " += " + e;
                break;
            case Act::Fall:
                all += s.name + " -= " + e;
                break;
            case Act::Let:
                all += "let " + s.name + " = " + e;
                break;
            case Act::Follow:
                all +=
                    s.name + "' = (" + e + " - " + s.name + ") / (" + number_text(s.tau) + " ms)";
                break;
            case Act::If:
                all += "if " + e + " { " + text(s.block) + "}";
                if (!s.otherwise.empty()) all += " else { " + text(s.otherwise) + "}";
                break;
            case Act::Spike:
                all += "spike when " + e + " { " + text(s.block) + "}";
                break;
            case Act::Event:
                all += "spike { " + text(s.block) + "}";
                break;
            case Act::Result:
                all += s.name + " " + e;
                break;
        }
        all += "  ";
    }
    return all;
}

double value(const Expression& e, Meaning& meaning) {
    if (e.op == Op::Number) return e.number;
    if (e.op == Op::Name) return meaning.at.at(e.name);
    const double a = value(e.of[0], meaning);
    const double b = e.of.size() > 1 ? value(e.of[1], meaning) : 0;
    const double c = e.of.size() > 2 ? value(e.of[2], meaning) : 0;
    switch (e.op) {
        case Op::Add:
            return a + b;
        case Op::Subtract:
            return a - b;
        case Op::Multiply:
            return a * b;
        case Op::Divide:
            return a / b;
        case Op::Minimum:
            return std::min(a, b);
        case Op::Maximum:
            return std::max(a, b);
        case Op::Absolute:
            return std::abs(a);
        case Op::Clip:
            return std::clamp(a, b, c);
        case Op::Step:
            return greater(0, a, meaning) ? 0 : 1;
        case Op::Sign:
            return greater(a, 0, meaning) ? 1 : a < 0 ? -1 : 0;
        case Op::Negate:
            return -a;
        case Op::Where:
            return a != 0 ? b : c;
        case Op::PowerOfTwo:
            return std::exp2(a);
        case Op::Greater:
            return greater(a, b, meaning);
        case Op::GreaterEqual:
            return !greater(b, a, meaning);
        case Op::Less:
            return greater(b, a, meaning);
        case Op::LessEqual:
            return !greater(a, b, meaning);
        case Op::And:
            return a != 0 && b != 0;
        case Op::Or:
            return a != 0 || b != 0;
        default:
            return a == 0;  // Not
    }
}

void act(const Statements& statements, Meaning& meaning) {
    for (const Statement& s : statements) {
        const double e = value(s.value, meaning);
        switch (s.act) {
            case Act::Assign:
            case Act::Let:
            case Act::Result:
                meaning.at[s.name] = e;
                break;
            case Act::Grow:
                meaning.at[s.name] += e;
                break;
            case Act::Fall:
                meaning.at[s.name] -= e;
                break;
            case Act::Follow: {
                double& x = meaning.at[s.name];
                x = e + (x - e) * std::exp(-1 / s.tau);
                break;
            }
            case Act::Spike:
                meaning.spiked = e != 0;
                [[fallthrough]];
            case Act::If:
            case Act::Event:
                act(e != 0 ? s.block : s.otherwise, meaning);
                break;
        }
    }
}

Interval both(Interval a, Interval b) {
    return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Interval bounds(const Expression& e, const Intervals& of) {
    if (e.op == Op::Number) return {e.number, e.number};
    if (e.op == Op::Name) return of.at(e.name);
    const Interval a = bounds(e.of[0], of);
    const Interval b = e.of.size() > 1 ? bounds(e.of[1], of) : Interval{};
    const Interval c = e.of.size() > 2 ? bounds(e.of[2], of) : Interval{};
    switch (e.op) {
        case Op::Add:
            return {a.low + b.low, a.high + b.high};
        case Op::Subtract:
            return {a.low - b.high, a.high - b.low};
        case Op::Multiply: {
            const auto [low, high] =
                std::minmax({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
            return {low, high};
        }
        case Op::Divide: {  // by a number
            const auto [low, high] = std::minmax({a.low / b.low, a.high / b.low});
            return {low, high};
        }
        case Op::Minimum:
            return {std::min(a.low, b.low), std::min(a.high, b.high)};
        case Op::Maximum:
            return {std::max(a.low, b.low), std::max(a.high, b.high)};
        case Op::Absolute:
            return {0, std::max(-a.low, a.high)};
        case Op::Clip:
            return {std::clamp(a.low, b.low, c.high), std::clamp(a.high, b.low, c.high)};
        case Op::Negate:
            return {-a.high, -a.low};
        case Op::Where:
            return both(b, c);
        case Op::PowerOfTwo:
            return {std::exp2(a.low), std::exp2(a.high)};
        default:
            return {-1, 1};  // Sign; Step and conditions
    }
}

}  // namespace bouton::tests
