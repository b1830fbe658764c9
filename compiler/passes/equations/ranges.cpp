// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/ranges.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace bouton::compiler {
namespace {

using Kind = Node::Kind;

constexpr double endless = 1e30;
constexpr double tolerance = 1e-9;
constexpr int most_rounds = 60;  // over all states
constexpr int most_steps = 60;   // of one state; a third of them extrapolated

Interval hull(Interval a, Interval b) {
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

Interval clipped(Interval a, double limit) {
    return {std::clamp(a.lo, -limit, limit), std::clamp(a.hi, -limit, limit)};
}

Interval scaled(double factor, Interval a) {
    const double x = factor * a.lo, y = factor * a.hi;
    return {std::min(x, y), std::max(x, y)};
}

Interval times(Interval a, Interval b) {
    const double all[] = {a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi};
    return {*std::min_element(all, all + 4), *std::max_element(all, all + 4)};
}

bool close(Interval a, Interval b) {
    const double size = std::max({a.magnitude(), b.magnitude(), 1e-300});
    return std::abs(a.lo - b.lo) <= tolerance * size && std::abs(a.hi - b.hi) <= tolerance * size;
}

// The limit of three iterates, if they approach one.
double limit(double x, double y, double z) {
    const double first = y - x, second = z - y;
    if (first == 0 || second == 0) return z;
    const double ratio = second / first;
    if (!(ratio > 0 && ratio < 1)) return z;
    return z + second * ratio / (1 - ratio);
}

class Analysis {
  public:
    // `any_input`: not only what the network's weights can add up to.
    Analysis(const ModelContext& context, const BoundModel& model, const Computation& computation,
             const std::vector<double>& limits, bool any_input)
        : any_input_(any_input),
          context_(context),
          model_(model),
          computation_(computation),
          graph_(computation.graph),
          node_(graph_.size()),
          final_(model.states.size(), ~0U),
          limit_(limits) {
        for (const Effect& effect : computation.effects)
            if (effect.kind == Effect::Kind::Store) final_[effect.state] = effect.node;
        for (std::size_t i = 0; i < limit_.size(); ++i)
            reach_.push_back(clipped(model.states[i].initial_range, limit_[i]));
    }

    Ranges run() {
        for (int round = 0; round < most_rounds; ++round) {
            bool changed = false;
            for (std::uint32_t i = 0; i < reach_.size(); ++i) changed |= settle(i, round);
            if (!changed) break;
        }
        Ranges result;
        evaluate();
        for (std::uint32_t i = 0; i < reach_.size(); ++i) {
            const Interval next = hull(model_.states[i].initial_range, step(i));
            const bool proved = next.within(reach_[i]) || close(hull(next, reach_[i]), reach_[i]);
            if (!any_input_ && reach_[i].magnitude() >= endless)
                throw SourceError(model_.states[i].at,
                                  "no range of '" + model_.states[i].name +
                                      "' can be proved from its equations; declare one, as `range "
                                      "100 mV`: beyond it the state saturates");
            result.states.push_back({.reach = reach_[i], .proved = proved});
        }
        result.nodes = std::move(node_);
        return result;
    }

  private:
    // The smallest interval that the state does not leave while the others stay in theirs.
    bool settle(std::uint32_t state, int round) {
        if (final_[state] == ~0U) return false;
        const Interval before = reach_[state];
        Interval history[3] = {before, before, before};
        for (int i = 0; i < most_steps; ++i) {
            evaluate();
            const Interval next = clipped(hull(reach_[state], step(state)), limit_[state]);
            if (close(next, reach_[state])) break;
            history[0] = history[1];
            history[1] = history[2];
            history[2] = reach_[state] = next;
            if (i % 3 != 2) continue;
            reach_[state] = clipped({limit(history[0].lo, history[1].lo, history[2].lo),
                                     limit(history[0].hi, history[1].hi, history[2].hi)},
                                    limit_[state]);
            history[2] = reach_[state];
        }
        evaluate();
        widen(state, hull(reach_[state], step(state)));
        // What still grows after so many rounds grows for ever.
        if (round + 10 > most_rounds && !close(before, reach_[state]))
            widen(state, reach_[state], before);
        return !close(before, reach_[state]);
    }

    // The sides on which `next` is beyond what there is go to the limit.
    void widen(std::uint32_t state, Interval next) { widen(state, next, reach_[state]); }
    void widen(std::uint32_t state, Interval next, Interval known) {
        if (close(next, known)) return;
        const double slack = tolerance * std::max(next.magnitude(), known.magnitude());
        Interval& reach = reach_[state];
        reach = {next.lo < known.lo - slack ? -limit_[state] : known.lo,
                 next.hi > known.hi + slack ? limit_[state] : known.hi};
    }

    Interval step(std::uint32_t state) const {
        return final_[state] == ~0U ? reach_[state] : node_[final_[state]];
    }

    // Nodes come after what they read.
    void evaluate() {
        for (NodeId id = 0; id < graph_.size(); ++id) node_[id] = of(graph_[id]);
    }

    Interval word(std::uint32_t index) const {
        const WordTable& words = computation_.words;
        if (words.is_state(index)) return reach_[index];
        if (words.is_parameter(index)) {
            const std::uint32_t p = words.parameter(index);
            const double origin = computation_.parameter_origin[p];
            const Interval& range = model_.parameters[p].range;
            return {range.lo - origin, range.hi - origin};
        }
        const Stimulus& stimulus = context_.stimuli[words.gain(index)];
        return range_of(context_.network.source.stimuli[stimulus.source].gain);
    }

    // A state that is reset from a threshold on stays below it where it is not.
    Interval chosen(const Node& node) const {
        Interval a = node_[node.b], b = node_[node.c];
        const Node& when = graph_[node.a];
        const bool below =
            when.is(Kind::Compare) && when.a == node.c &&
            (when.relation == spec::Relation::Ge || when.relation == spec::Relation::Gt);
        if (below) b.hi = std::max(b.lo, std::min(b.hi, node_[when.b].hi));
        // One that turns over, v >= n: v - n, is there not below 0.
        const Node& turned = graph_[node.b];
        if (below && turned.is(Kind::Sum) && turned.addends.size() == 1 &&
            turned.addends[0].coefficient == 1 && turned.addends[0].node == node.c)
            a.lo = std::min(a.hi, std::max(a.lo, node_[when.b].lo + turned.constant));
        return hull(a, b);
    }

    // max(x, -x)
    bool magnitude(const Node& node) const {
        const auto terms = [&](NodeId id) {
            std::vector<Addend> result = graph_[id].addends;
            if (!graph_[id].is(Kind::Sum)) result = {{.coefficient = 1, .node = id}};
            return result;
        };
        const auto constant = [&](NodeId id) {
            return graph_[id].is(Kind::Sum) ? graph_[id].constant : 0;
        };
        const std::vector<Addend> a = terms(node.a), b = terms(node.b);
        return constant(node.a) == -constant(node.b) &&
               std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const Addend& one, const Addend& other) {
                              return one.node == other.node &&
                                     one.coefficient == -other.coefficient;
                          });
    }

    // a R + b u R is R (a + b u): what a state loses in proportion to itself does not take it past
    // 0. Of both ways to add up, the narrower counts on each side.
    Interval sum(const Node& node) const {
        const auto add = [](Interval& to, Interval part) {
            to = {to.lo + part.lo, to.hi + part.hi};
        };
        Interval plain{node.constant, node.constant}, factored = plain;
        std::vector<bool> taken(node.addends.size());
        for (const Addend& one : node.addends) {
            add(plain, scaled(one.coefficient, node_[one.node]));
            if (graph_[one.node].is(Kind::Product)) continue;
            Interval factor{one.coefficient, one.coefficient};
            for (std::size_t i = 0; i < node.addends.size(); ++i) {
                const Node& product = graph_[node.addends[i].node];
                if (taken[i] || !product.is(Kind::Product) || product.a == product.b) continue;
                if (product.a != one.node && product.b != one.node) continue;
                const NodeId other = product.a == one.node ? product.b : product.a;
                add(factor, scaled(node.addends[i].coefficient, node_[other]));
                taken[i] = true;
            }
            add(factored, times(factor, node_[one.node]));
        }
        if (std::none_of(taken.begin(), taken.end(), [](bool one) { return one; })) return plain;
        for (std::size_t i = 0; i < node.addends.size(); ++i)
            if (graph_[node.addends[i].node].is(Kind::Product) && !taken[i])
                add(factored, scaled(node.addends[i].coefficient, node_[node.addends[i].node]));
        const Interval both{std::max(plain.lo, factored.lo), std::min(plain.hi, factored.hi)};
        return both.lo <= both.hi ? both : plain;
    }

    Interval of(const Node& node) const {
        const auto at = [&](NodeId id) { return node_[id]; };
        switch (node.kind) {
            case Kind::Constant:
                return {node.constant, node.constant};
            case Kind::Word:
                return word(node.index);
            case Kind::Receptor: {
                const ReceptorPlan& receptor = context_.receptors[node.index];
                if (any_input_) return {-endless, endless};
                return {receptor.lo, receptor.hi};
            }
            case Kind::Modulator: {
                const double range = context_.network.source.modulators[node.index].range;
                return {-range, range};
            }
            case Kind::Payload:
                return {-2, 2};
            case Kind::Random:
                return {0, 1};
            case Kind::Gauss:
                return {-510, 510};
            case Kind::Sum:
                return clipped(sum(node), endless);
            case Kind::Product:
                if (node.a == node.b) {
                    const double most = at(node.a).magnitude();
                    return clipped({0, most * most}, endless);
                }
                return clipped(times(at(node.a), at(node.b)), endless);
            case Kind::Min:
                return {std::min(at(node.a).lo, at(node.b).lo),
                        std::min(at(node.a).hi, at(node.b).hi)};
            case Kind::Max:
                return {std::max({at(node.a).lo, at(node.b).lo, magnitude(node) ? 0 : -endless}),
                        std::max(at(node.a).hi, at(node.b).hi)};
            case Kind::Exp2:
                return {std::exp2(std::max(at(node.a).lo, -100.0)),
                        std::exp2(std::min(at(node.a).hi, 100.0))};
            case Kind::Select:
                return chosen(node);
            default:
                return {0, 1};
        }
    }

    const bool any_input_;
    const ModelContext& context_;
    const BoundModel& model_;
    const Computation& computation_;
    const Graph& graph_;
    std::vector<Interval> node_, reach_;  // by node, by state
    std::vector<NodeId> final_;           // by state: what is stored, ~0 if it does not change
    const std::vector<double> limit_;
};

}  // namespace

std::vector<double> declared_limits(const BoundModel& model) {
    std::vector<double> result;
    for (const BoundState& state : model.states) result.push_back(state.range.value_or(endless));
    return result;
}

Ranges analyse(const ModelContext& context, const BoundModel& model, const Computation& computation,
               const std::vector<double>& limits) {
    return Analysis(context, model, computation, limits, false).run();
}

std::vector<std::optional<double>> unchanging(const ModelContext& context, const BoundModel& model,
                                              const Computation& computation) {
    const Ranges ranges = Analysis(context, model, computation, declared_limits(model), true).run();
    std::vector<std::optional<double>> result;
    for (const StateRange& state : ranges.states)
        result.push_back(state.proved && state.reach.point() ? std::optional(state.reach.lo)
                                                             : std::nullopt);
    for (std::size_t i = 0; i < result.size(); ++i)
        if (model.states[i].point) result[i].reset();  // somebody else reads its word
    return result;
}

}  // namespace bouton::compiler
