// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/product_writer.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace bouton::compiler {
namespace {

using spec::Op;

using Bounds = std::pair<double, double>;

Bounds times(Bounds a, Bounds b) {
    const double all[] = {a.first * b.first, a.first * b.second, a.second * b.first,
                          a.second * b.second};
    return {*std::min_element(all, all + 4), *std::max_element(all, all + 4)};
}

Bounds plus(Bounds a, Bounds b) {
    return {a.first + b.first, a.second + b.second};
}

double magnitude(Bounds range) {
    return std::max(std::abs(range.first), std::abs(range.second));
}

bool is_step(const Factor& factor) {
    return factor.kind == Factor::Kind::Call && factor.name == "step";
}

bool is_guarded(const Term& term) {
    return std::any_of(term.factors.begin(), term.factors.end(), is_step);
}

constexpr int coarsest = -16, finest = 60;  // so that shifts stay encodable
// 16 bits are off by 2^-15 at most, each of the few that a result is made of.
constexpr double rounding = 1 + 0x1p-12;

}  // namespace

int finest_point(double magnitude) {
    return magnitude > 0 ? std::clamp(31 - log2_above(magnitude * rounding), coarsest, finest) : 30;
}

std::optional<int> power_of_two(double factor) {
    int exponent = 0;
    if (factor == 0 || std::abs(std::frexp(factor, &exponent)) != 0.5) return std::nullopt;
    return exponent - 1;
}

double Value::magnitude() const {
    return std::max(std::abs(lo), std::abs(hi));
}

std::string described(const Factor& factor, const Value& value) {
    return factor.name + ", which goes from " + image::short_text(value.lo) + " to " +
           image::short_text(value.hi);
}

Operand ProductWriter::new_register(Position at) {
    if (next_register_ >= 8)
        throw TooManyRegisters(at,
                               "this needs more than 8 registers: cut it into two equations, "
                               "through a word z or u");
    return r(next_register_++);
}

std::pair<double, double> ProductWriter::bounds(const Factor& factor) {
    if (factor.kind == Factor::Kind::Sum) return bounds(factor.sum);
    if (factor.kind == Factor::Kind::Variable) {
        const Value value = lookup_(factor);
        return {value.lo, value.hi};
    }
    if (factor.name == "sgn") return {-1, 1};
    if (factor.name == "step") return {0, 1};
    const Bounds first = bounds(factor.arguments[0]);
    if (factor.name == "exp2") return {std::exp2(first.first), std::exp2(first.second)};
    const Bounds second = bounds(factor.arguments[1]);
    if (factor.name == "min")
        return {std::min(first.first, second.first), std::min(first.second, second.second)};
    return {std::max(first.first, second.first), std::max(first.second, second.second)};
}

std::pair<double, double> ProductWriter::bounds(const Term& term) {
    Bounds range{term.coefficient, term.coefficient};
    for (const Factor& factor : term.factors) range = times(range, bounds(factor));
    return range;
}

std::pair<double, double> ProductWriter::bounds(const std::vector<Term>& terms) {
    Bounds total{0, 0};
    for (const Term& term : terms) total = plus(total, bounds(term));
    return total;
}

Value ProductWriter::copied(const Value& value, Position at) {
    Value result = value;
    result.operand = new_register(at);
    result.random = false;
    result.narrow = false;  // a register
    code_.emit(Op::Add, result.operand, value.operand, zero());
    return result;
}

// A factor times a coefficient where that costs nothing (inside a sum), else the factor.
Value ProductWriter::evaluate(const Factor& factor, double coefficient) {
    if (factor.kind != Factor::Kind::Variable && !shared_.empty())
        if (const auto found = shared_.find(key(factor)); found != shared_.end()) {
            if (coefficient == 1) return found->second;
            Value value = found->second;
            value.lo *= coefficient;
            value.hi *= coefficient;
            if (value.lo > value.hi) std::swap(value.lo, value.hi);
            value.scale *= coefficient;
            return value;
        }
    if (factor.kind == Factor::Kind::Sum) return sum(factor.sum, coefficient, factor.at);
    if (factor.kind == Factor::Kind::Call) return call(factor);
    const Value value = lookup_(factor);
    return value.random ? copied(value, factor.at) : value;
}

// A shared value is read again: nothing may be written over it.
bool ProductWriter::kept(const Operand& one) const {
    return std::any_of(shared_.begin(), shared_.end(),
                       [&](const auto& entry) { return entry.second.operand == one; });
}

void ProductWriter::single(const Destination& to, bool set, double coefficient, const Value& value,
                           Position at) {
    const double factor = coefficient * value.scale;
    if (const auto exponent = power_of_two(factor)) {
        const int shift = value.point - *exponent - to.point;
        if (shift >= 0 && shift <= 31) {
            code_.emit(factor > 0 ? Op::Add : Op::Sub, to.operand, set ? zero() : to.operand,
                       value.operand, static_cast<std::uint32_t>(shift), to.store, predicate_);
            return;
        }
    }
    const ScaledConstant by = multiplier(std::ldexp(factor, to.point - value.point), at);
    code_.emit(set ? Op::Mul : Op::Mac, to.operand, value.operand, by.constant, by.shift, to.store,
               predicate_);
}

void ProductWriter::product(const Destination& to, bool set, double coefficient,
                            std::vector<Value> values, Position at) {
    for (Value& value : values) {
        coefficient *= value.scale;
        value.lo /= value.scale;
        value.hi /= value.scale;
        value.scale = 1;
    }
    // The multiplier's second operand: 16 bits if there is one, else what is in a register.
    const auto rank = [](const Value& value) {
        return value.narrow ? 0 : is_register(value.operand) ? 1 : 2;
    };
    std::stable_sort(values.begin(), values.end(),
                     [&](const Value& a, const Value& b) { return rank(a) < rank(b); });
    Value multiplicand = values[0];
    const bool clash = (is_state(values[0].operand) && is_state(values[1].operand)) ||
                       (is_axon_state(values[0].operand) && is_axon_state(values[1].operand));
    const bool direct =
        rank(values[0]) < 2 && coefficient > 0 && power_of_two(coefficient) && !clash;
    if (direct) {
        multiplicand.point -= *power_of_two(coefficient);
        multiplicand.lo *= coefficient;
        multiplicand.hi *= coefficient;
    } else {
        const double largest = std::abs(coefficient) * multiplicand.magnitude();
        const int point = finest_point(largest);
        const ScaledConstant by =
            multiplier(std::ldexp(coefficient, point - multiplicand.point), at);
        const Operand scratch = new_register(at);
        code_.emit(Op::Mul, scratch, multiplicand.operand, by.constant, by.shift);
        multiplicand = {.operand = scratch, .point = point, .lo = -largest, .hi = largest};
    }
    for (std::size_t i = 1; i < values.size(); ++i) {
        const Value& value = values[i];
        const bool last = i + 1 == values.size();
        const double largest = value.magnitude() * multiplicand.magnitude();
        const int exact = value.point + multiplicand.point - 16;
        const int point = last ? to.point : std::min(finest_point(largest), exact);
        int shift = exact - point;
        if (shift > 31) {
            const Operand scratch = new_register(at);
            const int excess = std::min(shift - 31, 31);
            code_.emit(Op::Add, scratch, zero(), multiplicand.operand,
                       static_cast<std::uint32_t>(excess));
            multiplicand.operand = scratch;
            shift -= excess;
        }
        if (shift < 0 || shift > 31)
            throw SourceError(at, "a product is out of proportion to what it is added to");
        const auto by = static_cast<std::uint32_t>(shift);
        if (last) {
            code_.emit(set ? Op::Mul : Op::Mac, to.operand, value.operand, multiplicand.operand, by,
                       to.store, predicate_);
        } else {
            const bool spent = is_register(multiplicand.operand) && !kept(multiplicand.operand);
            const Operand scratch = spent ? multiplicand.operand : new_register(at);
            code_.emit(Op::Mul, scratch, value.operand, multiplicand.operand, by);
            multiplicand = {.operand = scratch, .point = point, .lo = -largest, .hi = largest};
        }
    }
}

void ProductWriter::term(const Destination& to, bool set, const Term& term) {
    const std::uint32_t mark = next_register_;
    code_.place(term.at);
    double coefficient = term.coefficient;
    std::vector<Value> values;
    std::vector<Comparison> conditions;
    for (const Factor& factor : term.factors) {
        if (is_step(factor) && !set) {
            conditions.push_back(comparison(factor.arguments[0], factor.at));
            continue;
        }
        const bool absorbs = factor.kind == Factor::Kind::Sum && term.factors.size() > 1;
        values.push_back(evaluate(factor, absorbs ? coefficient : 1));
        if (absorbs) coefficient = 1;
    }
    code_.place(term.at);
    // Nothing that sets p comes between these and what they guard.
    for (const Comparison& one : conditions)
        code_.compare(spec::Relation::Ge, one.a, one.b, one.shift,
                      &one == conditions.data() ? spec::Combine::Set : spec::Combine::And);
    predicate_ = conditions.empty() ? spec::Predicate::Always : spec::Predicate::IfP;
    if (values.empty()) {
        const ScaledConstant value = addend(coefficient, to.point, term.at);
        code_.emit(Op::Add, to.operand, set ? zero() : to.operand, value.constant, value.shift,
                   to.store, predicate_);
    } else if (values.size() == 1) {
        single(to, set, coefficient, values[0], term.at);
    } else {
        product(to, set, coefficient, std::move(values), term.at);
    }
    predicate_ = spec::Predicate::Always;
    next_register_ = mark;
}

// A variable with a coefficient of +-2^e is the variable at another point.
std::optional<Value> ProductWriter::at_power(const Term& term) const {
    if (term.factors.size() != 1 || term.factors[0].kind != Factor::Kind::Variable)
        return std::nullopt;
    Value value = lookup_(term.factors[0]);
    const auto exponent = power_of_two(term.coefficient * value.scale);
    if (!exponent) return std::nullopt;
    value.point -= *exponent;
    return value;
}

// One that is added by a shift, which cannot go left.
std::optional<Value> ProductWriter::shifted(const Term& term) const {
    const auto value = at_power(term);
    return value && !value->random ? value : std::nullopt;
}

// A sum that begins with two variables, or one and a constant, needs one instruction for both, if
// one of them has the sum's point and is not subtracted: it becomes the first.
bool ProductWriter::lead_first(std::vector<Term>& terms, int point) const {
    if (terms.size() < 2 || !shifted(terms[0])) return false;
    const auto lead = std::find_if(terms.begin(), terms.end(), [&](const Term& one) {
        const auto value = shifted(one);
        return value && value->point == point && one.coefficient * value->scale > 0;
    });
    if (lead == terms.end()) return false;
    std::rotate(terms.begin(), lead, lead + 1);
    return true;
}

// Whether a register with this point holds every product in the sum and all that it comes to on its
// way, in this order. What is only shifted right was held by a register already.
bool ProductWriter::fits(std::vector<Term>& terms, int point) {
    if (point <= coarsest) return true;
    const auto holds = [&](Bounds range) {
        return magnitude(range) == 0 || finest_point(magnitude(range)) >= point;
    };
    lead_first(terms, point);
    Bounds total{0, 0};
    for (const Term& one : terms) {
        const Bounds range = bounds(one);
        total = plus(total, range);
        const bool first = &one == terms.data();
        const auto word = at_power(one);
        const bool right = word && word->point >= point;
        const bool constant = one.factors.empty();
        if (constant && std::abs(one.coefficient) > largest_constant(point)) return false;
        if (!constant && !right && !holds(range)) return false;
        if (!(first && right) && !holds(total)) return false;
    }
    return true;
}

// Returns how many terms it wrote: 2 or 0.
std::size_t ProductWriter::first_pair(const Destination& to, std::vector<Term>& terms) {
    if (!lead_first(terms, to.point)) return 0;
    const Operand a = shifted(terms[0])->operand;
    if (terms[1].factors.empty()) {
        const Factor& first = terms[0].factors[0];
        const ScaledConstant b =
            addend(terms[1].coefficient, to.point, terms[1].at, described(first, lookup_(first)));
        code_.emit(Op::Add, to.operand, a, b.constant, b.shift);
        return 2;
    }
    const auto b = shifted(terms[1]);
    if (!b) return 0;
    const int shift = b->point - to.point;
    if (shift < 0 || shift > 31 || (is_state(a) && is_state(b->operand))) return 0;
    code_.emit(terms[1].coefficient * b->scale > 0 ? Op::Add : Op::Sub, to.operand, a, b->operand,
               static_cast<std::uint32_t>(shift));
    return 2;
}

Value ProductWriter::sum(const std::vector<Term>& terms, double factor, Position at) {
    std::vector<Term> scaled = terms;
    for (Term& one : scaled) one.coefficient *= factor;
    const Bounds range = bounds(scaled);
    int point = finest_point(magnitude(range));
    for (const Term& one : scaled)
        if (const auto value = shifted(one)) point = std::min(point, value->point);
    // Products first, constants last: what a register has to hold before it can be added to.
    const auto rank = [&](const Term& one) {
        return one.factors.empty() ? 2 : shifted(one) ? 1 : 0;
    };
    std::stable_sort(scaled.begin(), scaled.end(),
                     [&](const Term& a, const Term& b) { return rank(a) < rank(b); });
    while (!fits(scaled, point)) --point;
    const Destination to{.operand = new_register(at), .point = point};
    std::size_t done = first_pair(to, scaled);
    for (; done < scaled.size(); ++done) term(to, done == 0, scaled[done]);
    return {.operand = to.operand, .point = point, .lo = range.first, .hi = range.second};
}

Value ProductWriter::change(int point, std::vector<Term> terms, Position at) {
    conditional_last(terms);
    while (!fits(terms, point)) --point;
    const Bounds range = bounds(terms);
    const Destination to{.operand = new_register(at), .point = point};
    assign(to, std::move(terms));
    return {.operand = to.operand, .point = point, .lo = range.first, .hi = range.second};
}

// What is conditional adds to what the others have set.
void ProductWriter::conditional_last(std::vector<Term>& terms) {
    std::stable_partition(terms.begin(), terms.end(),
                          [](const Term& one) { return !is_guarded(one); });
}

// to = terms, conditional ones last.
void ProductWriter::assign(const Destination& to, std::vector<Term> terms) {
    code_.place(terms[0].at);
    const bool guarded = is_guarded(terms[0]);
    if (guarded) code_.emit(Op::Add, to.operand, zero(), zero());
    std::size_t done = first_pair(to, terms);
    for (; done < terms.size(); ++done) term(to, done == 0 && !guarded, terms[done]);
}

void ProductWriter::add(const Destination& to, const std::vector<Term>& terms) {
    for (const Term& one : terms) term(to, false, one);
}

void ProductWriter::add(const Destination& to, const Value& value, Position at) {
    single(to, false, 1, value, at);
}

}  // namespace bouton::compiler
