// SPDX-License-Identifier: Apache-2.0
// Functions of the notation, conditions, and what is computed once for all.
#include <algorithm>
#include <cmath>

#include "compiler/passes/product_writer.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;

double largest_of(std::pair<double, double> range) {
    return std::max(std::abs(range.first), std::abs(range.second));
}

// A constant that is not shifted, and its point: the finest that 16 bits hold, or `most` if that
// leaves ten bits.
std::pair<Operand, int> whole_constant(double value, int most) {
    const int finest = 16 + 13 - (value == 0 ? 0 : static_cast<int>(std::floor(std::log2(value))));
    const int point = finest > most && finest - most <= 3 ? most : finest;
    return {k(std::ldexp(value, point - 16)), point};
}

bool is_random(const Factor& factor);

bool is_random(const std::vector<Term>& terms) {
    return std::any_of(terms.begin(), terms.end(), [](const Term& term) {
        return std::any_of(term.factors.begin(), term.factors.end(),
                           [](const Factor& one) { return is_random(one); });
    });
}

bool is_random(const Factor& factor) {
    if (factor.kind == Factor::Kind::Variable)
        return factor.name == "rnd" || factor.name == "gauss";
    return is_random(factor.sum) ||
           std::any_of(factor.arguments.begin(), factor.arguments.end(),
                       [](const auto& argument) { return is_random(argument); });
}

// Sums and calls in the terms, inner ones first.
void collect(const std::vector<Term>& terms, std::vector<const Factor*>& found) {
    for (const Term& term : terms)
        for (const Factor& factor : term.factors) {
            if (factor.kind == Factor::Kind::Variable) continue;
            collect(factor.sum, found);
            for (const auto& argument : factor.arguments) collect(argument, found);
            if (factor.name != "step" && !is_random(factor)) found.push_back(&factor);
        }
}

}  // namespace

void ProductWriter::share(const std::vector<const std::vector<Term>*>& sums) {
    std::vector<const Factor*> all;
    for (const std::vector<Term>* terms : sums) collect(*terms, all);
    std::map<std::string, int> count;
    for (const Factor* one : all) ++count[key(*one)];
    for (const Factor* one : all) {
        const std::string text = key(*one);
        if (count[text] < 2 || shared_.contains(text)) continue;
        code_.place(one->at);
        shared_[text] = evaluate(*one, 1);
    }
}

// a - b >= 0 without the difference, where both are words or constants as they are.
ProductWriter::Comparison ProductWriter::comparison(const std::vector<Term>& terms, Position at) {
    const auto positive = [&](const Term& term) {
        return term.coefficient * (term.factors.empty() ? 1 : lookup_(term.factors[0]).scale) > 0;
    };
    const auto direct = [&](const Term& term) { return term.factors.empty() || shifted(term); };
    if (terms.size() <= 2 && std::all_of(terms.begin(), terms.end(), direct)) {
        if (terms.size() == 1 && !terms[0].factors.empty()) {
            const Operand one = shifted(terms[0])->operand;
            return positive(terms[0]) ? Comparison{.a = one, .b = zero()}
                                      : Comparison{.a = zero(), .b = one};
        }
        if (terms.size() == 2 && positive(terms[0]) != positive(terms[1])) {
            const Term &a = positive(terms[0]) ? terms[0] : terms[1],
                       &b = positive(terms[0]) ? terms[1] : terms[0];
            if (b.factors.empty()) {
                const Value value = *shifted(a);
                const ScaledConstant by =
                    addend(-b.coefficient, value.point, at, described(a.factors[0], value));
                return {.a = value.operand, .b = by.constant, .shift = by.shift};
            }
            const Value right = *shifted(b);
            if (a.factors.empty()) {
                const auto [constant, point] = whole_constant(a.coefficient, right.point);
                if (right.point >= point && right.point - point <= 31)
                    return {.a = constant,
                            .b = right.operand,
                            .shift = static_cast<std::uint32_t>(right.point - point)};
            } else {
                const Value left = *shifted(a);
                const bool clash = (is_state(left.operand) && is_state(right.operand));
                if (!clash && right.point >= left.point && right.point - left.point <= 31)
                    return {.a = left.operand,
                            .b = right.operand,
                            .shift = static_cast<std::uint32_t>(right.point - left.point)};
            }
        }
    }
    return {.a = sum(terms, 1, at).operand, .b = zero()};
}

// sgn and step.
Value ProductWriter::select(const Factor& factor) {
    const Operand one = k(16384);  // 1.0 at point 30
    const Operand result = new_register(factor.at);
    const std::uint32_t mark = next_register_;
    const Comparison with = comparison(factor.arguments[0], factor.at);
    if (factor.name == "step") {
        code_.compare(spec::Relation::Ge, with.a, with.b, with.shift);
        code_.emit(Op::Sel, result, one, zero());
    } else {
        code_.compare(spec::Relation::Gt, with.a, with.b, with.shift);
        code_.emit(Op::Sel, result, one, zero());
        code_.compare(spec::Relation::Ge, with.a, with.b, with.shift);
        code_.emit(Op::Sel, result, result, k(-16384));
    }
    next_register_ = mark;
    return {.operand = result, .point = 30, .lo = factor.name == "step" ? 0.0 : -1.0, .hi = 1};
}

Value ProductWriter::call(const Factor& factor) {
    if (factor.name == "sgn" || factor.name == "step") return select(factor);
    std::vector<Term> first = factor.arguments[0];
    conditional_last(first);
    const Operand result = new_register(factor.at);
    const std::uint32_t mark = next_register_;
    const auto range = bounds(factor);
    if (factor.name == "exp2") {
        const auto argument = bounds(first);
        if (argument.second >= 11 || argument.first < -1024)
            throw SourceError(factor.at, "exp2 takes arguments from -1024 to 11; use min and max");
        // Of the argument, of all sums on the way to it, and of the result, which may be a factor.
        double largest = range.second;
        for (std::vector<Term> part; part.size() < first.size();) {
            part.push_back(first[part.size()]);
            largest = std::max(largest, largest_of(bounds(part)));
        }
        const int point = std::min(finest_point(largest), 30);
        assign({.operand = result, .point = point}, first);
        code_.emit(Op::Exp2, result, result, {.code = 0}, static_cast<std::uint32_t>(point));
        return {.operand = result, .point = point, .lo = range.first, .hi = range.second};
    }
    std::vector<Term> second = factor.arguments[1];
    conditional_last(second);
    const auto constant = [](const std::vector<Term>& terms) {
        return terms.size() == 1 && terms[0].factors.empty();
    };
    if (constant(first)) std::swap(first, second);
    int point = finest_point(std::max(largest_of(bounds(first)), largest_of(bounds(second))));
    while (!fits(first, point) || !fits(second, point)) --point;
    assign({.operand = result, .point = point}, first);
    ScaledConstant limit{.constant = zero()};  // the other operand
    if (!constant(second)) {
        limit.constant = new_register(factor.at);
        assign({.operand = limit.constant, .point = point}, second);
    } else if (second[0].coefficient != 0) {
        limit = addend(second[0].coefficient, point, factor.at);
    }
    code_.place(factor.at);
    code_.emit(factor.name == "min" ? Op::Min : Op::Max, result, result, limit.constant,
               limit.shift);
    next_register_ = mark;
    return {.operand = result, .point = point, .lo = range.first, .hi = range.second};
}

}  // namespace bouton::compiler
