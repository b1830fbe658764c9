// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include "compiler/passes/equations/computation.hpp"

namespace bouton::compiler {

using Kind = Node::Kind;

std::vector<double> parameter_origins(const Computation& computation) {
    const Graph& graph = computation.graph;
    std::vector<std::map<double, int>> uses(computation.words.parameters);
    const auto note = [&](NodeId id, double origin) {
        const Node& node = graph[id];
        if (node.is(Kind::Word) && computation.words.is_parameter(node.index))
            ++uses[computation.words.parameter(node.index)][origin];
    };
    for (NodeId id = 0; id < graph.size(); ++id) {
        const Node& node = graph[id];
        for (const Addend& one : node.addends)
            note(one.node, std::abs(one.coefficient) == 1 ? -node.constant / one.coefficient : 0);
        if (!node.is(Kind::Sum))
            for (const NodeId operand : operands(node)) note(operand, 0);
    }
    std::vector<double> result;
    result.reserve(uses.size());
    for (const auto& one : uses) {
        const auto best =
            std::max_element(one.begin(), one.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        result.push_back(best == one.end() ? 0 : best->first);
    }
    return result;
}

}  // namespace bouton::compiler
