// SPDX-License-Identifier: Apache-2.0
// Instruction selection: a computation to instructions whose operands are machine operands, words
// of the neuron by number, and values by number. Registers come later (registers.cpp).
//
// Kept: a word is stored after its last read, D and draws are read once, an instruction reads one
// word and one D. p is one bit: a condition that is needed again after another one waits in a
// register.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "compiler/passes/equations/points.hpp"

namespace bouton::compiler {

inline constexpr std::uint32_t first_word_code = 1000, first_value_code = 10000;

struct Selected {
    Program program;  // its places: the statements that instructions are for
    std::vector<Notice> notices;
    std::uint32_t values = 0;
};

// `wants_spike`: p says at the end whether the neuron spiked. Throws SourceError.
Selected select(const ModelContext& context, const BoundModel& model,
                const Computation& computation, const Ranges& ranges, const Points& points,
                bool wants_spike);

// Values to r0..r7. Throws SourceError when there are not enough.
void assign_registers(Selected& selected, Position at);

namespace detail {

// A node where an instruction can read it.
struct Source {
    Operand operand;
    int point = 0;
    NodeId node = 0;
};

// A summand as one instruction adds it.
struct Item {
    enum class Kind : std::uint8_t { Shift, Scale, Product };
    Kind kind = Kind::Shift;
    bool negative = false;  // Shift
    bool constant = false;  // Shift
    Operand a, b;           // Shift: b. Scale: a, and b the constant. Product: both
    std::uint32_t shift = 0;
    double factor = 1;           // Scale: in registers
    std::optional<NodeId> node;  // Shift: the one that b is
};

struct Destination {
    Operand word;
    std::uint32_t state = 0;
    spec::Store store = spec::Store::Nearest;
};

// A condition that has to wait in a register: selection starts again, knowing it.
struct MustSave {
    NodeId condition;
};

class Selector {
  public:
    Selector(const ModelContext& context, const BoundModel& model, const Computation& computation,
             const Ranges& ranges, const Points& points, const std::set<NodeId>& saves);
    Selected run(bool wants_spike);

  private:
    using Kind = Node::Kind;
    using To = const Destination*;

    // selector.cpp
    void effect(const Effect& effect);
    void store(const Effect& effect);
    bool stores_directly(const Effect& effect) const;
    void store_now(std::uint32_t state, NodeId node, Position at);
    void send(const Effect& effect);
    void spike_at_end();
    std::uint32_t reads_of_word(NodeId word, NodeId from, std::set<NodeId>& seen) const;
    void compute(NodeId id, To to = nullptr);
    Source source(NodeId id);
    Source read(NodeId id);  // source(), and one use less
    Operand at_point(const Source& source, int point);
    Operand copied(Operand operand);
    Operand load(double value, int point, Position at);
    ScaledConstant fixed(double value, int point, Position at);
    Operand new_value();
    void emit(spec::Op op, Operand rd, Operand a, Operand b, std::uint32_t shift = 0,
              spec::Store store = spec::Store::None,
              spec::Predicate predicate = spec::Predicate::Always);
    void place(NodeId id, Operand value, To to);
    bool dead(NodeId id) const { return place_[id] && uses_[id] == 0; }
    int point(NodeId id) const { return points_.node[id]; }
    bool once(Operand operand) const;
    bool clash(Operand a, Operand b) const;

    // selector_messages.cpp
    std::optional<std::uint32_t> state_of(NodeId id) const;
    std::string described(NodeId id) const;
    void check_fits(double value, int point, NodeId with, Position at) const;
    void notice_lost(double largest, int point, Position at);
    std::uint32_t checked(const Source& value, int point, Position at) const;
    void explained(const Effect& effect, const std::function<void()>& select) const;

    // select_sums.cpp
    void sum(NodeId id, To to, bool turned = false);
    bool turns(NodeId id) const;
    void product(NodeId id, To to);
    Item item(const Addend& addend, int point);
    Item constant_item(double value, int point, Position at);
    Item product_item(double coefficient, NodeId id, int point);
    std::vector<Item> items(const Node& node, int point, std::optional<NodeId> without);
    Operand accumulate(std::vector<Item> items, To to, bool& stored);
    void add(Operand to, const Item& item, Operand rd, spec::Store store,
             spec::Predicate predicate);
    Operand start(std::vector<Item>& items, To to, bool& stored);

    // select_choices.cpp
    void minmax(NodeId id, To to);
    void exponential(NodeId id, To to);
    void choice(NodeId id, To to);
    bool choice_in_word(const Node& node, int point, To to);
    bool choice_in_place(NodeId id, To to);
    const Node* increment(NodeId id, NodeId of) const;
    void ensure(NodeId condition);
    void compare(NodeId condition);
    struct Comparison {
        spec::Relation relation;
        spec::Combine combine;
        Operand a, b;
        std::uint32_t shift = 0;
    };
    void prepare(NodeId condition, spec::Combine combine, std::vector<Comparison>& list);
    bool proved(NodeId id) const;
    Comparison comparison(const Node& node);

    const ModelContext& context_;
    const BoundModel& model_;
    const Computation& computation_;
    const Graph& graph_;
    const Ranges& ranges_;
    const Points& points_;
    const std::set<NodeId>& saves_;

    Selected result_;
    Builder code_{""};
    std::vector<std::uint32_t> uses_;            // by node: reads to come
    std::vector<std::optional<Operand>> place_;  // by node: its value's register
    std::vector<Effect> late_;                   // stores that wait for reads
    std::optional<NodeId> p_, spike_;
    std::set<NodeId> compared_;
    std::map<NodeId, Operand> saved_;
    Position at_;
    bool draws_stored_ = false;
};

}  // namespace detail
}  // namespace bouton::compiler
