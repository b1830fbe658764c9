// SPDX-License-Identifier: Apache-2.0
// Sums and products. A summand with a factor of +-2^-n is added by a shift; one with another factor
// by the multiplier with a constant; a state that decays by DCY, whose constant is the difference
// to 1. A product's 16-bit factor is the one that fills its register best.
#include <algorithm>
#include <cmath>

#include "compiler/passes/equations/selector.hpp"

namespace bouton::compiler::detail {

using spec::Op;
using spec::Predicate;
using spec::Store;

namespace {

constexpr int most_wasted = 4;  // leading bits of a 16-bit factor that may be empty

std::optional<int> power_of_two(double factor) {
    int exponent = 0;
    if (factor == 0 || std::abs(std::frexp(factor, &exponent)) != 0.5) return std::nullopt;
    return exponent - 1;
}

bool same(Operand a, Operand b) {
    return !a.constant && !b.constant && a.code == b.code;
}

int finest(double magnitude) {
    return magnitude > 0 ? std::clamp(31 - log2_above(magnitude), -16, 60) : 30;
}

bool decays(const Item& item) {
    return item.kind == Item::Kind::Scale && item.factor > 0.5 && item.factor < 2;
}

bool is_base(const Item& item) {
    return item.kind == Item::Kind::Shift && !item.constant && !item.negative && item.shift == 0;
}

}  // namespace

Item Selector::constant_item(double value, int point, Position at) {
    const ScaledConstant scaled = fixed(std::abs(value), point, at);
    return {.kind = Item::Kind::Shift,
            .negative = value < 0,
            .constant = true,
            .a = {},
            .b = scaled.constant,
            .shift = scaled.shift,
            .node = {}};
}

Item Selector::item(const Addend& addend, int point) {
    const Node& node = graph_[addend.node];
    if (node.is(Kind::Product) && !place_[addend.node] && uses_[addend.node] == 1) {
        --uses_[addend.node];
        return product_item(addend.coefficient, addend.node, point);
    }
    const double largest = std::abs(addend.coefficient) * ranges_.nodes[addend.node].magnitude();
    if (largest > 0 && std::ldexp(largest, point) < 0.5) notice_lost(largest, point, node.at);
    const bool turned = !power_of_two(addend.coefficient) && turns(addend.node);
    if (turned) sum(addend.node, nullptr, true);
    const Source from = read(addend.node);
    double factor =
        std::ldexp(turned ? -addend.coefficient : addend.coefficient, point - from.point);
    if (const auto power = power_of_two(factor); power && *power <= 0 && *power >= -31)
        return {.kind = Item::Kind::Shift,
                .negative = factor < 0,
                .a = {},
                .b = from.operand,
                .shift = static_cast<std::uint32_t>(-*power),
                .node = addend.node};
    Operand value = once(from.operand) ? copied(from.operand) : from.operand;
    constexpr double smallest = 0x1p-20;  // below it the constant would have few bits
    if (std::abs(factor) < smallest) {
        const Operand scratch = new_value();
        const ScaledConstant by = multiplier(std::ldexp(factor, 16), node.at);
        emit(Op::Mul, scratch, value, by.constant, by.shift);
        return {.kind = Item::Kind::Shift, .a = {}, .b = scratch, .shift = 16, .node = {}};
    }
    const ScaledConstant by = multiplier(factor, node.at);
    return {.kind = Item::Kind::Scale,
            .a = value,
            .b = by.constant,
            .shift = by.shift,
            .factor = factor,
            .node = {}};
}

Item Selector::product_item(double coefficient, NodeId id, int point) {
    const Node& node = graph_[id];
    const double most = std::abs(coefficient) * ranges_.nodes[id].magnitude();
    if (most > 0 && std::ldexp(most, point) < 0.5) notice_lost(most, point, node.at);
    struct Factor {
        Operand operand;
        int point;
        double magnitude;
        bool exact;
        int wasted() const { return exact ? -32 : finest(magnitude) - point; }
    };
    const auto factor = [&](NodeId one) {
        const Source from = read(one);
        const Node& value = graph_[one];
        return Factor{.operand = once(from.operand) ? copied(from.operand) : from.operand,
                      .point = from.point,
                      .magnitude = ranges_.nodes[one].magnitude(),
                      .exact = value.is(Kind::Word) && computation_.words.is_gain(value.index)};
    };
    Factor a = factor(node.a), b = factor(node.b);
    if (a.wasted() < b.wasted()) std::swap(a, b);
    const auto power = coefficient > 0 ? power_of_two(coefficient) : std::nullopt;
    const int shift = a.point + b.point - 16 - point - power.value_or(0);
    if (!power || shift < 0 || shift > 31 || b.wasted() > most_wasted) {
        const double largest = std::abs(coefficient) * b.magnitude;
        const int filled = finest(largest);
        const ScaledConstant by = multiplier(std::ldexp(coefficient, filled - b.point), node.at);
        const Operand scratch = new_value();
        emit(Op::Mul, scratch, b.operand, by.constant, by.shift);
        b = {.operand = scratch, .point = filled, .magnitude = largest, .exact = false};
    } else {
        b.point -= *power;
    }
    Source product{{}, a.point + b.point - 16, id};
    if (product.point > point + 31) {
        const Operand scratch = new_value();
        emit(Op::Add, scratch, zero(), a.operand, checked(product, point + 31, node.at));
        a.operand = scratch;
        product.point = point + 31;
    }
    if (clash(a.operand, b.operand)) b.operand = copied(b.operand);
    return {.kind = Item::Kind::Product,
            .a = a.operand,
            .b = b.operand,
            .shift = checked(product, point, node.at),
            .node = {}};
}

void Selector::product(NodeId id, To to) {
    const Item one = product_item(1, id, point(id));
    const Operand rd = to != nullptr ? to->word : new_value();
    emit(Op::Mul, rd, one.a, one.b, one.shift, to != nullptr ? to->store : Store::None);
    if (to == nullptr) place_[id] = rd;
}

std::vector<Item> Selector::items(const Node& node, int point, std::optional<NodeId> without) {
    std::vector<Item> result;
    for (const Addend& one : node.addends)
        if (one.node != without) result.push_back(item(one, point));
    if (node.constant != 0) result.push_back(constant_item(node.constant, point, node.at));
    return result;
}

// rd = to + item
void Selector::add(Operand to, const Item& item, Operand rd, Store store, Predicate predicate) {
    if (item.kind == Item::Kind::Shift)
        emit(item.negative ? Op::Sub : Op::Add, rd, to, item.b, item.shift, store, predicate);
    else
        emit(Op::Mac, rd, item.a, item.b, item.shift, store, predicate);
}

// The first instruction of a sum, which may be a copy of a summand that ends here. Takes its items
// out.
Operand Selector::start(std::vector<Item>& items, To to, bool& stored) {
    const auto take = [&](std::size_t i) {
        const Item one = items[i];
        items.erase(items.begin() + static_cast<std::ptrdiff_t>(i));
        return one;
    };
    const auto find = [&](auto wanted) {
        return static_cast<std::size_t>(std::find_if(items.begin(), items.end(), wanted) -
                                        items.begin());
    };
    const auto target = [&](std::size_t left) {
        stored = to != nullptr && left == 0;
        return stored ? to->word : new_value();
    };
    const auto how = [&] { return stored ? to->store : Store::None; };

    // With another summand in one instruction.
    const auto joined = [&](std::size_t i) -> std::optional<Operand> {
        const Operand base = items[i].b;
        for (std::size_t j = 0; j < items.size(); ++j) {
            if (j == i || items[j].kind != Item::Kind::Shift || clash(base, items[j].b)) continue;
            const Item other = items[j];
            take(std::max(i, j));
            take(std::min(i, j));
            const Operand rd = target(items.size());
            emit(other.negative ? Op::Sub : Op::Add, rd, base, other.b, other.shift, how());
            return rd;
        }
        return std::nullopt;
    };

    const std::size_t reused = find([&](const Item& one) {
        if (!is_base(one) || !one.node || !dead(*one.node)) return false;
        return std::none_of(items.begin(), items.end(), [&](const Item& other) {
            return &other != &one && (same(other.a, one.b) || same(other.b, one.b));
        });
    });
    if (reused < items.size() && items.size() > 1) {
        if (const auto sum = joined(reused)) return *sum;
        return copied(take(reused).b);
    }

    if (const std::size_t i = find(decays); i < items.size()) {
        const Item one = take(i);
        const Operand rd = target(items.size());
        const ScaledConstant by = multiplier(one.factor - 1);
        emit(Op::Dcy, rd, one.a, by.constant, by.shift, how());
        return rd;
    }
    if (const std::size_t i = find(is_base); i < items.size())
        if (const auto sum = joined(i)) return *sum;
    const std::size_t multiplied =
        find([](const Item& one) { return one.kind != Item::Kind::Shift; });
    if (multiplied < items.size()) {
        const Item one = take(multiplied);
        const Operand rd = target(items.size());
        emit(Op::Mul, rd, one.a, one.b, one.shift, how());
        return rd;
    }
    const Item one = take(0);
    const Operand rd = target(items.size());
    emit(one.negative ? Op::Sub : Op::Add, rd, zero(), one.b, one.shift, how());
    return rd;
}

// With `to`, the last instruction writes the word if it can; `stored` says whether.
Operand Selector::accumulate(std::vector<Item> items, To to, bool& stored) {
    const Operand sum = start(items, to, stored);
    if (to != nullptr && !items.empty()) {
        const auto last = std::find_if(items.rbegin(), items.rend(), [](const Item& one) {
            return one.kind == Item::Kind::Shift;
        });
        if (last != items.rend()) {
            const Item one = *last;
            items.erase(std::next(last).base());
            items.push_back(one);
        }
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const bool writes =
            to != nullptr && i + 1 == items.size() && items[i].kind == Item::Kind::Shift;
        add(sum, items[i], writes ? to->word : sum, writes ? to->store : Store::None,
            Predicate::Always);
        stored |= writes;
    }
    return sum;
}

// Whether b - (a >> n) saves an instruction to (a >> n) - b: only a word or register that is not
// shifted can be what is added to, and nobody but a multiplication reads the sum.
bool Selector::turns(NodeId id) const {
    const Node& node = graph_[id];
    if (!node.is(Kind::Sum) || place_[id] || uses_[id] != 1 || node.constant != 0) return false;
    bool base = false, turned_base = false;
    for (const Addend& one : node.addends) {
        const auto power = power_of_two(one.coefficient);
        if (!power || graph_[one.node].is(Kind::Product)) return false;
        const int shift = point(one.node) - point(id) - *power;
        if (shift < 0 || shift > 31) return false;
        (one.coefficient > 0 ? base : turned_base) |= shift == 0;
    }
    return turned_base && !base;
}

// `turned`: its negative.
void Selector::sum(NodeId id, To to, bool turned) {
    const Node& node = graph_[id];
    std::vector<Item> all = items(node, point(id), std::nullopt);
    if (turned)
        for (Item& one : all) one.negative = !one.negative;
    // A word that is added to by the multiplier needs no register.
    if (to != nullptr && all.size() == 2) {
        const std::size_t own = is_base(all[0]) && same(all[0].b, to->word) ? 0 : 1;
        const Item& other = all[1 - own];
        if (is_base(all[own]) && same(all[own].b, to->word) && other.kind != Item::Kind::Shift &&
            !clash(to->word, other.a) && !clash(to->word, other.b)) {
            emit(Op::Mac, to->word, other.a, other.b, other.shift, to->store);
            return;
        }
    }
    bool stored = false;
    const Operand value = accumulate(std::move(all), to, stored);
    if (!stored) place(id, value, to);
}

}  // namespace bouton::compiler::detail
