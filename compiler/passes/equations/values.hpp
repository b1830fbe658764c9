// SPDX-License-Identifier: Apache-2.0
// Expressions of a model to nodes, with the values that names have where the expression stands.
#pragma once

#include <map>

#include "compiler/passes/equations/computation.hpp"

namespace bouton::compiler {

class ValueBuilder {
  public:
    ValueBuilder(const ModelContext& context, const ModelEquations& source, const BoundModel& model)
        : context_(context), source_(source), model_(model) {}

  protected:
    Graph& graph() { return result_.graph; }
    std::optional<std::uint32_t> state(const std::string& name) const;
    NodeId value(const Expression& one);
    NodeId condition(const Expression& one);
    // Values that depend on the condition become what they are where it holds, or does not.
    void assume(NodeId condition, bool holds);

    const ModelContext& context_;
    const ModelEquations& source_;
    const BoundModel& model_;
    Computation result_;
    std::vector<NodeId> state_;  // by state: its value now
    std::map<std::string, NodeId> lets_;

  private:
    NodeId placed(const Expression& one);
    NodeId variable(const Expression& one);
    NodeId parameter(std::uint32_t index, Position at);
    NodeId stimulus(Position at);
    NodeId call(const Expression& one);

    std::uint32_t draws_ = 0;
};

}  // namespace bouton::compiler
