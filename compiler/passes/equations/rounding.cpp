// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/rounding.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

using Kind = Node::Kind;
using image::short_text;
using spec::Store;

// Of what a word can hold: 128 places, what a state on its own has at 256 steps.
constexpr double kept_by_nearest = 0x1p-16;
// Of a state's range: beyond it the compiler warns.
constexpr double worth_a_warning = 0x1p-11;
// Steps of a sum that grows by less than so many places are rounded by more than 1 part in 32.
constexpr double fine_steps = 16;

Interval hull(Interval a, Interval b) {
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

Interval plus(Interval a, Interval b) {
    return {a.lo + b.lo, a.hi + b.hi};
}

Interval times(Interval a, Interval b) {
    const auto [lo, hi] = std::minmax({a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi});
    return {lo, hi};
}

class Chooser {
  public:
    Chooser(const BoundModel& model, const Computation& computation, const Ranges& ranges,
            const Points& points, WordKind words)
        : words_(words),
          model_(model),
          graph_(computation.graph),
          ranges_(ranges),
          points_(points),
          count_(model.states.size()),
          stored_(count_, none),
          keeps_(count_, 1),
          gain_(count_ * count_) {
        for (const Effect& effect : computation.effects)
            if (effect.kind == Effect::Kind::Store) stored_[effect.state] = effect.node;
    }

    std::vector<StateRounding> run() {
        std::vector<bool> grows_finely(count_);
        std::vector<double> slope(count_ * count_);
        for (std::uint32_t i = 0; i < count_; ++i) {
            const std::vector<Interval> by = slopes(i);
            for (std::uint32_t j = 0; j < count_; ++j)
                if (stored_[j] != none) slope[j * count_ + i] = by[stored_[j]].magnitude();
            if (stored_[i] == none) continue;
            keeps_[i] = std::max(by[stored_[i]].hi, 0.0);
            grows_finely[i] = !ends(i) && step(stored_[i], by) < fine_steps * place(i);
        }
        gains(slope);
        std::vector<StateRounding> result(count_);
        for (std::uint32_t i = 0; i < count_; ++i) {
            const bool stalls = part(i, stall(i, Store::Nearest), points_.limit) > kept_by_nearest;
            result[i].store = model_.states[i].store.value_or(
                words_.dropped > 0 && stored_[i] != none && (stalls || grows_finely[i])
                    ? Store::Stochastic
                    : Store::Nearest);
            result[i].stall = stall(i, result[i].store);
            if (stored_[i] != none) result[i].lost = lost(stored_[i], i, result[i].store);
        }
        for (std::uint32_t j = 0; j < count_; ++j)
            for (std::uint32_t i = 0; i < count_; ++i)
                result[j].off += gain_[j * count_ + i] * result[i].stall;
        for (std::uint32_t i = 0; i < count_; ++i) result[i].warning = warning(i, result);
        return result;
    }

  private:
    static constexpr NodeId none = ~0U;

    double place(std::uint32_t i) const {
        return std::ldexp(1.0, words_.dropped - points_.word[i]);
    }
    // Whether the state goes towards a value while nothing changes.
    bool ends(std::uint32_t i) const { return keeps_[i] < 1; }

    // Whether an axon has one.
    bool is_event(NodeId condition) const {
        const Node& node = graph_[condition];
        return node.is(Kind::Compare) && node.relation == spec::Relation::Ne &&
               (graph_[node.a].is(Kind::Payload) || graph_[node.b].is(Kind::Payload));
    }

    // The derivative of every value by a state's. A step that leaves the state as it is counts as
    // no step; an axon's states go to their ends in steps without events.
    std::vector<Interval> slopes(std::uint32_t state) const {
        std::vector<Interval> by(graph_.size());
        const auto own = [&](NodeId id) {
            return graph_[id].is(Kind::Word) && graph_[id].index == state;
        };
        for (NodeId id = 0; id < graph_.size(); ++id) {
            const Node& node = graph_[id];
            Interval& slope = by[id];
            switch (node.kind) {
                case Kind::Word:
                    if (own(id)) slope = {1, 1};
                    break;
                case Kind::Sum:
                    for (const Addend& one : node.addends)
                        slope =
                            plus(slope, times({one.coefficient, one.coefficient}, by[one.node]));
                    break;
                case Kind::Product:
                    slope = plus(times(ranges_.nodes[node.a], by[node.b]),
                                 times(ranges_.nodes[node.b], by[node.a]));
                    break;
                case Kind::Min:
                case Kind::Max:
                    slope = hull(by[node.a], by[node.b]);
                    break;
                case Kind::Exp2: {
                    const double most = std::numbers::ln2 * ranges_.nodes[id].magnitude();
                    slope = times({0, most}, by[node.a]);
                    break;
                }
                case Kind::Select:
                    slope = is_event(node.a) ? by[node.c]
                            : own(node.b)    ? by[node.c]
                            : own(node.c)    ? by[node.b]
                                             : hull(by[node.b], by[node.c]);
                    break;
                default:
                    break;
            }
        }
        return by;
    }

    // The largest that a state which keeps all of itself gets in a step. Infinite: nothing is
    // added.
    double step(NodeId stored, const std::vector<Interval>& by) const {
        std::vector<double> steps(stored + 1);  // nodes come after what they read
        for (NodeId id = 0; id <= stored; ++id) steps[id] = step(graph_[id], by, steps);
        return steps[stored];
    }

    double step(const Node& node, const std::vector<Interval>& by,
                const std::vector<double>& steps) const {
        double most = 0;
        const auto join = [&](NodeId part) {
            if (std::isfinite(steps[part])) most = std::max(most, steps[part]);
        };
        if (node.is(Kind::Select)) {
            join(node.b);
            join(node.c);
        } else if (node.is(Kind::Min) || node.is(Kind::Max)) {
            join(node.a);
            join(node.b);
        } else if (node.is(Kind::Sum)) {
            double added = std::abs(node.constant);
            bool own = false;
            for (const Addend& one : node.addends) {
                if (one.coefficient == 1 && by[one.node].hi >= 1) {
                    own = true;
                    join(one.node);
                } else {
                    added += std::abs(one.coefficient) * ranges_.nodes[one.node].magnitude();
                }
            }
            if (own) most = std::max(most, added);
        }
        return most > 0 ? most : std::numeric_limits<double>::infinity();
    }

    // The constant that is added to a state, and nothing else, if its store rounds that away.
    double lost(NodeId stored, std::uint32_t state, Store store) const {
        const bool exact = model_.states[state].unit == "steps";  // not only in the mean
        const auto gone = [&](double added) {
            return (store == Store::Nearest && added <= place(state) / 2) ||
                   ((store == Store::TowardZero || exact) && added < place(state));
        };
        // Whether a value is the state, or the state after one constant step or another; and what
        // is lost of it. Nodes come after what they read.
        std::vector<bool> counts(stored + 1);
        std::vector<double> result(stored + 1);
        for (NodeId id = 0; id <= stored; ++id) {
            const Node& node = graph_[id];
            if (node.is(Kind::Word)) {
                counts[id] = node.index == state;
            } else if (node.is(Kind::Select)) {
                counts[id] = counts[node.b] || counts[node.c];
                result[id] = result[node.b] > 0 ? result[node.b] : result[node.c];
            } else if (node.is(Kind::Min) || node.is(Kind::Max)) {
                result[id] = std::max(result[node.a], result[node.b]);
            } else if (node.is(Kind::Sum) && node.addends.size() == 1) {
                const Addend& one = node.addends[0];
                counts[id] = counts[one.node];
                const double added = std::abs(node.constant);
                if (one.coefficient == 1 && counts[one.node] && gone(added)) result[id] = added;
            }
        }
        return result[stored];
    }

    // How far each state is off where another is off by 1, over all ways from one to the other.
    void gains(const std::vector<double>& slope) {
        std::vector<double> way(count_ * count_);
        for (std::size_t i = 0; i < count_; ++i) way[i * count_ + i] = gain_[i * count_ + i] = 1;
        for (std::size_t length = 1; length < count_; ++length) {
            std::vector<double> longer(count_ * count_);
            for (std::uint32_t j = 0; j < count_; ++j)
                for (std::size_t k = 0; k < count_; ++k)
                    for (std::size_t i = 0; i < count_; ++i)
                        if (k != j && ends(j))
                            longer[j * count_ + i] +=
                                slope[j * count_ + k] / (1 - keeps_[j]) * way[k * count_ + i];
            way = std::move(longer);
            for (std::size_t i = 0; i < way.size(); ++i) gain_[i] += way[i];
        }
    }

    double stall(std::uint32_t i, Store store) const {
        if (stored_[i] == none || !ends(i) || keeps_[i] == 0) return 0;  // 0: it is set anew
        const double places = 1 / (1 - keeps_[i]);
        constexpr double units = 256;  // of a register, in a place
        if (store == Store::TowardZero) return place(i) * places;
        return place(i) * places / 2 / (store == Store::Stochastic ? units : 1);
    }

    // The largest part of `of`, by state, by which a state's stall holds this or another one off.
    double part(std::uint32_t i, double stall, const std::vector<double>& of) const {
        double most = 0;
        for (std::size_t j = 0; j < count_; ++j)
            most = std::max(most, gain_[j * count_ + i] * stall / of[j]);
        return most;
    }

    std::string warning(std::uint32_t i, const std::vector<StateRounding>& all) const {
        const BoundState& state = model_.states[i];
        const bool nearest = all[i].store == Store::Nearest;
        const std::vector<double>& ranges = points_.range;  // a word may hold more than is wanted
        if (part(i, all[i].stall, ranges) <= worth_a_warning) return "";
        std::size_t worst = i;
        for (std::size_t j = 0; j < count_; ++j)
            if (gain_[j * count_ + i] / ranges[j] > gain_[worst * count_ + i] / ranges[worst])
                worst = j;
        const auto shown = [&](std::size_t of, double value) {
            return short_text(value / model_.states[of].scale) + " " + model_.states[of].unit;
        };
        std::string text = "'" + state.name + "' stops up to " + shown(i, all[i].stall) +
                           " before its end, at " + short_text(1 / (1 - keeps_[i])) +
                           " steps and places of " + shown(i, place(i));
        if (worst != i)
            text += ", which holds '" + model_.states[worst].name + "' " +
                    shown(worst, gain_[worst * count_ + i] * all[i].stall) + " off";
        return text + (nearest && words_.dropped > 0
                           ? ": use `rounding stochastic`, a smaller range or a longer step"
                           : ": use a smaller range or a longer step");
    }

    const WordKind words_;
    const BoundModel& model_;
    const Graph& graph_;
    const Ranges& ranges_;
    const Points& points_;
    const std::size_t count_;
    std::vector<NodeId> stored_;  // by state
    std::vector<double> keeps_;   // by state: the part of its distance that a step leaves
    std::vector<double> gain_;    // of a state by another
};

}  // namespace

std::vector<StateRounding> choose_rounding(const BoundModel& model, const Computation& computation,
                                           const Ranges& ranges, const Points& points,
                                           WordKind words) {
    return Chooser(model, computation, ranges, points, words).run();
}

}  // namespace bouton::compiler
