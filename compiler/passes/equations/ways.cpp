// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/ways.hpp"

#include <algorithm>
#include <cmath>

namespace bouton::compiler {

using Kind = Node::Kind;

Ways::Ways(const Computation& computation)
    : graph_(computation.graph),
      states_(graph_.size()),
      own_(graph_.size()),
      assigned_(computation.words.states) {
    for (const Effect& effect : computation.effects)
        if (effect.kind == Effect::Kind::Store) follow(effect.node, effect.state);
}

bool Ways::together(NodeId a, NodeId b) const {
    return std::any_of(states_[a].begin(), states_[a].end(),
                       [&](std::uint32_t state) { return on_way(b, state); });
}

// Whether a value is the state's own, changed or added to.
bool Ways::carries(NodeId id, std::uint32_t state) {
    const Node& node = graph_[id];
    if (node.is(Kind::Word)) return node.index == state;
    const auto known = carries_.find({id, state});
    if (known != carries_.end()) return known->second;
    bool found = std::any_of(node.addends.begin(), node.addends.end(), [&](const Addend& one) {
        return one.coefficient == 1 && carries(one.node, state);
    });
    if (node.is(Kind::Select)) found = carries(node.b, state) || carries(node.c, state);
    if (node.is(Kind::Min) || node.is(Kind::Max))
        found = carries(node.a, state) || carries(node.b, state);
    return carries_[{id, state}] = found;
}

// Whether a value is computed from the state's, what is decided by it aside.
bool Ways::made_of(NodeId id, std::uint32_t state) {
    const Node& node = graph_[id];
    if (node.is(Kind::Word)) return node.index == state;
    const auto known = made_of_.find({id, state});
    if (known != made_of_.end()) return known->second;
    std::vector<NodeId> values = operands(node);
    if (node.is(Kind::Select)) values = {node.b, node.c};
    const bool found =
        std::any_of(values.begin(), values.end(), [&](NodeId one) { return made_of(one, state); });
    return made_of_[{id, state}] = found;
}

bool Ways::on_way(NodeId id, std::uint32_t state) const {
    return std::find(states_[id].begin(), states_[id].end(), state) != states_[id].end();
}

void Ways::follow(NodeId id, std::uint32_t state) {
    const Node& node = graph_[id];
    if (node.is(Kind::Constant))
        assigned_[state] = std::max(assigned_[state], std::abs(node.constant));
    if ((operands(node).empty() && !carries(id, state)) || on_way(id, state)) return;
    states_[id].push_back(state);
    own_[id] = own_[id] || made_of(id, state);
    if (node.is(Kind::Select)) {
        follow(node.b, state);
        follow(node.c, state);
    } else if (node.is(Kind::Min) || node.is(Kind::Max)) {
        follow(node.a, state);
        follow(node.b, state);
    } else {
        for (const Addend& one : node.addends)
            if (one.coefficient == 1 && carries(one.node, state)) follow(one.node, state);
    }
}

}  // namespace bouton::compiler
