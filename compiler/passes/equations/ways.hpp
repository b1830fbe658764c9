// SPDX-License-Identifier: Apache-2.0
// The ways of states through a step: which values of a graph are a state's own, changed or added
// to, on the way from its word to its store. Nothing here knows of binary points.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "compiler/passes/equations/computation.hpp"

namespace bouton::compiler {

class Ways {
  public:
    explicit Ways(const Computation& computation);

    // By node: the states on whose way it is. Two states may share some.
    const std::vector<std::uint32_t>& of(NodeId id) const { return states_[id]; }
    // Whether it is computed from one of these states, not only becomes it.
    bool own(NodeId id) const { return own_[id]; }
    // Whether both are values of one state on its way.
    bool together(NodeId a, NodeId b) const;
    // By state: the largest constant it becomes.
    double assigned(std::uint32_t state) const { return assigned_[state]; }

  private:
    bool carries(NodeId id, std::uint32_t state);
    bool made_of(NodeId id, std::uint32_t state);
    bool on_way(NodeId id, std::uint32_t state) const;
    void follow(NodeId id, std::uint32_t state);

    const Graph& graph_;
    std::vector<std::vector<std::uint32_t>> states_;
    std::vector<bool> own_;
    std::vector<double> assigned_;
    std::map<std::pair<NodeId, std::uint32_t>, bool> carries_, made_of_;
};

}  // namespace bouton::compiler
