// SPDX-License-Identifier: Apache-2.0
// Statements to a graph. A state's value is followed through the statements; a block becomes a
// choice between the values with and without it.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "compiler/passes/equations/values.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

using Kind = Node::Kind;

constexpr NodeId no_node = ~0U;

class GraphBuilder : private ValueBuilder {
  public:
    GraphBuilder(const ModelContext& context, const ModelEquations& source, const BoundModel& model,
                 const std::vector<double>& origin,
                 const std::vector<std::optional<double>>& settled)
        : ValueBuilder(context, source, model) {
        result_.parameter_origin = origin;
        result_.settled = settled;
    }

    Computation run() {
        result_.words = {.states = model_.states.size(),
                         .parameters = model_.parameters.size(),
                         .gains = context_.stimuli.size()};
        for (std::uint32_t i = 0; i < model_.states.size(); ++i)
            state_.push_back(result_.settled[i] ? graph().constant(*result_.settled[i])
                                                : graph().leaf(Kind::Word, i, model_.states[i].at));
        const std::vector<NodeId> before = state_;
        block(source_.statements);
        finish(before);
        return std::move(result_);
    }

  private:
    // ---- statements
    void block(const std::vector<Statement>& statements) {
        for (std::size_t i = 0; i < statements.size(); ++i) {
            std::size_t end = i;
            while (end < statements.size() && statements[end].kind == Statement::Kind::Differential)
                ++end;
            if (end > i) {
                integrate({statements.data() + i, end - i});
                i = end - 1;
            } else {
                statement(statements[i]);
            }
        }
    }

    void assign(std::uint32_t index, NodeId stored, Position at) {
        state_[index] = graph().share(stored);
        if (depth_ == 0) compute(index, at);
    }

    void compute(std::uint32_t index, Position at) {
        result_.effects.push_back(
            {.kind = Effect::Kind::Compute, .node = state_[index], .state = index, .at = at});
    }

    // value - origin; max(x + origin, c) is left relative: max(x, c - origin).
    NodeId relative(NodeId value, double origin, Position at) {
        const Node node = graph()[value];
        if ((node.is(Kind::Min) || node.is(Kind::Max)) && graph().is_constant(node.b)) {
            const Node& inner = graph()[node.a];
            if (inner.is(Kind::Sum) && inner.addends.size() == 1 &&
                inner.addends[0].coefficient == 1 && inner.constant == origin)
                return graph().minmax(node.kind, inner.addends[0].node,
                                      graph().constant(graph().value(node.b) - origin), at);
        }
        return graph().add(value, graph().constant(-origin), at);
    }

    void statement(const Statement& one) {
        switch (one.kind) {
            case Statement::Kind::Let:
                lets_[one.name] = graph().share(value(*one.value));
                return;
            case Statement::Kind::Set: {
                const std::uint32_t index = *state(one.name);
                const double origin = model_.states[index].origin;
                assign(index, relative(value(*one.value), origin, one.at), one.at);
                return;
            }
            case Statement::Kind::If:
                choice(condition(*one.condition), one);
                return;
            case Statement::Kind::Spike:
                spike(one);
                return;
            case Statement::Kind::Send:
                outermost(one, "send");
                result_.effects.push_back(
                    {.kind = Effect::Kind::Send,
                     .node = value(*one.value),
                     .condition = one.condition ? condition(*one.condition) : graph().constant(1),
                     .forced = one.name == forced_axon,
                     .at = one.at});
                return;
            case Statement::Kind::Differential:
                return;  // integrate() took them
        }
    }

    void outermost(const Statement& one, const std::string& what) const {
        if (depth_ > 0)
            throw SourceError(one.at, "`" + what +
                                          "` is not inside a block: give it a condition, "
                                          "as `" +
                                          what + " ... when`");
    }

    void spike(const Statement& one) {
        outermost(one, "spike");
        if (spikes_) throw SourceError(one.at, "a second `spike`: join the conditions by `or`");
        spikes_ = true;
        const NodeId when = one.condition ? condition(*one.condition) : graph().constant(1);
        result_.effects.push_back(
            {.kind = Effect::Kind::Spike, .node = when, .condition = when, .at = one.at});
        choice(when, one);
    }

    // In the order in which the blocks assign. A block that is never taken is not looked at: it may
    // divide by the 0 that its condition excludes.
    void choice(NodeId when, const Statement& one) {
        const std::vector<NodeId> before = state_;
        const auto lets = lets_;
        ++depth_;
        const auto never = [&](double value) {
            return graph().is_constant(when) && graph().value(when) == value;
        };
        assume(when, true);
        if (!never(0)) block(one.body);
        const std::vector<NodeId> with = std::exchange(state_, before);
        lets_ = lets;
        assume(when, false);
        if (!never(1)) block(one.otherwise);
        const std::vector<NodeId> without = std::exchange(state_, before);
        lets_ = lets;
        --depth_;
        std::vector<std::uint32_t> order;
        const auto collect = [&](const std::vector<Statement>& list, const auto& self) -> void {
            for (const Statement& inner : list) {
                if (const auto index = state(inner.name);
                    index && std::find(order.begin(), order.end(), *index) == order.end())
                    order.push_back(*index);
                self(inner.body, self);
                self(inner.otherwise, self);
            }
        };
        collect(one.body, collect);
        collect(one.otherwise, collect);
        for (const std::uint32_t index : order)
            assign(index, graph().select(when, with[index], without[index], one.at), one.at);
    }

    // ---- differential equations
    struct Linear {
        std::vector<double> coefficient;  // by variable
        std::vector<Addend> input;
        double constant = 0;
        bool fits = true;
    };

    bool depends(NodeId id) {
        if (graph()[id].is(Kind::Variable)) return true;
        if (const auto known = depends_.find(id); known != depends_.end()) return known->second;
        const std::vector<NodeId> all = operands(graph()[id]);
        const bool found =
            std::any_of(all.begin(), all.end(), [&](NodeId operand) { return depends(operand); });
        return depends_[id] = found;
    }

    void collect(NodeId id, double factor, Linear& linear) {
        const Node node = graph()[id];
        if (node.is(Kind::Constant)) {
            linear.constant += factor * node.constant;
        } else if (node.is(Kind::Variable)) {
            linear.coefficient[node.index] += factor;
        } else if (!depends(id)) {
            linear.input.push_back({factor, id});
        } else if (node.is(Kind::Sum)) {
            linear.constant += factor * node.constant;
            for (const Addend& one : node.addends)
                collect(one.node, factor * one.coefficient, linear);
        } else {
            linear.fits = false;
        }
    }

    void integrate(std::span<const Statement> equations) {
        std::vector<std::uint32_t> states;
        for (const Statement& one : equations) {
            states.push_back(*state(one.name));
            if (std::count(states.begin(), states.end(), states.back()) > 1)
                throw SourceError(one.at,
                                  "a second equation for '" + one.name + "' beside the first");
        }
        const std::vector<NodeId> old = state_;
        for (std::uint32_t i = 0; i < states.size(); ++i)
            state_[states[i]] = graph().leaf(Kind::Variable, i, equations[i].at);
        std::vector<Linear> linear;
        for (const Statement& one : equations) {
            linear.push_back({.coefficient = std::vector<double>(states.size()), .input = {}});
            collect(value(*one.value), 1, linear.back());
        }
        state_ = old;
        std::vector<NodeId> next;
        for (std::uint32_t i = 0; i < states.size(); ++i) {
            if (linear[i].fits) {
                next.push_back(no_node);
                continue;
            }
            result_.euler.push_back(model_.states[states[i]].name);
            next.push_back(
                graph().add(old[states[i]], value(*equations[i].value), equations[i].at));
        }
        solve(equations, states, old, linear, next);
        for (std::uint32_t i = 0; i < states.size(); ++i)
            assign(states[i], next[i], equations[i].at);
    }

    // A rate so small that 1 and it are 1.
    void check_moves(const BoundState& state, double rate, double factor, Position at) {
        if (rate == 0 || factor != 1) return;
        result_.notices.push_back(
            {at, "the time constant of '" + state.name + "', " + image::short_text(-1 / rate) +
                     " steps, is lost: a step multiplies by 1. A constant that counts is below "
                     "1e+16 steps; make it shorter, or leave it out"});
    }

    // The linear ones, exactly; the others are inputs that stand still for the step.
    void solve(std::span<const Statement> equations, const std::vector<std::uint32_t>& states,
               const std::vector<NodeId>& old, const std::vector<Linear>& linear,
               std::vector<NodeId>& next) {
        std::vector<std::uint32_t> members;
        for (std::uint32_t i = 0; i < states.size(); ++i)
            if (linear[i].fits) members.push_back(i);
        if (members.empty()) return;
        const std::size_t n = members.size();
        std::vector<double> matrix;
        for (const std::uint32_t i : members)
            for (const std::uint32_t j : members) matrix.push_back(linear[i].coefficient[j]);
        const Propagator step = propagate(matrix, n);
        for (std::size_t i = 0; i < n; ++i) {
            check_moves(model_.states[states[members[i]]], matrix[i * n + i], step.state[i * n + i],
                        equations[members[i]].at);
            std::vector<Addend> addends;
            double constant = 0;
            for (std::size_t j = 0; j < n; ++j)
                addends.push_back({step.state[i * n + j], old[states[members[j]]]});
            for (std::size_t j = 0; j < n; ++j) {
                const double gain = step.input[i * n + j];
                const Linear& one = linear[members[j]];
                constant += gain * one.constant;
                for (const Addend& input : one.input)
                    addends.push_back({gain * input.coefficient, input.node});
                for (std::uint32_t other = 0; other < states.size(); ++other)
                    if (!linear[other].fits)
                        addends.push_back({gain * one.coefficient[other], old[states[other]]});
            }
            next[members[i]] = graph().sum(addends, constant, equations[members[i]].at);
        }
    }

    // ---- the end: which values are stored, and only what they need
    void finish(const std::vector<NodeId>& before) {
        auto& effects = result_.effects;
        std::set<NodeId> stored;
        for (std::uint32_t i = 0; i < state_.size(); ++i) {
            if (state_[i] == before[i] || result_.settled[i]) continue;
            const auto last =
                std::find_if(effects.rbegin(), effects.rend(), [&](const Effect& effect) {
                    return effect.kind == Effect::Kind::Compute && effect.state == i;
                });
            last->kind = Effect::Kind::Store;
            stored.insert(last->node);
        }
        std::erase_if(effects, [&](const Effect& effect) {  // what is stored is made there
            return effect.kind == Effect::Kind::Compute && stored.contains(effect.node);
        });
        std::vector<NodeId> roots, hints;
        for (const Effect& effect : effects) {
            if (effect.kind == Effect::Kind::Compute) {
                hints.push_back(effect.node);
                continue;
            }
            roots.push_back(effect.node);
            roots.push_back(effect.kind == Effect::Kind::Send ? effect.condition : effect.node);
        }
        graph() = simplified(graph(), roots, hints);
        std::size_t root = 0, hint = 0;
        std::vector<Effect> kept;
        for (Effect effect : effects) {
            if (effect.kind == Effect::Kind::Compute) {
                effect.node = hints[hint++];
                if (effect.node == no_node) continue;
            } else {
                effect.node = roots[root++];
                effect.condition = roots[root++];
            }
            kept.push_back(effect);
        }
        effects = std::move(kept);
    }

    std::map<NodeId, bool> depends_;  // on a variable
    unsigned depth_ = 0;
    bool spikes_ = false;
};

}  // namespace

Computation build(const ModelContext& context, const ModelSource& source, const BoundModel& model,
                  const std::vector<double>& parameter_origin,
                  const std::vector<std::optional<double>>& settled) {
    return GraphBuilder(context, *source.equations, model, parameter_origin, settled).run();
}

}  // namespace bouton::compiler
