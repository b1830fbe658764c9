// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/points.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

namespace bouton::compiler {
namespace {

using Kind = Node::Kind;

constexpr int unset = std::numeric_limits<int>::min();
constexpr int lowest = -16, highest = 60;  // so that shifts stay encodable
constexpr int exp2_point = 26;             // 2^x is good to 16 bits; its argument may reach 31
constexpr int count_point = 16;            // of states that count steps: a constant word is whole
constexpr double most_count = 32767;
// A proved range is doubled: rounded constants must not make a state saturate at its bound.
constexpr double headroom = 2;

int finest(double magnitude) {
    return magnitude > 0 ? std::clamp(31 - log2_above(magnitude), lowest, highest) : 30;
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
          chain_(graph_.size(), none) {
        points_.node.assign(graph_.size(), unset);
        points_.word.assign(computation.words.size(), unset);
        compared_.assign(graph_.size(), 0);
        assigned_.assign(model.states.size(), 0);
    }

    Points run() {
        for (const Effect& effect : computation_.effects)
            if (effect.kind == Effect::Kind::Store) follow(effect.node, effect.state);
        state_ranges();
        receptor_shift();
        state_points();
        gains();
        for (const Effect& effect : computation_.effects) {
            if (effect.kind == Effect::Kind::Store) hint(effect.node, points_.word[effect.state]);
            if (effect.kind == Effect::Kind::Send) hint(effect.node, payload_point);
        }
        constants_compared();
        for (NodeId id = 0; id < graph_.size(); ++id)  // they give their argument its point
            if (graph_[id].is(Kind::Exp2)) natural(id);
        for (NodeId id = 0; id < graph_.size(); ++id)
            if (!graph_[id].is(Kind::Word)) natural(id);
        parameters();
        return std::move(points_);
    }

  private:
    static constexpr std::uint32_t none = ~0U;

    double magnitude(NodeId id) const { return ranges_.nodes[id].magnitude(); }

    // ---- states
    bool leaf(NodeId id) const { return operands(graph_[id]).empty(); }

    // Whether a value is the state's own, changed or added to.
    bool carries(NodeId id, std::uint32_t state) {
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

    // The values that a state has on its way through a step.
    void follow(NodeId id, std::uint32_t state) {
        const Node& node = graph_[id];
        if (node.is(Kind::Word) && node.index == state) chain_[id] = state;
        if (node.is(Kind::Constant))
            assigned_[state] = std::max(assigned_[state], std::abs(node.constant));
        if (leaf(id) || chain_[id] != none) return;
        chain_[id] = state;
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

    void state_ranges() {
        std::vector<double> need;
        for (const StateRange& state : ranges_.states) need.push_back(state.reach.magnitude());
        for (NodeId id = 0; id < graph_.size(); ++id) {
            if (chain_[id] != none) need[chain_[id]] = std::max(need[chain_[id]], magnitude(id));
            // What is added to a state's value shares its register, so its point.
            for (const Addend& one : graph_[id].addends)
                if (std::abs(one.coefficient) == 1 && chain_[one.node] != none)
                    need[chain_[one.node]] =
                        std::max(need[chain_[one.node]], sum_magnitude(graph_[id]));
        }
        for (std::size_t i = 0; i < need.size(); ++i) {
            const BoundState& state = model_.states[i];
            double range = headroom * need[i];
            if (state.range && (!state.at_most || range == 0 || *state.range < range))
                range = *state.range;
            points_.range.push_back(range > 0 ? range : 1);
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
        points_.dshift = static_cast<std::uint32_t>(std::max(0, shift));
    }

    std::array<double, most_receptors> receptor_limits() const {
        std::array<double, most_receptors> limits;
        limits.fill(std::numeric_limits<double>::infinity());
        for (NodeId id = 0; id < graph_.size(); ++id)
            for (const Addend& one : graph_[id].addends)
                if (graph_[one.node].is(Kind::Receptor) && chain_[id] != none)
                    limits[graph_[one.node].index] = points_.range[chain_[id]];
        return limits;
    }

    int receptor_point(std::uint32_t receptor) const {
        return context_.receptors[receptor].point + static_cast<int>(points_.dshift);
    }

    void state_points() {
        for (std::size_t i = 0; i < model_.states.size(); ++i) {
            points_.word[i] = 31 - log2_at_least(points_.range[i]);
            points_.word[i] = std::min(points_.word[i], finest(assigned_[i]));
            if (model_.states[i].unit == "steps" && points_.range[i] <= most_count) {
                points_.word[i] = count_point;
                points_.range[i] /= points_.range[i] > headroom ? headroom : 1;
            }
        }
        for (NodeId id = 0; id < graph_.size(); ++id) {
            if (chain_[id] == none) continue;
            int& point = points_.word[chain_[id]];
            for (const Addend& one : graph_[id].addends)
                if (graph_[one.node].is(Kind::Receptor) && std::abs(one.coefficient) == 1)
                    point = std::min(point, receptor_point(graph_[one.node].index));
        }
        for (NodeId id = 0; id < graph_.size(); ++id) level(graph_[id]);
    }

    // States that are added to each other have one point, if their ranges are not given.
    void level(const Node& sum) {
        std::vector<std::uint32_t> states;
        for (const Addend& one : sum.addends)
            if (const std::uint32_t state = chain_[one.node];
                state != none && std::abs(one.coefficient) == 1 &&
                (!model_.states[state].range || model_.states[state].at_most))
                states.push_back(state);
        int least = highest;
        for (const std::uint32_t state : states) least = std::min(least, points_.word[state]);
        for (const std::uint32_t state : states) points_.word[state] = least;
    }

    void gains() {
        const WordTable& words = computation_.words;
        for (std::uint32_t word = 0; word < words.size(); ++word)
            if (words.is_gain(word)) {
                const Stimulus& stimulus = context_.stimuli[words.gain(word)];
                const auto range = range_of(context_.network.source.stimuli[stimulus.source].gain);
                points_.word[word] = 31 - log2_above(range.magnitude());
            }
    }

    // ---- other values
    void hint(NodeId id, int point) {
        if (leaf(id) || points_.node[id] != unset || graph_[id].logical()) return;
        points_.node[id] = point;
        const Node& node = graph_[id];
        if (node.is(Kind::Select)) {
            hint(node.b, point);
            hint(node.c, point);
        } else if (node.is(Kind::Min) || node.is(Kind::Max)) {
            hint(node.a, point);
            hint(node.b, point);
        } else if (node.is(Kind::Sum)) {
            for (const Addend& one : node.addends)
                if (std::abs(one.coefficient) == 1 && !graph_[one.node].is(Kind::Product) &&
                    (finest(magnitude(one.node)) >= point || chain_[one.node] == chain_[id]))
                    hint(one.node, point);
        }
    }

    // What is compared with a constant must have a point at which the constant can be written.
    void constants_compared() {
        for (NodeId id = 0; id < graph_.size(); ++id) {
            const Node& node = graph_[id];
            if (!node.is(Kind::Compare)) continue;
            if (graph_.is_constant(node.b)) compared_[node.a] = std::abs(graph_.value(node.b));
            if (graph_.is_constant(node.a)) compared_[node.b] = std::abs(graph_.value(node.a));
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
        int& point = points_.node[id];
        if (point != unset) return point;
        int found = found_point(id);
        if (compared_[id] > 0) found = std::min(found, finest(compared_[id]));
        return points_.node[id] = std::clamp(found, lowest, highest);
    }

    int found_point(NodeId id) {
        const Node& node = graph_[id];
        switch (node.kind) {
            case Kind::Receptor:
                return receptor_point(node.index);
            case Kind::Modulator:
                return context_.modulators[node.index].point;
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
                hint(node.a, fits);
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
    double sum_magnitude(const Node& node) const {
        double lo = std::min(node.constant, 0.0), hi = std::max(node.constant, 0.0);
        for (const Addend& one : node.addends) {
            Interval range = ranges_.nodes[one.node];
            if (const std::uint32_t state = chain_[one.node];
                state != none && state < points_.range.size()) {
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
        int point = finest(sum_magnitude(node));
        for (const Addend& one : node.addends)
            if (const auto power = exponent(one.coefficient))
                if (!graph_[one.node].is(Kind::Product))
                    point = std::min(point, of(one.node) - *power);
        return point;
    }

    // ---- parameters that differ between neurons: the point of what first uses them
    void parameters() {
        const auto take = [&](NodeId id, int point) {
            const Node& node = graph_[id];
            if (!node.is(Kind::Word) || points_.word[node.index] != unset) return;
            points_.word[node.index] = std::min(point, finest(magnitude(id)));
        };
        for (NodeId id = 0; id < graph_.size(); ++id) {
            const Node& node = graph_[id];
            for (const Addend& one : node.addends)
                if (std::abs(one.coefficient) == 1) take(one.node, points_.node[id]);
            if (node.is(Kind::Select) || node.is(Kind::Min) || node.is(Kind::Max))
                for (const NodeId operand : operands(node)) take(operand, points_.node[id]);
            if (!node.is(Kind::Compare)) continue;
            if (!graph_.is_constant(node.a)) take(node.b, of(node.a));
            if (!graph_.is_constant(node.b)) take(node.a, of(node.b));
        }
        for (NodeId id = 0; id < graph_.size(); ++id)
            if (graph_[id].is(Kind::Word)) {
                take(id, highest);
                points_.node[id] = points_.word[graph_[id].index];
            }
    }

    const ModelContext& context_;
    const BoundModel& model_;
    const Graph& graph_;
    const Computation& computation_;
    const Ranges& ranges_;
    Points points_;
    std::vector<std::uint32_t> chain_;  // by node: the state whose value it is on its way
    std::vector<double> assigned_;      // by state: the largest constant that it becomes
    std::map<std::pair<NodeId, std::uint32_t>, bool> carries_;
    std::vector<double> compared_;  // by node: the largest constant it is compared with
};

}  // namespace

Points choose_points(const ModelContext& context, const BoundModel& model,
                     const Computation& computation, const Ranges& ranges) {
    return Chooser(context, model, computation, ranges).run();
}

}  // namespace bouton::compiler
