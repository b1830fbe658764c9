// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/graph.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "spec/relation.hpp"

namespace bouton::compiler {

using Kind = Node::Kind;

namespace {

// Of a number as it is written, or the result of an operation: two of its last places.
constexpr double rounding = 2 * std::numeric_limits<double>::epsilon();

// A constant on its way through a sum. A difference that may be nothing but the rounding of what
// was added, be it ever so long ago, is 0: 0.9 * v_rest + 0.1 * v_rest - v_rest.
struct Rounded {
    double value = 0, doubt = 0;

    void add(double other, double its_doubt = 0) {
        const double sum = value + other;
        doubt += its_doubt + rounding * std::max(std::abs(value), std::abs(other));
        if (sum == 0) doubt = 0;                   // v_rest - v_rest: nothing was rounded
        value = std::abs(sum) <= doubt ? 0 : sum;  // intern() refuses what is not finite
    }
};

double joined(double a, double b) {
    Rounded sum{.value = a};
    sum.add(b);
    return sum.value;
}

}  // namespace

std::vector<NodeId> operands(const Node& node) {
    std::vector<NodeId> result;
    switch (node.kind) {
        case Kind::Sum:
            for (const Addend& one : node.addends) result.push_back(one.node);
            return result;
        case Kind::Exp2:
            return {node.a};
        case Kind::Select:
            return {node.a, node.b, node.c};
        case Kind::Product:
        case Kind::Min:
        case Kind::Max:
        case Kind::Compare:
        case Kind::And:
        case Kind::Or:
            return {node.a, node.b};
        default:
            return {};
    }
}

NodeId Graph::intern(Node node) {
    bool finite = std::isfinite(node.constant);
    for (const Addend& one : node.addends) finite = finite && std::isfinite(one.coefficient);
    if (!finite)
        throw SourceError(node.at,
                          "a number here is too large, or has no value (log or sqrt of a "
                          "negative number, a division by nearly 0)");
    std::vector<double> key{static_cast<double>(node.kind),    node.constant,
                            static_cast<double>(node.index),   static_cast<double>(node.a),
                            static_cast<double>(node.b),       static_cast<double>(node.c),
                            static_cast<double>(node.relation)};
    for (const Addend& one : node.addends) {
        key.push_back(one.coefficient);
        key.push_back(static_cast<double>(one.node));
    }
    const auto [place, fresh] = known_.emplace(std::move(key), static_cast<NodeId>(nodes_.size()));
    if (fresh) {
        nodes_.push_back(std::move(node));
        shared_.push_back(false);
    }
    return place->second;
}

NodeId Graph::constant(double value, double doubt) {
    return intern({.kind = Kind::Constant,
                   .constant = value == 0 ? 0 : value,
                   .doubt = doubt,
                   .addends = {}});
}

NodeId Graph::leaf(Kind kind, std::uint32_t index, Position at) {
    return intern({.kind = kind, .index = index, .addends = {}, .at = at});
}

NodeId Graph::share(NodeId id) {
    if (nodes_[id].is(Kind::Sum)) shared_[id] = true;
    return id;
}

std::vector<Addend> Graph::addends(NodeId id) const {
    if (is_constant(id)) return {};
    if (closed(id)) return {{.coefficient = 1, .node = id}};
    return nodes_[id].addends;
}

// Equal nodes are joined. A sum of one addend is taken apart, so that factors and offsets meet,
// unless it has a name and a factor that costs an instruction. Larger sums stay nodes: what else
// uses them shares their instructions.
NodeId Graph::sum(const std::vector<Addend>& list, double constant, Position at, double doubt) {
    std::vector<Addend> result;
    Rounded total{.value = constant, .doubt = doubt};
    const auto put = [&](Addend one) {
        for (Addend& other : result)
            if (other.node == one.node) {
                other.coefficient = joined(other.coefficient, one.coefficient);
                return;
            }
        result.push_back(one);
    };
    for (const Addend& one : list) {
        const Node& node = nodes_[one.node];
        const bool single = node.is(Kind::Sum) && node.addends.size() == 1;
        if (node.is(Kind::Constant) ||
            (single && (!shared_[one.node] || std::abs(node.addends[0].coefficient) == 1))) {
            total.add(one.coefficient * node.constant, std::abs(one.coefficient) * node.doubt);
            for (const Addend& inner : node.addends)
                put({one.coefficient * inner.coefficient, inner.node});
        } else {
            put(one);
        }
    }
    std::erase_if(result, [](const Addend& one) { return one.coefficient == 0; });
    if (result.empty()) return this->constant(total.value, total.doubt);
    if (result.size() == 1 && result[0].coefficient == 1 && total.value == 0) return result[0].node;
    return intern({.kind = Kind::Sum,
                   .constant = total.value,
                   .doubt = total.doubt,
                   .addends = std::move(result),
                   .at = at});
}

// Adding to a sum makes a longer sum: the shorter one is not computed for it.
NodeId Graph::add(NodeId a, NodeId b, Position at) {
    std::vector<Addend> all = addends(a);
    for (const Addend& one : addends(b)) all.push_back(one);
    Rounded constant{.value = offset(a), .doubt = doubt(a)};
    constant.add(offset(b), doubt(b));
    return sum(all, constant.value, at, constant.doubt);
}

NodeId Graph::scale(double factor, NodeId a, Position at) {
    if (factor == -1 && !closed(a)) {
        std::vector<Addend> all = nodes_[a].addends;
        for (Addend& one : all) one.coefficient = -one.coefficient;
        return sum(all, -nodes_[a].constant, at, nodes_[a].doubt);
    }
    return sum({{factor, a}}, 0, at);
}

NodeId Graph::product(NodeId a, NodeId b, Position at) {
    if (is_constant(a)) return scale(value(a), b, at);
    if (is_constant(b)) return scale(value(b), a, at);
    double factor = 1;
    for (NodeId* side : {&a, &b}) {
        const Node& node = nodes_[*side];
        if (!node.is(Kind::Sum) || node.addends.size() != 1 || node.constant != 0) continue;
        factor *= node.addends[0].coefficient;
        *side = node.addends[0].node;
    }
    const NodeId result = intern(
        {.kind = Kind::Product, .a = std::min(a, b), .b = std::max(a, b), .addends = {}, .at = at});
    return factor == 1 ? result : scale(factor, result, at);
}

NodeId Graph::minmax(Kind kind, NodeId a, NodeId b, Position at) {
    if (a == b) return a;
    if (is_constant(a) && is_constant(b))
        return constant(kind == Kind::Min ? std::min(value(a), value(b))
                                          : std::max(value(a), value(b)));
    if (is_constant(a)) std::swap(a, b);
    return intern({.kind = kind, .a = a, .b = b, .addends = {}, .at = at});
}

NodeId Graph::exp2(NodeId a, Position at) {
    if (is_constant(a)) return constant(std::exp2(value(a)));
    return intern({.kind = Kind::Exp2, .a = a, .addends = {}, .at = at});
}

NodeId Graph::select(NodeId condition, NodeId a, NodeId b, Position at) {
    if (a == b) return a;
    if (is_constant(condition)) return value(condition) != 0 ? a : b;
    return intern({.kind = Kind::Select, .a = condition, .b = a, .c = b, .addends = {}, .at = at});
}

// Constants go to the right, where a shift brings them to any point.
NodeId Graph::compare(spec::Relation relation, NodeId a, NodeId b, Position at) {
    if (is_constant(a) && is_constant(b))
        return constant(spec::holds(relation, value(a), value(b)));
    if (a == b) return constant(relation == spec::Relation::Ge || relation == spec::Relation::Eq);
    if (is_constant(b) && chooses_constants(a)) {
        const Node node = nodes_[a];
        const bool first = spec::holds(relation, value(node.b), value(b)),
                   second = spec::holds(relation, value(node.c), value(b));
        if (first == second) return constant(first);
        return first ? node.a : negation(node.a, at);
    }
    const double moved = is_constant(a) ? 0 : offset(a);
    if (moved != 0) {
        b = add(b, constant(-moved), at);
        a = add(a, constant(-moved), at);
    }
    const bool symmetric = relation == spec::Relation::Eq || relation == spec::Relation::Ne;
    if (symmetric && is_constant(a)) std::swap(a, b);
    return intern(
        {.kind = Kind::Compare, .a = a, .b = b, .relation = relation, .addends = {}, .at = at});
}

NodeId Graph::both(NodeId a, NodeId b, Position at) {
    if (is_constant(a)) return value(a) != 0 ? b : a;
    if (is_constant(b)) return value(b) != 0 ? a : b;
    if (a == b) return a;
    return intern({.kind = Kind::And, .a = a, .b = b, .addends = {}, .at = at});
}

NodeId Graph::either(NodeId a, NodeId b, Position at) {
    if (is_constant(a)) return value(a) != 0 ? a : b;
    if (is_constant(b)) return value(b) != 0 ? b : a;
    if (a == b) return a;
    return intern({.kind = Kind::Or, .a = a, .b = b, .addends = {}, .at = at});
}

NodeId Graph::negation(NodeId a, Position at) {
    const Node node = nodes_[a];
    switch (node.kind) {
        case Kind::Constant:
            return constant(node.constant == 0);
        case Kind::And:
            return either(negation(node.a, at), negation(node.b, at), at);
        case Kind::Or:
            return both(negation(node.a, at), negation(node.b, at), at);
        default:
            break;
    }
    switch (node.relation) {
        case spec::Relation::Ge:
            return compare(spec::Relation::Gt, node.b, node.a, at);
        case spec::Relation::Gt:
            return compare(spec::Relation::Ge, node.b, node.a, at);
        case spec::Relation::Eq:
            return compare(spec::Relation::Ne, node.a, node.b, at);
        case spec::Relation::Ne:
            break;
    }
    return compare(spec::Relation::Eq, node.a, node.b, at);
}

namespace {

class Simplifier {
  public:
    explicit Simplifier(const Graph& graph)
        : graph_(graph), uses_(graph.size()), copy_(graph.size(), none) {}

    Graph run(std::vector<NodeId>& roots, std::vector<NodeId>& hints) {
        std::vector<NodeId> next = roots;
        std::vector<bool> seen(graph_.size());
        while (!next.empty()) {
            const NodeId id = next.back();
            next.pop_back();
            ++uses_[id];
            if (seen[id]) continue;
            seen[id] = true;
            for (const NodeId operand : operands(graph_[id])) next.push_back(operand);
        }
        for (NodeId& root : roots) root = copied(root);
        for (NodeId& hint : hints) hint = copy_[hint];
        return std::move(result_);
    }

  private:
    static constexpr NodeId none = ~0U;

    NodeId copied(NodeId id) {
        if (copy_[id] == none) copy_[id] = result_.share(made(graph_[id]));
        return copy_[id];
    }

    void take_apart(const Node& sum, double factor, std::vector<Addend>& all, Rounded& constant) {
        constant.add(factor * sum.constant, std::abs(factor) * sum.doubt);
        for (const Addend& one : sum.addends) {
            const Node& inner = graph_[one.node];
            const double coefficient = factor * one.coefficient;
            if (inner.is(Kind::Sum) && uses_[one.node] == 1 &&
                (inner.addends.size() == 1 || std::abs(coefficient) == 1))
                take_apart(inner, coefficient, all, constant);
            else
                all.push_back({coefficient, copied(one.node)});
        }
    }

    NodeId made(const Node& node) {
        switch (node.kind) {
            case Kind::Constant:
                return result_.constant(node.constant, node.doubt);
            case Kind::Sum: {
                std::vector<Addend> all;
                Rounded constant;
                take_apart(node, 1, all, constant);
                return result_.sum(all, constant.value, node.at, constant.doubt);
            }
            case Kind::Product:
                return ordered(node,
                               [&](NodeId a, NodeId b) { return result_.product(a, b, node.at); });
            case Kind::Min:
            case Kind::Max:
                return ordered(node, [&](NodeId a, NodeId b) {
                    return result_.minmax(node.kind, a, b, node.at);
                });
            case Kind::Exp2:
                return result_.exp2(copied(node.a), node.at);
            case Kind::Select: {
                const NodeId condition = copied(node.a), a = copied(node.b);
                return result_.select(condition, a, copied(node.c), node.at);
            }
            case Kind::Compare:
                return ordered(node, [&](NodeId a, NodeId b) {
                    return result_.compare(node.relation, a, b, node.at);
                });
            case Kind::And:
                return ordered(node,
                               [&](NodeId a, NodeId b) { return result_.both(a, b, node.at); });
            case Kind::Or:
                return ordered(node,
                               [&](NodeId a, NodeId b) { return result_.either(a, b, node.at); });
            default:
                return result_.leaf(node.kind, node.index, node.at);
        }
    }

    template <class Make>
    NodeId ordered(const Node& node, Make make) {
        const NodeId a = copied(node.a);
        return make(a, copied(node.b));
    }

    const Graph& graph_;
    Graph result_;
    std::vector<std::uint32_t> uses_;
    std::vector<NodeId> copy_;
};

}  // namespace

Graph simplified(const Graph& graph, std::vector<NodeId>& roots, std::vector<NodeId>& hints) {
    return Simplifier(graph).run(roots, hints);
}

}  // namespace bouton::compiler
