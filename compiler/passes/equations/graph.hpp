// SPDX-License-Identifier: Apache-2.0
// What a model computes in a step, as a graph of values. Nodes with the same meaning are one node:
// common subexpressions are found by construction. Sums are flat: coefficients times nodes, and a
// constant; products are of two nodes and carry no coefficient.
//
// Values are in the units of ir/quantity.hpp, times in steps; a state's value is relative to its
// origin. Nothing here knows of binary points.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compiler/ir/diagnostic.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::compiler {

using NodeId = std::uint32_t;

// A summand.
struct Addend {
    double coefficient = 1;
    NodeId node = 0;

    auto operator<=>(const Addend&) const = default;
};

struct Node {
    enum class Kind : std::uint8_t {
        Constant,
        Word,       // index: of the model's words
        Receptor,   // index
        Modulator,  // index
        Payload,    // of the event that the axon has in this step, else 0
        Random,     // uniform in [0, 1); index tells draws apart
        Gauss,      // RND4 in units of 2^21
        Variable,   // index: a state while its differential equation is solved
        Sum,
        Product,  // a * b
        Min,
        Max,
        Exp2,     // of a
        Select,   // a ? b : c
        Compare,  // a relation b
        And,
        Or
    };
    Kind kind = Kind::Constant;
    double constant = 0;  // Constant, Sum
    double doubt = 0;     // by how much the rounding of its own computation may have it wrong
    std::uint32_t index = 0;
    NodeId a = 0, b = 0, c = 0;
    spec::Relation relation = spec::Relation::Ge;
    std::vector<Addend> addends;  // Sum
    Position at;                  // of the expression that made it

    bool is(Kind other) const { return kind == other; }
    bool logical() const { return kind == Kind::Compare || kind == Kind::And || kind == Kind::Or; }
};

class Graph {
  public:
    const Node& operator[](NodeId id) const { return nodes_[id]; }
    std::size_t size() const { return nodes_.size(); }

    NodeId constant(double value, double doubt = 0);
    NodeId leaf(Node::Kind kind, std::uint32_t index, Position at);
    NodeId add(NodeId a, NodeId b, Position at);
    NodeId scale(double factor, NodeId a, Position at);
    NodeId sum(const std::vector<Addend>& addends, double constant, Position at, double doubt = 0);
    NodeId product(NodeId a, NodeId b, Position at);
    NodeId minmax(Node::Kind kind, NodeId a, NodeId b, Position at);
    NodeId exp2(NodeId a, Position at);
    NodeId select(NodeId condition, NodeId a, NodeId b, Position at);
    NodeId compare(spec::Relation relation, NodeId a, NodeId b, Position at);
    NodeId both(NodeId a, NodeId b, Position at);
    NodeId either(NodeId a, NodeId b, Position at);
    NodeId negation(NodeId a, Position at);

    bool is_constant(NodeId id) const { return nodes_[id].is(Node::Kind::Constant); }
    double value(NodeId id) const { return nodes_[id].constant; }
    // A value with a name: longer sums do not take it apart.
    NodeId share(NodeId id);
    bool shared(NodeId id) const { return shared_[id]; }

  private:
    NodeId intern(Node node);
    // As a sum of addends: one addend if it is no sum, or shared.
    std::vector<Addend> addends(NodeId id) const;
    // The constant of what addends() takes apart, else 0.
    double offset(NodeId id) const { return takes_apart(id) ? nodes_[id].constant : 0; }
    double doubt(NodeId id) const { return takes_apart(id) ? nodes_[id].doubt : 0; }
    bool takes_apart(NodeId id) const { return is_constant(id) || !closed(id); }
    bool chooses_constants(NodeId id) const {
        const Node& node = nodes_[id];
        return node.is(Node::Kind::Select) && is_constant(node.b) && is_constant(node.c);
    }
    bool closed(NodeId id) const { return !nodes_[id].is(Node::Kind::Sum) || shared_[id]; }

    std::vector<Node> nodes_;
    std::vector<bool> shared_;
    std::map<std::vector<double>, NodeId> known_;
};

// The nodes that a node reads, in order.
std::vector<NodeId> operands(const Node& node);

// Only what the roots need, and sums that only one other sum reads taken apart into it. Roots and
// hints are replaced by their new numbers; a hint that is needed no more by ~0.
Graph simplified(const Graph& graph, std::vector<NodeId>& roots, std::vector<NodeId>& hints);

}  // namespace bouton::compiler
