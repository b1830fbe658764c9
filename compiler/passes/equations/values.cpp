// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/values.hpp"

#include <cmath>
#include <numbers>

#include "compiler/passes/equations/fraction.hpp"

namespace bouton::compiler {
namespace {

using Kind = Node::Kind;
using Text = Expression::Kind;

constexpr double gauss_deviation = 147.8;  // of RND4 in units of 2^21
constexpr std::size_t most_nodes = 4096;

}  // namespace

std::optional<std::uint32_t> ValueBuilder::state(const std::string& name) const {
    for (std::uint32_t i = 0; i < model_.states.size(); ++i)
        if (model_.states[i].name == name) return i;
    return std::nullopt;
}

NodeId ValueBuilder::variable(const Expression& one) {
    const std::string& name = one.name;
    if (const auto found = lets_.find(name); found != lets_.end()) return found->second;
    if (const auto index = state(name))
        return graph().add(state_[*index], graph().constant(model_.states[*index].origin), one.at);
    for (std::uint32_t i = 0; i < model_.parameters.size(); ++i)
        if (model_.parameters[i].name == name) return parameter(i, one.at);
    for (std::uint32_t i = 0; i < source_.receptors.size(); ++i)
        if (source_.receptors[i] == name)
            return context_.silent ? graph().constant(0) : graph().leaf(Kind::Receptor, i, one.at);
    if (name == "dt") return graph().constant(1);
    if (name == "payload" && source_.of == ModelEquations::Of::Axon)
        return context_.silent ? graph().constant(0) : graph().leaf(Kind::Payload, 0, one.at);
    if (name == "stimulus" && source_.of == ModelEquations::Of::Neuron) return stimulus(one.at);
    if (name == "rnd") return graph().leaf(Kind::Random, draws_++, one.at);
    if (name == "gauss")
        return graph().scale(1 / gauss_deviation, graph().leaf(Kind::Gauss, draws_++, one.at),
                             one.at);
    const auto& modulators = context_.network.source.modulators;
    for (std::uint32_t i = 0; i < modulators.size(); ++i)
        if (modulators[i].name == name) return graph().leaf(Kind::Modulator, i, one.at);
    throw SourceError(one.at, "unknown name '" + name + "' in this model");
}

NodeId ValueBuilder::parameter(std::uint32_t index, Position at) {
    const BoundParameter& one = model_.parameters[index];
    if (one.modulator) return graph().leaf(Kind::Modulator, *one.modulator, at);
    if (!one.each()) return graph().constant(one.value.values[0]);
    const auto word = static_cast<std::uint32_t>(result_.words.states + index);
    return graph().add(graph().leaf(Kind::Word, word, at),
                       graph().constant(result_.parameter_origin[index]), at);
}

NodeId ValueBuilder::stimulus(Position at) {
    NodeId sum = graph().constant(0);
    for (std::uint32_t i = 0; i < context_.stimuli.size(); ++i) {
        const auto word =
            static_cast<std::uint32_t>(result_.words.states + result_.words.parameters + i);
        const NodeId channel = graph().leaf(Kind::Modulator, context_.stimuli[i].modulator, at);
        sum =
            graph().add(sum, graph().product(channel, graph().leaf(Kind::Word, word, at), at), at);
    }
    return sum;
}

// A constant has no place of its own in the graph: what is wrong with one is reported here.
NodeId ValueBuilder::value(const Expression& one) {
    try {
        return placed(one);
    } catch (const SourceError& error) {
        if (error.at.line != 0) throw;
        throw SourceError(one.at, error.what());
    }
}

NodeId ValueBuilder::placed(const Expression& one) {
    if (graph().size() > most_nodes) throw SourceError(one.at, "the model is too large");
    const auto operand = [&](std::size_t i) { return value(one.operands[i]); };
    switch (one.kind) {
        case Text::Number:
            return graph().constant(
                internal(one.number, one.dimension, context_.network.source.step_ms));
        case Text::Name:
            return variable(one);
        case Text::Negate:
            return graph().scale(-1, operand(0), one.at);
        case Text::Add: {
            const NodeId a = operand(0);
            return graph().add(a, operand(1), one.at);
        }
        case Text::Subtract: {
            const NodeId a = operand(0);
            return graph().add(a, graph().scale(-1, operand(1), one.at), one.at);
        }
        case Text::Multiply: {
            const NodeId a = operand(0);
            return graph().product(a, operand(1), one.at);
        }
        case Text::Divide: {
            const NodeId a = operand(0), b = operand(1);
            if (!graph().is_constant(b))
                throw SourceError(one.operands[1].at,
                                  "division is by constants: what divides must be the same "
                                  "for all neurons and steps");
            if (graph().value(b) == 0) throw SourceError(one.operands[1].at, "division by 0");
            return graph().scale(1 / graph().value(b), a, one.at);
        }
        case Text::Call:
            return call(one);
        default:
            return condition(one);
    }
}

NodeId ValueBuilder::call(const Expression& one) {
    const std::string& name = one.name;
    const Position at = one.at;
    if (name == "where") {
        const NodeId choice = condition(one.operands[0]);
        if (graph().is_constant(choice))
            return value(one.operands[graph().value(choice) != 0 ? 1 : 2]);
        const std::vector<NodeId> before = state_;
        assume(choice, true);
        const NodeId a = value(one.operands[1]);
        state_ = before;
        assume(choice, false);
        const NodeId b = value(one.operands[2]);
        state_ = before;
        return graph().select(choice, a, b, at);
    }
    std::vector<NodeId> of;
    for (const Expression& operand : one.operands) of.push_back(value(operand));
    const NodeId zero = graph().constant(0), unit = graph().constant(1);
    if (name == "min") return graph().minmax(Kind::Min, of[0], of[1], at);
    if (name == "max") return graph().minmax(Kind::Max, of[0], of[1], at);
    if (name == "clip")
        return graph().minmax(Kind::Max, graph().minmax(Kind::Min, of[0], of[2], at), of[1], at);
    if (name == "abs") return graph().minmax(Kind::Max, of[0], graph().scale(-1, of[0], at), at);
    if (name == "exp2") return graph().exp2(of[0], at);
    if (name == "exp") return graph().exp2(graph().scale(std::numbers::log2e, of[0], at), at);
    const NodeId positive = graph().compare(spec::Relation::Ge, of[0], zero, at);
    if (name == "step") return graph().select(positive, unit, zero, at);
    if (name == "sgn") {
        const NodeId rest = graph().select(positive, zero, graph().constant(-1), at);
        return graph().select(graph().compare(spec::Relation::Gt, of[0], zero, at), unit, rest, at);
    }
    if (graph().is_constant(of[0])) {
        if (name == "log") return graph().constant(std::log(graph().value(of[0])));
        if (name == "sqrt") return graph().constant(std::sqrt(graph().value(of[0])));
        if (name == "round") return graph().constant(std::nearbyint(graph().value(of[0])));
        if (name == "numerator") return graph().constant(fraction(graph().value(of[0])).above);
        if (name == "denominator") return graph().constant(fraction(graph().value(of[0])).below);
    }
    throw SourceError(at, "'" + name + "' is for constants only: the machine has 2^x, min, max");
}

void ValueBuilder::assume(NodeId condition, bool holds) {
    const Node known = graph()[condition];
    if ((known.is(Kind::And) && holds) || (known.is(Kind::Or) && !holds)) {
        assume(known.a, holds);
        assume(known.b, holds);
    }
    for (NodeId& state : state_)
        while (graph()[state].is(Kind::Select) && graph()[state].a == condition)
            state = holds ? graph()[state].b : graph()[state].c;
}

NodeId ValueBuilder::condition(const Expression& one) {
    const auto operand = [&](std::size_t i) { return condition(one.operands[i]); };
    switch (one.kind) {
        case Text::Compare: {
            const NodeId a = value(one.operands[0]);
            return graph().compare(one.relation, a, value(one.operands[1]), one.at);
        }
        case Text::And: {
            const NodeId a = operand(0);
            return graph().both(a, operand(1), one.at);
        }
        case Text::Or: {
            const NodeId a = operand(0);
            return graph().either(a, operand(1), one.at);
        }
        case Text::Not:
            return graph().negation(operand(0), one.at);
        default:
            throw SourceError(one.at, "expected a condition, as v >= 1 mV");
    }
}

}  // namespace bouton::compiler
