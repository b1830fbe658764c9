// SPDX-License-Identifier: Apache-2.0
// What selection says of numbers that do not fit where they are wanted: which quantity it is, from
// where to where it goes, what there is room for, and what to change.
#include <algorithm>
#include <cmath>

#include "compiler/passes/equations/selector.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler::detail {
namespace {

using image::short_text;
using Kind = Node::Kind;

// As the text has it: in the state's unit.
std::string shown(const BoundState& state, double number) {
    return short_text(number / state.scale) + (state.unit.empty() ? "" : " ") + state.unit;
}

std::string shown(const BoundState& state, Interval relative) {
    return shown(state, state.origin + relative.lo) + " to " +
           shown(state, state.origin + relative.hi);
}

}  // namespace

// The state whose value a node is, before or after what changed it.
std::optional<std::uint32_t> Selector::state_of(NodeId id) const {
    const Node& node = graph_[id];
    if (node.is(Kind::Word) && computation_.words.is_state(node.index)) return node.index;
    std::vector<bool> from(graph_.size());  // nodes come after what they read
    for (NodeId value = id; value < graph_.size(); ++value) {
        const Node& one = graph_[value];
        from[value] = value == id || (one.is(Kind::Select) && (from[one.b] || from[one.c]));
    }
    for (const Effect& one : computation_.effects)
        if (one.kind == Effect::Kind::Store && from[one.node]) return one.state;
    return std::nullopt;
}

// "'v', which goes from -65 mV to -50 mV"
std::string Selector::described(NodeId id) const {
    const Interval range = ranges_.nodes[id];
    if (const auto state = state_of(id)) {
        const BoundState& one = model_.states[*state];
        return "'" + one.name + "', which goes from " + shown(one, range) + ",";
    }
    const Node& node = graph_[id];
    std::string what = "a value";
    if (node.is(Kind::Modulator))
        what = "modulator '" + context_.network.source.modulators[node.index].name + "'";
    if (node.is(Kind::Receptor)) what = "what arrives at receptor " + std::to_string(node.index);
    return what + ", which goes from " + short_text(range.lo) + " to " + short_text(range.hi) + ",";
}

// Beside a state a constant is refused as the text has it: in its unit, not from its origin.
void Selector::check_fits(double value, int point, NodeId with, Position at) const {
    const double most = largest_constant(point);
    if (std::abs(value) <= most) return;
    const auto state = state_of(with);
    if (!state) return;
    const BoundState& one = model_.states[*state];
    throw SourceError(at, "the constant " + shown(one, one.origin + value) +
                              " is too large for its place: beside '" + one.name + "' there fit " +
                              shown(one, Interval{-most, most}) + "; give '" + one.name +
                              "' a range of " + shown(one, std::abs(value)) + " or more");
}

void Selector::notice_lost(double largest, int point, Position at) {
    result_.notices.push_back({at, "this is " + image::short_text(largest) +
                                       " at most, and 0 on the chip: the smallest "
                                       "number that its place holds is " +
                                       image::short_text(std::ldexp(1.0, -point)) +
                                       "; make it larger, or give the states here smaller ranges"});
}

// How far a value is shifted right into places of 2^-point.
std::uint32_t Selector::checked(const Source& value, int point, Position at) const {
    const int shift = value.point - point;
    if (shift >= 0 && shift <= 31) return static_cast<std::uint32_t>(shift);
    const bool small = shift > 31;
    throw SourceError(at, described(value.node) + " is too " + (small ? "small" : "large") +
                              " for what it meets here: its place holds up to " +
                              short_text(std::ldexp(1.0, 31 - point)) + " in steps of " +
                              short_text(std::ldexp(1.0, -point)) + "; make it " +
                              (small ? "larger" : "smaller") + ", or give the states it meets " +
                              (small ? "smaller" : "larger") + " ranges");
}

// Whatever a number does not fit into is part of what a state becomes.
void Selector::explained(const Effect& effect, const std::function<void()>& select) const try {
    select();
} catch (const SourceError& error) {
    if (effect.kind != Effect::Kind::Compute && effect.kind != Effect::Kind::Store) throw;
    const BoundState& one = model_.states[effect.state];
    throw SourceError(error.at, std::string(error.what()) + ". It is for '" + one.name +
                                    "', which goes from " +
                                    shown(one, ranges_.states[effect.state].reach));
}

}  // namespace bouton::compiler::detail
