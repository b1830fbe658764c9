// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include "compiler/passes/equations/ways.hpp"

namespace bouton::compiler {
namespace {

using Kind = Node::Kind;

constexpr int unset = std::numeric_limits<int>::min();
constexpr int lowest = -16, highest = 60;  // so that shifts stay encodable
constexpr int exp2_point = 26;             // 2^x is good to 16 bits; its argument may reach 31
constexpr int count_point = 16;            // of states that count steps: a constant word is whole
constexpr double most_count = 32767;
// What a proved range is widened by: the proof does not see the rounding of constants and stores.
constexpr double slack = 1.0 / 256;

// A magnitude that is a power of two but for the rounding of its own computation counts as one.
int finest(double magnitude) {
    constexpr double rounding = 1 + 1e-9;
    return magnitude > 0 ? std::clamp(31 - log2_above(magnitude * rounding), lowest, highest) : 30;
}

class Chooser {
  public:
    Chooser(const ModelContext& context, const BoundModel& model, const Computation& computation,
            const Ranges& ranges)
        : context_(context),
          model_(model),
          graph_(computation.graph),
          computation_(computation),
          ranges_(ranges),
          ways_(computation),
          wanted_(graph_.size()) {
        points_.node.assign(graph_.size(), unset);
        points_.word.assign(computation.words.size(), unset);
        compared_.assign(graph_.size(), 0);
    }

    Points run() {
        constants_compared();
        state_ranges();
        constants_at_ends();
        receptor_shift();
        state_points();
        gains();
        for (const Effect& effect : computation_.effects) {
            if (effect.kind == Effect::Kind::Store) want(effect.node, points_.word[effect.state]);
            if (effect.kind == Effect::Kind::Send) want(effect.node, payload_point);
        }
        for (NodeId id = static_cast<NodeId>(graph_.size()); id-- > 0;) settle(id);
        needs([&](NodeId id) { return !wanted_[id].empty(); });
        for (NodeId id = 0; id < graph_.size(); ++id)
            if (!graph_[id].is(Kind::Word)) natural(id);
        parameters();
        return std::move(points_);
    }

  private:
    double magnitude(NodeId id) const { return ranges_.nodes[id].magnitude(); }
    // With what a sum can come to while it is made.
    double largest(NodeId id) const {
        return std::max(magnitude(id), graph_[id].is(Kind::Sum) ? sum_magnitude(id) : 0);
    }

    // ---- states
    bool leaf(NodeId id) const { return operands(graph_[id]).empty(); }

    void needs(const std::function<bool(NodeId)>& has_point) {
        points_.need.clear();
        for (const StateRange& state : ranges_.states)
            points_.need.push_back(state.reach.magnitude());
        for (NodeId id = 0; id < graph_.size(); ++id)
            for (const std::uint32_t state : ways_.of(id))
                if (has_point(id)) points_.need[state] = std::max(points_.need[state], largest(id));
    }

    // What is proved, if that is wanted, else what was declared: the values that a state has on its
    // way are in registers with its point, so they count too.
    void state_ranges() {
        needs([](NodeId) { return true; });
        for (std::size_t i = 0; i < model_.states.size(); ++i) {
            const BoundState& state = model_.states[i];
            const double proved = points_.need[i];
            const bool given = state.range && (!state.at_most || !ranges_.states[i].proved ||
                                               proved == 0 || *state.range < proved * (1 + slack));
            const double range = given ? *state.range : proved;
            points_.range.push_back(range > 0 ? range : 1);
            points_.word[i] = 31 - (given || range == 0 ? log2_at_least(points_.range[i])
                                                        : log2_above(range * (1 + slack)));
        }
    }

    // A word does not hold its very end, a power of two: to start with, compare with, add.
    void constants_at_ends() {
        const auto at_end = [&](std::uint32_t state, double value, double most = 1 - 0x1p-15) {
            const double part = std::ldexp(value, points_.word[state] - 31);
            if (part > most && part <= 1) --points_.word[state];
        };
        for (std::uint32_t i = 0; i < model_.states.size(); ++i)
            if (model_.states[i].initial_range.point())
                at_end(i, model_.states[i].initial_range.magnitude(), 1 - 0x1p-23);
        for (NodeId id = 0; id < graph_.size(); ++id)
            for (const std::uint32_t state : ways_.of(id)) {
                at_end(state, compared_[id]);
                if (graph_[id].is(Kind::Sum)) at_end(state, std::abs(graph_[id].constant));
            }
    }

    // As far left as what can arrive, or what its state can hold, allows.
    void receptor_shift() {
        int shift = 31;
        const auto limits = receptor_limits();
        for (std::size_t r = 0; r < most_receptors; ++r) {
            const ReceptorPlan& receptor = context_.receptors[r];
            if (receptor.bound > 0)
                shift = std::min(
                    shift, 31 - log2_above(std::min(receptor.bound, limits[r])) - receptor.point);
        }
        points_.dshift = context_.dshift.value_or(static_cast<std::uint32_t>(std::max(0, shift)));
    }

    // What arrives may be cut off where all that it is added to saturates.
    std::array<double, most_receptors> receptor_limits() const {
        constexpr double none = std::numeric_limits<double>::infinity();
        std::array<double, most_receptors> limits{};
        for (NodeId id = 0; id < graph_.size(); ++id) {
            const bool adds = graph_[id].is(Kind::Sum) && !ways_.of(id).empty();
            for (const NodeId operand : operands(graph_[id]))
                if (graph_[operand].is(Kind::Receptor) && !adds)
                    limits[graph_[operand].index] = none;
            for (const Addend& one : graph_[id].addends)
                for (const std::uint32_t state : ways_.of(id))
                    if (graph_[one.node].is(Kind::Receptor)) {
                        double& limit = limits[graph_[one.node].index];
                        limit = std::max(limit, points_.range[state] / std::abs(one.coefficient));
                    }
        }
        for (double& limit : limits)
            if (limit == 0) limit = none;
        return limits;
    }

    int receptor_point(std::uint32_t receptor) const {
        return context_.receptors[receptor].point + static_cast<int>(points_.dshift);
    }

    void state_points() {
        for (std::size_t i = 0; i < model_.states.size(); ++i) {
            const auto state = static_cast<std::uint32_t>(i);
            if (ways_.assigned(state) > 0)
                points_.word[i] = std::min(points_.word[i], finest(ways_.assigned(state)));
            if (model_.states[i].unit == "steps" && points_.range[i] <= most_count)
                points_.word[i] = count_point;
            if (model_.states[i].point) points_.word[i] = *model_.states[i].point;
        }
        as_coarse_as_arrives();
        for (std::size_t i = 0; i < model_.states.size(); ++i)
            points_.limit.push_back(std::ldexp(1.0, 31 - points_.word[i]));
    }

    // Where the shift is for this model alone. One that is prescribed is for others too, of whose
    // sizes these words must not depend, as far as a multiplication can make up for it.
    void as_coarse_as_arrives() {
        const int finer = context_.dshift ? most_widened : 0;
        for (NodeId id = 0; id < graph_.size(); ++id)
            for (const Addend& one : graph_[id].addends)
                if (graph_[one.node].is(Kind::Receptor) && std::abs(one.coefficient) == 1)
                    for (const std::uint32_t state : ways_.of(id))
                        points_.word[state] = std::min(
                            points_.word[state], receptor_point(graph_[one.node].index) + finer);
    }

    void gains() {
        const WordTable& words = computation_.words;
        for (std::uint32_t word = 0; word < words.size(); ++word)
            if (words.is_gain(word)) {
                const std::uint32_t source = context_.stimuli[words.gain(word)].source;
                const Interval range = range_of(context_.network.source.stimuli[source].gain);
                points_.word[word] = 31 - log2_above(range.magnitude());
            }
    }

    // ---- other values
    void want(NodeId id, int point) {
        if (!leaf(id) && !graph_[id].logical()) wanted_[id].push_back(point);
    }

    // The point that those who read a value want it to have; if they differ, the finest that holds
    // it. Who reads comes after what is read.
    void settle(NodeId id) {
        const Node& node = graph_[id];
        if (node.is(Kind::Exp2) && wanted_[id].empty()) natural(id);
        if (wanted_[id].empty()) return;
        std::vector<int> points;  // a state's value on its way has its point
        for (const std::uint32_t state : ways_.of(id)) points.push_back(points_.word[state]);
        if (points.empty()) points = wanted_[id];
        const auto [least, most] = std::minmax_element(points.begin(), points.end());
        const int point = std::clamp(finest(magnitude(id)), *least, *most);
        if (chosen_from_larger(id, point)) return;
        points_.node[id] = point;
        if (const auto choices = chosen_from(id); !choices.empty()) {
            for (const NodeId one : choices) want(one, point);
        } else if (node.is(Kind::Sum)) {
            for (const Addend& one : node.addends)
                if (std::abs(one.coefficient) == 1 && !graph_[one.node].is(Kind::Product) &&
                    (finest(magnitude(one.node)) >= point || ways_.together(one.node, id)))
                    want(one.node, point);
        }
    }

    std::vector<NodeId> chosen_from(NodeId id) const {
        const Node& node = graph_[id];
        if (node.is(Kind::Select)) return {node.b, node.c};
        if (node.is(Kind::Min) || node.is(Kind::Max)) return {node.a, node.b};
        return {};
    }

    // Whether a value is one of several of which registers with this point would cut some. It is
    // chosen at their own point and shifted then, so that what a `clip` takes off is not counted as
    // saturated. A state that is chosen from keeps its places: what it meets saturates where it
    // does.
    bool chosen_from_larger(NodeId id, int point) const {
        const auto larger = [&](NodeId one) {
            return !graph_.is_constant(one) && std::ldexp(largest(one), point) > 0x1p31;
        };
        const std::vector<NodeId> choices = chosen_from(id);
        return !ways_.own(id) && std::any_of(choices.begin(), choices.end(), larger);
    }

    // What is compared with a constant must have a point at which it can be written (not a leaf).
    void constants_compared() {
        for (NodeId id = 0; id < graph_.size(); ++id) {
            const Node& node = graph_[id];
            if (!node.is(Kind::Compare)) continue;
            for (const auto& [value, with] : {std::pair(node.a, node.b), {node.b, node.a}})
                if (graph_.is_constant(with))
                    compared_[value] = std::max(compared_[value], std::abs(graph_.value(with)));
        }
    }

    // For a word that is a parameter: the finest it can have, until parameters() decides.
    int of(NodeId id) {
        const Node& node = graph_[id];
        if (node.is(Kind::Word)) {
            const int point = points_.word[node.index];
            return point != unset ? point : finest(magnitude(id));
        }
        return natural(id);
    }

    static std::optional<int> exponent(double factor) {
        int result = 0;
        if (factor == 0 || std::abs(std::frexp(factor, &result)) != 0.5) return std::nullopt;
        return result - 1;
    }

    int natural(NodeId id) {
        if (points_.node[id] != unset) return points_.node[id];
        int found = found_point(id);
        if (compared_[id] > 0 && !leaf(id)) found = std::min(found, finest(compared_[id]));
        return points_.node[id] = std::clamp(found, lowest, highest);
    }

    int found_point(NodeId id) {
        const Node& node = graph_[id];
        switch (node.kind) {
            case Kind::Receptor:
                return receptor_point(node.index);
            case Kind::Modulator:
                return context_.modulators[node.index].point;
            case Kind::Payload:
                return payload_point;
            case Kind::Random:
                return random_point;
            case Kind::Gauss:
                return gauss_point;
            case Kind::Sum:
                return sum(id);
            case Kind::Product:
                return std::min(finest(magnitude(id)), of(node.a) + of(node.b) - 16);
            case Kind::Min:
            case Kind::Max:
                return joined(node.a, node.b);
            case Kind::Select:
                return joined(node.b, node.c);
            case Kind::Exp2: {
                const int fits =
                    std::min({finest(magnitude(node.a)), finest(magnitude(id)), exp2_point});
                want(node.a, fits);
                return fits;
            }
            default:
                return 30;
        }
    }

    int joined(NodeId a, NodeId b) {
        int point = highest;
        for (const NodeId one : {a, b})
            point = std::min(point, graph_.is_constant(one) ? finest(magnitude(one)) : of(one));
        return point;
    }

    // The largest that a sum, or a part of it on the way, can come to.
    double sum_magnitude(NodeId id) const {
        const Node& node = graph_[id];
        double lo = std::min(node.constant, 0.0), hi = std::max(node.constant, 0.0);
        for (const Addend& one : node.addends) {
            Interval range = ranges_.nodes[one.node];
            for (const std::uint32_t state : ways_.of(one.node)) {
                if (state >= points_.range.size()) continue;
                const double most = points_.range[state];
                range = {std::clamp(range.lo, -most, most), std::clamp(range.hi, -most, most)};
            }
            const double x = one.coefficient * range.lo, y = one.coefficient * range.hi;
            lo += std::min({x, y, 0.0});
            hi += std::max({x, y, 0.0});
        }
        return std::max(-lo, hi);
    }

    int sum(NodeId id) {
        const Node& node = graph_[id];
        int point = finest(sum_magnitude(id));
        for (const Addend& one : node.addends)
            if (const auto power = exponent(one.coefficient))
                if (!graph_[one.node].is(Kind::Product))
                    point = std::min(point, of(one.node) - *power);
        return point;
    }

    // ---- parameters that differ between neurons: the finest point at which they are used
    void parameters() {
        std::vector<int> finest_use(points_.word.size(), unset);
        const auto use = [&](NodeId id, int point) {
            const Node& node = graph_[id];
            if (!node.is(Kind::Word) || points_.word[node.index] != unset) return;
            int& found = finest_use[node.index];
            found = std::max(found, std::min(point, finest(magnitude(id))));
        };
        for (NodeId id = 0; id < graph_.size(); ++id) {
            const Node& node = graph_[id];
            for (const Addend& one : node.addends)
                if (std::abs(one.coefficient) == 1) use(one.node, points_.node[id]);
            if (node.is(Kind::Select) || node.is(Kind::Min) || node.is(Kind::Max))
                for (const NodeId operand : operands(node)) use(operand, points_.node[id]);
            if (!node.is(Kind::Compare)) continue;
            if (!graph_.is_constant(node.a)) use(node.b, of(node.a));
            if (!graph_.is_constant(node.b)) use(node.a, of(node.b));
        }
        for (NodeId id = 0; id < graph_.size(); ++id) {
            if (!graph_[id].is(Kind::Word)) continue;
            int& point = points_.word[graph_[id].index];
            if (point == unset) point = finest_use[graph_[id].index];
            if (point == unset) point = finest(magnitude(id));
            points_.node[id] = point;
        }
    }

    const ModelContext& context_;
    const BoundModel& model_;
    const Graph& graph_;
    const Computation& computation_;
    const Ranges& ranges_;
    Points points_;
    const Ways ways_;
    std::vector<std::vector<int>> wanted_;  // by node: points that its readers have
    std::vector<double> compared_;          // by node: the largest constant it is compared with
};

}  // namespace

Points choose_points(const ModelContext& context, const BoundModel& model,
                     const Computation& computation, const Ranges& ranges) {
    return Chooser(context, model, computation, ranges).run();
}

}  // namespace bouton::compiler
