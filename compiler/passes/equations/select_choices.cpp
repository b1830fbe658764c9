// SPDX-License-Identifier: Apache-2.0
// Minimum, maximum, 2^x, and what conditions decide: SEL, predicated additions, predicated stores.
#include <algorithm>
#include <cmath>

#include "compiler/passes/equations/selector.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler::detail {

using spec::Combine;
using spec::Op;
using spec::Predicate;
using spec::Relation;
using spec::Store;

namespace {

std::optional<double> exact_word(double value, int point) {
    const double word = std::ldexp(value, point - 16);
    if (word != std::nearbyint(word) || std::abs(word) > 32767) return std::nullopt;
    return word;
}

constexpr double saved_true = 16384;

}  // namespace

void Selector::minmax(NodeId id, To to) {
    const Node& node = graph_[id];
    const int at = point(id);
    const Op op = node.is(Kind::Min) ? Op::Min : Op::Max;
    Operand a, b;
    std::uint32_t shift = 0;
    if (graph_.is_constant(node.b)) {
        a = at_point(read(node.a), at);
        const double value = graph_.value(node.b);
        const ScaledConstant limit = fixed(value, at, node.at);
        b = value == 0 ? zero() : limit.constant;
        shift = value == 0 ? 0 : limit.shift;
    } else {
        Source first = read(node.a), second = read(node.b);
        if (second.point == at && first.point != at) std::swap(first, second);
        a = at_point(first, at);
        b = second.operand;
        if (second.point < at)
            b = at_point(second, at);
        else
            shift = checked(second, at, node.at);
        if (clash(a, b)) a = copied(a);
    }
    const Operand rd = to != nullptr ? to->word : new_value();
    emit(op, rd, a, b, shift, to != nullptr ? to->store : Store::None);
    if (to == nullptr) place_[id] = rd;
}

void Selector::exponential(NodeId id, To to) {
    const Node& node = graph_[id];
    const Source from = read(node.a);
    const Operand a = at_point(
        once(from.operand) ? Source{copied(from.operand), from.point, from.node} : from, point(id));
    const Operand rd = to != nullptr ? to->word : new_value();
    emit(Op::Exp2, rd, a, {.code = 0}, checked({{}, point(id), id}, 0, node.at),
         to != nullptr ? to->store : Store::None);
    if (to == nullptr) place_[id] = rd;
}

// `id` as `of` + more, if nothing else needs that sum.
const Node* Selector::increment(NodeId id, NodeId of) const {
    const Node& node = graph_[id];
    if (!node.is(Kind::Sum) || place_[id] || uses_[id] != 1) return nullptr;
    for (const Addend& one : node.addends)
        if (one.node == of && one.coefficient == 1) return &node;
    return nullptr;
}

// "if c: word changes": the store itself is predicated, and the word stays where c does not hold.
bool Selector::choice_in_word(const Node& node, int point, To to) {
    const Node& kept = graph_[node.c];
    if (!kept.is(Kind::Word) || kept.index != to->state || place_[node.c]) return false;
    if (graph_.is_constant(node.b)) {
        const double value = graph_.value(node.b);
        const ScaledConstant constant = fixed(value, point, node.at);
        ensure(node.a);
        --uses_[node.b], --uses_[node.c];
        emit(Op::Add, to->word, zero(), value == 0 ? zero() : constant.constant, constant.shift,
             to->store, Predicate::IfP);
        return true;
    }
    if (const Node* const more = increment(node.b, node.c)) {
        uses_[node.b] -= 1, uses_[node.c] -= 2;
        std::vector<Item> list = items(*more, point, node.c);
        if (list.size() > 1 || clash(to->word, list[0].a) || clash(to->word, list[0].b)) {
            bool stored = false;
            const Operand sum = accumulate(std::move(list), nullptr, stored);
            ensure(node.a);
            emit(Op::Add, to->word, to->word, sum, 0, to->store, Predicate::IfP);
            return true;
        }
        ensure(node.a);
        add(to->word, list[0], to->word, to->store, Predicate::IfP);
        return true;
    }
    const Operand value = at_point(read(node.b), point);
    ensure(node.a);
    --uses_[node.c];
    emit(Op::Add, to->word, value, zero(), 0, to->store, Predicate::IfP);
    return true;
}

// "if c: value += more": predicated additions to a copy of the value.
bool Selector::choice_in_place(NodeId id, To to) {
    const Node& node = graph_[id];
    const bool leaf = operands(graph_[node.c]).empty();
    const Node* const more = increment(node.b, node.c);
    if (more == nullptr || (leaf && to != nullptr) || graph_.is_constant(node.c) ||
        point(node.c) != point(id))
        return false;
    const Source base = source(node.c);
    uses_[node.b] -= 1, uses_[node.c] -= 2;
    const std::vector<Item> list = items(*more, point(id), node.c);
    ensure(node.a);
    const Operand value = copied(base.operand);
    for (const Item& one : list) add(value, one, value, Store::None, Predicate::IfP);
    place(id, value, to);
    return true;
}

void Selector::choice(NodeId id, To to) {
    const Node& node = graph_[id];
    const int at = point(id);
    if (to != nullptr && choice_in_word(node, at, to)) return;
    if (choice_in_place(id, to)) return;
    Operand a = zero(), b = zero();
    std::uint32_t shift = 0;
    if (graph_.is_constant(node.c)) {
        const double value = graph_.value(node.c);
        const ScaledConstant constant = fixed(value, at, node.at);
        if (value != 0) b = constant.constant, shift = constant.shift;
        --uses_[node.c];
    } else {
        const Source other = read(node.c);
        b = other.operand;
        if (other.point < at)
            b = at_point(other, at);
        else
            shift = checked(other, at, node.at);
    }
    if (graph_.is_constant(node.b)) {
        const double value = graph_.value(node.b);
        --uses_[node.b];
        const auto word = exact_word(value, at);
        if (word) {
            if (value != 0) a = k(*word);
        } else if (!graph_.is_constant(node.c) && dead(node.c) && shift == 0) {
            const ScaledConstant constant = fixed(value, at, node.at);
            ensure(node.a);
            const Operand value = copied(b);
            emit(Op::Add, value, zero(), constant.constant, constant.shift, Store::None,
                 Predicate::IfP);
            place(id, value, to);
            return;
        } else {
            a = load(value, at, node.at);
        }
    } else {
        a = at_point(read(node.b), at);
    }
    if (clash(a, b)) a = copied(a);
    ensure(node.a);
    const Operand rd = to != nullptr ? to->word : new_value();
    emit(Op::Sel, rd, a, b, shift, to != nullptr ? to->store : Store::None);
    if (to == nullptr) place_[id] = rd;
}

// ---- conditions
void Selector::ensure(NodeId condition) {
    if (p_ == condition) return;
    if (const auto saved = saved_.find(condition); saved != saved_.end()) {
        emit(Op::Cmp, {.code = static_cast<std::uint32_t>(Relation::Ne)}, saved->second, zero());
        p_ = condition;
        return;
    }
    if (compared_.contains(condition)) throw MustSave{condition};
    compare(condition);
}

void Selector::compare(NodeId condition) {
    std::vector<Comparison> list;
    prepare(condition, Combine::Set, list);
    for (const Comparison& one : list)
        emit(Op::Cmp,
             {.code = static_cast<std::uint32_t>(one.relation) |
                      static_cast<std::uint32_t>(one.combine) << 2},
             one.a, one.b, one.shift);
    p_ = condition;
    compared_.insert(condition);
    if (!saves_.contains(condition)) return;
    const Operand saved = new_value();
    emit(Op::Sel, saved, k(saved_true), zero());
    saved_[condition] = saved;
}

// A chain of comparisons that fills p from left to right. What is no chain is taken from a
// register.
void Selector::prepare(NodeId condition, Combine combine, std::vector<Comparison>& list) {
    const Node& node = graph_[condition];
    const auto from_register = [&](NodeId id) -> Comparison {
        if (!saved_.contains(id)) {
            if (!saves_.contains(id)) throw MustSave{id};
            ensure(id);
        }
        return {Relation::Ne, combine, saved_.at(id), zero(), 0};
    };
    if (saved_.contains(condition)) {
        list.push_back(from_register(condition));
        return;
    }
    if (node.is(Kind::Compare)) {
        list.push_back(comparison(node));
        list.back().combine = combine;
        return;
    }
    if (combine != Combine::Set) {
        list.push_back(from_register(condition));
        return;
    }
    NodeId first = node.a, second = node.b;
    if (graph_[first].is(Kind::Compare) && !graph_[second].is(Kind::Compare))
        std::swap(first, second);
    // What the second needs a register for comes before p is in use.
    if (!graph_[second].is(Kind::Compare) && !saved_.contains(second)) {
        if (!saves_.contains(second)) throw MustSave{second};
        ensure(second);
    }
    // A comparison is made once: what it reads may be gone afterwards.
    for (const NodeId one : {first, second}) {
        if (!graph_[one].is(Kind::Compare) || saved_.contains(one)) continue;
        if (compared_.contains(one)) throw MustSave{one};
        if (saves_.contains(one))
            ensure(one);
        else
            compared_.insert(one);
    }
    prepare(first, Combine::Set, list);
    prepare(second, node.is(Kind::And) ? Combine::And : Combine::Or, list);
}

// That no range is assumed of what a value is made of.
bool Selector::proved(NodeId id) const {
    std::vector<bool> result(id + 1);  // nodes come after what they read
    for (NodeId one = 0; one <= id; ++one) {
        const Node& node = graph_[one];
        const auto of = operands(node);
        result[one] =
            node.is(Kind::Word)
                ? !computation_.words.is_state(node.index) || ranges_.states[node.index].proved
                : std::all_of(of.begin(), of.end(), [&](NodeId each) { return result[each]; });
    }
    return result[id];
}

Selector::Comparison Selector::comparison(const Node& node) {
    Comparison result{.relation = node.relation, .combine = Combine::Set, .a = {}, .b = {}};
    const auto check = [&](double value, int point) {
        if (value == 0 || std::abs(std::ldexp(value, point)) >= 1) return;
        throw SourceError(node.at, "the " + image::short_text(value) +
                                       " that this compares with is 0 on the chip, where the "
                                       "smallest number here is " +
                                       image::short_text(std::ldexp(1.0, -point)) +
                                       ": give what is compared a smaller range");
    };
    // Where the constant is beyond what a register holds at the other's point. Where a declared
    // range is all that keeps the other below it is an error, as that range is too small.
    const auto with = [&](NodeId id, double value) {
        Source other = read(id);
        const int fits = value == 0 ? other.point : 31 - log2_above(std::abs(value) * (1 + 1e-9));
        if (fits >= other.point || !proved(id)) return other;
        return Source{at_point(other, fits), fits, id};
    };
    if (graph_.is_constant(node.a)) {
        const Source other = with(node.b, graph_.value(node.a));
        check(graph_.value(node.a), other.point);
        check_fits(graph_.value(node.a), other.point, node.b, node.at);
        result.a = load(graph_.value(node.a), other.point, node.at);
        result.b = other.operand;
        return result;
    }
    if (graph_.is_constant(node.b)) {
        const double value = graph_.value(node.b);
        const Source other = with(node.a, value);
        check(value, other.point);
        check_fits(value, other.point, node.a, node.at);
        const ScaledConstant constant = addend(value, other.point, node.at);
        result.a = other.operand;
        result.b = value == 0 ? zero() : constant.constant;
        result.shift = value == 0 ? 0 : constant.shift;
        return result;
    }
    Source first = read(node.a), second = read(node.b);
    const bool symmetric = node.relation == Relation::Eq || node.relation == Relation::Ne;
    if (symmetric && second.point < first.point) std::swap(first, second);
    const int at = std::min(first.point, second.point);
    result.a = at_point(first, at);
    result.b = second.operand;
    result.shift = checked(second, at, node.at);
    if (clash(result.a, result.b)) result.a = copied(result.a);
    return result;
}

}  // namespace bouton::compiler::detail
