// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/sum_of_products.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bouton::compiler {
namespace {

constexpr std::size_t most_terms = 64;

bool any_triggered(const std::vector<Term>& terms) {
    return std::any_of(terms.begin(), terms.end(),
                       [](const Term& term) { return term.triggered(); });
}

std::optional<std::uint32_t> sweep_of(const std::string& name) {
    if (name.size() < 2 || name.size() > 3 || name[0] != 'u') return std::nullopt;
    std::uint32_t k = 0;
    for (const char c : name.substr(1)) {
        if (c < '0' || c > '9') return std::nullopt;
        k = k * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return k;
}

Term variable(const Expression& expression) {
    Term term;
    term.at = expression.at;
    if (expression.name == "x0") {
        term.pre = true;
    } else if (expression.name == "y0") {
        term.post = true;
    } else if (expression.name == "r0") {
        term.reward = true;
    } else if (const auto k = sweep_of(expression.name)) {
        if (*k > 16) throw SourceError(expression.at, "sweeps are u0 to u16");
        term.sweep = k;
    } else {
        term.factors.push_back({.kind = Factor::Kind::Variable,
                                .name = expression.name,
                                .sum = {},
                                .arguments = {},
                                .at = expression.at});
    }
    return term;
}

Term joined(const Term& left, const Term& right) {
    Term result = left;
    result.coefficient *= right.coefficient;
    result.factors.insert(result.factors.end(), right.factors.begin(), right.factors.end());
    result.pre |= right.pre;
    result.post |= right.post;
    result.reward |= right.reward;
    if (left.sweep && right.sweep && *left.sweep != *right.sweep)
        throw SourceError(right.at, "a term with two different sweeps");
    if (right.sweep) result.sweep = right.sweep;
    return result;
}

// A sum without triggers is one factor.
std::vector<Term> closed(std::vector<Term> terms, Position at) {
    if (terms.size() <= 1 || any_triggered(terms)) return terms;
    Term term;
    term.at = at;
    term.factors.push_back({.kind = Factor::Kind::Sum,
                            .name = {},
                            .sum = std::move(terms),
                            .arguments = {},
                            .at = at});
    return {std::move(term)};
}

std::vector<Term> product(const Expression& expression) {
    const std::vector<Term> left =
        closed(expand(expression.operands[0]), expression.operands[0].at);
    const std::vector<Term> right =
        closed(expand(expression.operands[1]), expression.operands[1].at);
    std::vector<Term> result;
    for (const Term& a : left)
        for (const Term& b : right) result.push_back(joined(a, b));
    if (result.size() > most_terms) throw SourceError(expression.at, "too many terms");
    return result;
}

double constant_of(const std::vector<Term>& terms, Position at) {
    double sum = 0;
    for (const Term& term : terms) {
        if (!term.factors.empty() || term.triggered())
            throw SourceError(at, "division is by constants only");
        sum += term.coefficient;
    }
    if (sum == 0) throw SourceError(at, "division by 0");
    return sum;
}

// Constants of a sum become one.
std::vector<Term> folded(std::vector<Term> terms) {
    std::vector<Term> result;
    std::optional<std::size_t> constant;
    for (Term& term : terms) {
        if (!term.factors.empty() || term.triggered()) {
            result.push_back(std::move(term));
        } else if (constant) {
            result[*constant].coefficient += term.coefficient;
        } else {
            constant = result.size();
            result.push_back(std::move(term));
        }
    }
    return result;
}

// exp, log and sqrt, of constants.
std::vector<Term> constant_call(const Expression& expression) {
    const std::vector<Term> terms = expand(expression.operands[0]);
    Term result;
    result.at = expression.at;
    result.coefficient = 0;
    for (const Term& term : terms) {
        if (!term.factors.empty() || term.triggered())
            throw SourceError(expression.at, "'" + expression.name +
                                                 "' takes constants only; of variables there is "
                                                 "exp2, 2 to a power");
        result.coefficient += term.coefficient;
    }
    const double x = result.coefficient;
    result.coefficient = expression.name == "exp"   ? std::exp(x)
                         : expression.name == "log" ? std::log(x)
                                                    : std::sqrt(x);
    if (!std::isfinite(result.coefficient))
        throw SourceError(expression.at, "'" + expression.name + "' has no value there");
    return {std::move(result)};
}

std::vector<Term> call(const Expression& expression) {
    if ((expression.name == "exp" || expression.name == "log" || expression.name == "sqrt") &&
        expression.operands.size() == 1)
        return constant_call(expression);
    const std::size_t count = expression.name == "min" || expression.name == "max" ? 2 : 1;
    const bool known = count == 2 || expression.name == "sgn" || expression.name == "step" ||
                       expression.name == "exp2";
    if (!known)
        throw SourceError(expression.at,
                          "unknown function '" + expression.name +
                              "'; there are sgn, step, min, max, exp2, and exp, log, "
                              "sqrt of constants");
    if (expression.operands.size() != count)
        throw SourceError(expression.at, "'" + expression.name + "' takes " +
                                             std::to_string(count) + " argument" +
                                             (count > 1 ? "s" : ""));
    Factor factor{.kind = Factor::Kind::Call,
                  .name = expression.name,
                  .sum = {},
                  .arguments = {},
                  .at = expression.at};
    for (const Expression& operand : expression.operands) {
        std::vector<Term> argument = expand(operand);
        if (any_triggered(argument))
            throw SourceError(operand.at, "a trigger cannot be an argument");
        factor.arguments.push_back(std::move(argument));
    }
    Term term;
    term.at = expression.at;
    term.factors.push_back(std::move(factor));
    return {std::move(term)};
}

}  // namespace

std::vector<Term> expand(const Expression& expression) {
    using Kind = Expression::Kind;
    switch (expression.kind) {
        case Kind::Number: {
            Term term;
            term.coefficient = expression.number;
            term.at = expression.at;
            return {term};
        }
        case Kind::Name:
            return {variable(expression)};
        case Kind::Call:
            return call(expression);
        case Kind::Multiply:
            return product(expression);
        case Kind::Negate:
        case Kind::Divide: {
            std::vector<Term> terms = expand(expression.operands[0]);
            const bool divides = expression.kind == Kind::Divide;
            const double by =
                divides ? constant_of(expand(expression.operands[1]), expression.operands[1].at)
                        : -1;
            if (terms.size() > 1) terms = closed(std::move(terms), expression.at);
            for (Term& term : terms) term.coefficient /= by;
            return terms;
        }
        case Kind::Compare:
        case Kind::And:
        case Kind::Or:
        case Kind::Not:
            throw SourceError(expression.at, "a rule has no conditions; use step(e) or sgn(e)");
        case Kind::Add:
        case Kind::Subtract:
            break;
    }
    std::vector<Term> terms = expand(expression.operands[0]);
    for (Term& term : expand(expression.operands[1])) {
        if (expression.kind == Kind::Subtract) term.coefficient = -term.coefficient;
        terms.push_back(std::move(term));
    }
    if (terms.size() > most_terms) throw SourceError(expression.at, "too many terms");
    return folded(std::move(terms));
}

std::string to_text(const Factor& factor, int digits) {
    if (factor.kind == Factor::Kind::Variable) return factor.name;
    if (factor.kind == Factor::Kind::Sum) return "(" + to_text(factor.sum, digits) + ")";
    std::string text = factor.name + "(";
    for (const auto& argument : factor.arguments)
        text += (&argument == factor.arguments.data() ? "" : ", ") + to_text(argument, digits);
    return text + ")";
}

std::string to_text(const std::vector<Term>& terms, int digits) {
    std::string text;
    for (const Term& term : terms) {
        const bool first = &term == terms.data(), negative = term.coefficient < 0;
        text += first ? (negative ? "-" : "") : negative ? " - " : " + ";
        char number[40] = "";
        const double size = std::abs(term.coefficient);
        if (size != 1 || term.factors.empty())
            std::snprintf(number, sizeof number, "%.*g", digits, size);
        text += number;
        for (const Factor& factor : term.factors)
            text += (number[0] != '\0' || &factor != term.factors.data() ? "*" : "") +
                    to_text(factor, digits);
    }
    return text;
}

bool reads(const std::vector<Term>& terms, const std::string& variable) {
    for (const Term& term : terms) {
        for (const Factor& factor : term.factors) {
            if (factor.kind == Factor::Kind::Variable && factor.name == variable) return true;
            if (reads(factor.sum, variable)) return true;
            for (const auto& argument : factor.arguments)
                if (reads(argument, variable)) return true;
        }
    }
    return false;
}

}  // namespace bouton::compiler
