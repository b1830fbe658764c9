// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <optional>

#include "compiler/passes/equations/computation.hpp"

namespace bouton::compiler {

using Kind = Node::Kind;

std::vector<double> parameter_origins(const Computation& computation) {
    const Graph& graph = computation.graph;
    std::vector<std::optional<double>> found(computation.words.parameters);
    const auto note = [&](NodeId id, double origin) {
        const Node& node = graph[id];
        if (!node.is(Kind::Word) || !computation.words.is_parameter(node.index)) return;
        auto& slot = found[computation.words.parameter(node.index)];
        if (!slot) slot = origin;
    };
    for (NodeId id = 0; id < graph.size(); ++id) {
        const Node& node = graph[id];
        for (const Addend& one : node.addends)
            note(one.node, std::abs(one.coefficient) == 1 ? -node.constant / one.coefficient : 0);
        if (!node.is(Kind::Sum))
            for (const NodeId operand : operands(node)) note(operand, 0);
    }
    std::vector<double> result;
    for (const auto& one : found) result.push_back(one.value_or(0));
    return result;
}

}  // namespace bouton::compiler
