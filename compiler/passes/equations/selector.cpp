// SPDX-License-Identifier: Apache-2.0
// Effects in order, and what all kinds of values share.
#include "compiler/passes/equations/selector.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::compiler {
namespace detail {

using spec::Op;
using spec::Predicate;
using spec::Store;

Selector::Selector(const ModelContext& context, const BoundModel& model,
                   const Computation& computation, const Ranges& ranges, const Points& points,
                   const std::set<NodeId>& saves)
    : context_(context),
      model_(model),
      computation_(computation),
      graph_(computation.graph),
      ranges_(ranges),
      points_(points),
      saves_(saves),
      uses_(graph_.size()),
      place_(graph_.size()) {
    for (NodeId id = 0; id < graph_.size(); ++id)
        for (const NodeId operand : operands(graph_[id])) ++uses_[operand];
    for (const Effect& effect : computation.effects) {
        if (effect.kind == Effect::Kind::Compute) continue;
        ++uses_[effect.node];
        if (effect.kind == Effect::Kind::Send) ++uses_[effect.condition];
        if (effect.kind == Effect::Kind::Store)
            draws_stored_ |= model.states[effect.state].store == Store::Stochastic;
    }
}

Selected Selector::run(bool wants_spike) {
    for (const Effect& one : computation_.effects) {
        at_ = one.at;
        explained(one, [&] { effect(one); });
    }
    for (const Effect& one : late_) explained(one, [&] { store_now(one.state, one.node, one.at); });
    // What arrives and has no part in anything must be read, or its sum would never be cleared.
    for (std::uint32_t r = 0; r < most_receptors; ++r) {
        const auto read = [&](const Code& code) { return code.a == d(r) || code.b == d(r); };
        if (context_.receptors[r].bound > 0 &&
            std::none_of(code_.program().code.begin(), code_.program().code.end(), read))
            emit(Op::Add, new_value(), zero(), d(r));
    }
    if (wants_spike) spike_at_end();
    result_.program = code_.take();
    return std::move(result_);
}

void Selector::effect(const Effect& effect) {
    switch (effect.kind) {
        case Effect::Kind::Compute:
            if (!place_[effect.node] && !operands(graph_[effect.node]).empty() &&
                uses_[effect.node] > 0)
                compute(effect.node);
            return;
        case Effect::Kind::Store:
            store(effect);
            return;
        case Effect::Kind::Spike: {
            spike_ = effect.node;
            const bool always = graph_.is_constant(effect.node);
            if (always && graph_.value(effect.node) == 0) return;
            if (!always) ensure(effect.node);
            --uses_[effect.node];
            emit(Op::Flg, {.code = spike_and_post}, unit_payload(), {.code = 0}, 0, Store::None,
                 always ? Predicate::Always : Predicate::IfP);
            return;
        }
        case Effect::Kind::Send:
            send(effect);
            return;
    }
}

void Selector::send(const Effect& effect) {
    const bool always = graph_.is_constant(effect.condition);
    if (always && graph_.value(effect.condition) == 0) return;
    const Operand payload = graph_.is_constant(effect.node)
                                ? load(graph_.value(effect.node), payload_point, effect.at)
                                : at_point(read(effect.node), payload_point);
    if (!always) ensure(effect.condition);
    --uses_[effect.condition];
    emit(Op::Flg, {.code = static_cast<std::uint32_t>(spec::Flag::Spike)}, payload, {.code = 0}, 0,
         Store::None, always ? Predicate::Always : Predicate::IfP);
}

void Selector::spike_at_end() {
    if (spike_ && !graph_.is_constant(*spike_)) {
        ensure(*spike_);
        return;
    }
    const bool always = spike_ && graph_.value(*spike_) != 0;
    const auto relation = always ? spec::Relation::Eq : spec::Relation::Ne;
    emit(Op::Cmp, {.code = static_cast<std::uint32_t>(relation)}, zero(), zero());
}

// ---- stores
std::uint32_t Selector::reads_of_word(NodeId word, NodeId from, std::set<NodeId>& seen) const {
    if (place_[from] || compared_.contains(from) || !seen.insert(from).second) return 0;
    std::uint32_t count = 0;
    for (const NodeId operand : operands(graph_[from])) {
        if (operand == word) ++count;
        count += reads_of_word(word, operand, seen);
    }
    return count;
}

// Whether nothing but what the value itself still needs reads the word.
bool Selector::stores_directly(const Effect& effect) const {
    for (NodeId id = 0; id < graph_.size(); ++id) {
        if (!graph_[id].is(Kind::Word) || graph_[id].index != effect.state) continue;
        std::set<NodeId> seen;
        return uses_[id] == reads_of_word(id, effect.node, seen);
    }
    return true;
}

void Selector::store(const Effect& effect) {
    const bool value = !operands(graph_[effect.node]).empty();
    const bool direct = stores_directly(effect);
    if (direct && value && !place_[effect.node] && uses_[effect.node] == 1 &&
        point(effect.node) == points_.word[effect.state]) {
        const Destination to{.word = {.code = first_word_code + effect.state},
                             .state = effect.state,
                             .store = *model_.states[effect.state].store};
        --uses_[effect.node];
        compute(effect.node, &to);
        return;
    }
    if (value && !place_[effect.node]) compute(effect.node);
    if (stores_directly(effect))
        store_now(effect.state, effect.node, effect.at);
    else
        late_.push_back(effect);
}

void Selector::store_now(std::uint32_t state, NodeId node, Position at) {
    at_ = at;
    const Operand word{.code = first_word_code + state};
    const Store how = *model_.states[state].store;
    const int to = points_.word[state];
    if (graph_.is_constant(node)) {
        const ScaledConstant value = fixed(graph_.value(node), to, at);
        emit(Op::Add, word, zero(), graph_.value(node) == 0 ? zero() : value.constant, value.shift,
             how);
        return;
    }
    const Source from = read(node);
    if (from.point == to)
        emit(Op::Add, word, from.operand, zero(), 0, how);
    else if (from.point > to)
        emit(Op::Add, word, zero(), from.operand, checked(from, to, at), how);
    else
        emit(Op::Add, word, at_point(from, to), zero(), 0, how);
}

// ---- values
void Selector::compute(NodeId id, To to) {
    switch (graph_[id].kind) {
        case Kind::Sum:
            return sum(id, to);
        case Kind::Product:
            return product(id, to);
        case Kind::Min:
        case Kind::Max:
            return minmax(id, to);
        case Kind::Exp2:
            return exponential(id, to);
        case Kind::Select:
            return choice(id, to);
        case Kind::Constant:
            place_[id] = load(graph_.value(id), point(id), at_);
            return;
        default:
            return;
    }
}

Source Selector::source(NodeId id) {
    const Node& node = graph_[id];
    if (place_[id]) return {*place_[id], point(id), id};
    Operand direct;
    switch (node.kind) {
        case Kind::Word:
            return {{.code = first_word_code + node.index}, points_.word[node.index], id};
        case Kind::Modulator:
            return {g(node.index), point(id), id};
        case Kind::Payload:
            return {operand(spec::Operand::Fired), point(id), id};
        case Kind::Receptor:
            direct = d(node.index);
            break;
        case Kind::Random:
            direct = operand(spec::Operand::Rnd);
            break;
        case Kind::Gauss:
            direct = operand(spec::Operand::Rnd4);
            break;
        default:
            compute(id);
            return {*place_[id], point(id), id};
    }
    const bool draw = !node.is(Kind::Receptor);
    if (uses_[id] > 1 || (draw && draws_stored_)) {
        place_[id] = copied(direct);
        direct = *place_[id];
    }
    return {direct, point(id), id};
}

Source Selector::read(NodeId id) {
    const Source result = source(id);
    --uses_[id];
    return result;
}

Operand Selector::at_point(const Source& source, int point) {
    if (source.point == point) return source.operand;
    const Operand value = new_value();
    if (source.point > point) {
        emit(Op::Add, value, zero(), source.operand, checked(source, point, at_));
    } else {
        const Operand from = once(source.operand) ? copied(source.operand) : source.operand;
        const ScaledConstant by = multiplier(std::ldexp(1.0, point - source.point), at_);
        emit(Op::Mul, value, from, by.constant, by.shift);
    }
    return value;
}

Operand Selector::copied(Operand operand) {
    const Operand value = new_value();
    if (once(operand))
        emit(Op::Add, value, zero(), operand);
    else
        emit(Op::Add, value, operand, zero());
    return value;
}

Operand Selector::load(double value, int point, Position at) {
    if (value == 0) return zero();
    const double word = std::ldexp(value, point - 16);
    if (word == std::nearbyint(word) && std::abs(word) <= 32767) return k(word);
    const ScaledConstant constant = fixed(value, point, at);
    const Operand result = new_value();
    emit(Op::Add, result, zero(), constant.constant, constant.shift);
    return result;
}

// A constant is cut off at a register's unit.
ScaledConstant Selector::fixed(double value, int point, Position at) {
    if (value != 0 && std::abs(std::ldexp(value, point)) < 1)
        notice_lost(std::abs(value), point, at);
    return addend(value, point, at);
}

Operand Selector::new_value() {
    return {.code = first_value_code + result_.values++};
}

void Selector::emit(Op op, Operand rd, Operand a, Operand b, std::uint32_t shift, Store store,
                    Predicate predicate) {
    code_.place(at_);
    code_.emit(op, rd, a, b, shift, store, predicate);
}

// The value of a node is in a register; it may have to go on to a word.
void Selector::place(NodeId id, Operand value, To to) {
    place_[id] = value;
    if (to != nullptr) emit(Op::Add, to->word, value, zero(), 0, to->store);
}

// Operands that can be read once, and are no multiplier operands.
bool Selector::once(Operand operand) const {
    if (operand.constant) return false;
    const auto first = static_cast<std::uint32_t>(spec::Operand::D0);
    return (operand.code >= first && operand.code < first + most_receptors) ||
           operand == bouton::compiler::operand(spec::Operand::Rnd) ||
           operand == bouton::compiler::operand(spec::Operand::Rnd4);
}

// Two words, two sums or two draws in one instruction.
bool Selector::clash(Operand a, Operand b) const {
    const auto kind = [&](Operand one) {
        if (one.constant) return 0;
        if (one.code >= first_word_code && one.code < first_value_code)
            return context_.words.alone ? 1 : 0;
        const auto first = static_cast<std::uint32_t>(spec::Operand::D0);
        if (one.code >= first && one.code < first + most_receptors) return 2;
        const auto draw = static_cast<std::uint32_t>(spec::Operand::Rnd);
        return one.code == draw || one.code == draw + 1 ? 3 : 0;
    };
    return kind(a) != 0 && kind(a) == kind(b);
}

}  // namespace detail

Selected select(const ModelContext& context, const BoundModel& model,
                const Computation& computation, const Ranges& ranges, const Points& points,
                bool wants_spike) {
    std::set<NodeId> saves;
    for (;;) {
        try {
            return detail::Selector(context, model, computation, ranges, points, saves)
                .run(wants_spike);
        } catch (const detail::MustSave& one) {
            if (!saves.insert(one.condition).second) throw;
        }
    }
}

}  // namespace bouton::compiler
