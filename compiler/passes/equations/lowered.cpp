// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/equations/lowered.hpp"

#include <algorithm>
#include <cmath>

#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

// States that never leave their initial value need no word: the graph is built again without them,
// and with the origins that parameters take.
Computation settled(const ModelContext& context, const ModelSource& source,
                    const BoundModel& model) {
    const std::vector<double> none(model.parameters.size());
    std::vector<std::optional<double>> constant(model.states.size());
    for (;;) {
        Computation computation = build(context, source, model, none, constant);
        std::vector<std::optional<double>> known = unchanging(context, model, computation);
        for (std::size_t i = 0; i < known.size(); ++i)
            if (constant[i]) known[i] = constant[i];
        if (known != constant) {
            constant = std::move(known);
            continue;
        }
        const std::vector<double> origins = parameter_origins(computation);
        return origins == none ? computation : build(context, source, model, origins, constant);
    }
}

const char* text(spec::Store store) {
    return store == spec::Store::Nearest      ? "nearest"
           : store == spec::Store::TowardZero ? "toward zero"
                                              : "stochastic";
}

// What is proved within what the words really hold counts as proved; elsewhere the declared ranges
// are assumed. A larger range may make other states' larger, so points are chosen again.
struct Formats {
    Ranges ranges;
    Points points;
};

Formats formats(const ModelContext& context, const BoundModel& model,
                const Computation& computation) {
    constexpr double rounding = 1 - 1.0 / 256;  // of constants and stores, which no proof sees
    Formats result;
    std::vector<double> limits = declared_limits(model);
    const auto make = [&] {
        result.ranges = analyse(context, model, computation, limits);
        result.points = choose_points(context, model, computation, result.ranges);
    };
    make();
    std::vector<double> words = result.points.limit;
    for (double& one : words) one *= rounding;
    const Ranges widest = analyse(context, model, computation, words);
    bool wider = false;
    for (std::size_t i = 0; i < limits.size(); ++i)
        if (widest.states[i].proved && !result.ranges.states[i].proved) {
            limits[i] = words[i];
            wider = true;
        }
    if (wider) make();
    for (std::size_t i = 0; i < limits.size(); ++i)
        result.ranges.states[i].proved &=
            result.points.need[i] <= rounding * result.points.limit[i];
    return result;
}

// All digits of a number that counts.
std::string digits(double value) {
    return value != std::floor(value) || value > 1e15
               ? image::short_text(value)
               : std::to_string(static_cast<long long>(value));
}

// What counts must not stand still.
void check_counts(const ModelContext& context, const BoundModel& model, const Points& points,
                  const std::vector<StateRounding>& rounding) {
    const int dropped = context.words.dropped;
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const double change = rounding[i].lost;
        if (change == 0) continue;
        const BoundState& state = model.states[i];
        const auto shown = [&](double value) {
            return digits(value / state.scale) + (state.unit.empty() ? "" : " ") + state.unit;
        };
        const double most = std::ldexp(std::exp2(std::floor(std::log2(change))), 31 - dropped);
        throw SourceError(state.at,
                          "'" + state.name + "' would stand still: steps change it by " +
                              shown(change) + ", and the numbers that its word holds are " +
                              shown(std::ldexp(1.0, dropped - points.word[i])) +
                              " apart. It may count up to " + shown(most) + ", for " +
                              digits(std::floor(most / change * context.network.source.step_ms)) +
                              " ms at this step");
    }
}

// A stimulus of an axon that never comes to the 1/2 at which the axon fires.
std::optional<std::string> never_fires(const Graph& graph, const Ranges& ranges,
                                       const Effect& effect) {
    if (effect.kind != Effect::Kind::Send || !effect.forced) return std::nullopt;
    const Node& when = graph[effect.condition];
    std::string most;
    if (when.is(Node::Kind::Compare)) {
        const Interval a = ranges.nodes[when.a], b = ranges.nodes[when.b];
        if (a.hi >= b.lo) return std::nullopt;
        if (b.point() && b.lo > 0)
            most = ", it is " + image::short_text(a.hi / b.lo / 2) + " at most";
    } else if (!when.is(Node::Kind::Constant) || when.constant != 0) {
        return std::nullopt;
    }
    return "this stimulus never fires an axon: gain times course has to reach 1/2" + most +
           "; give it a larger gain";
}

// "64 mV of -70": where the word of a state ends.
std::string end_of(const BoundState& state, double limit) {
    return image::short_text(limit / state.scale) + (state.unit.empty() ? "" : " ") + state.unit +
           (state.origin != 0 ? " of " + image::short_text(state.origin / state.scale) : "");
}

// A state that a node reads.
std::optional<std::uint32_t> state_in(const Computation& computation, NodeId node) {
    const Node& one = computation.graph[node];
    if (one.is(Node::Kind::Word) && computation.words.is_state(one.index)) return one.index;
    for (const NodeId operand : operands(one))
        if (const auto state = state_in(computation, operand)) return state;
    return std::nullopt;
}

// Spikes whose condition holds for nothing that the registers of its sides hold: a range is too
// small. That a network brings too little for a spike may be meant.
std::vector<Notice> never_spikes(const BoundModel& model, const Computation& computation,
                                 const Points& points) {
    std::vector<Notice> list;
    const Graph& graph = computation.graph;
    for (const Effect& one : computation.effects) {
        const Node& when = graph[one.node];
        if (one.kind != Effect::Kind::Spike || !when.is(Node::Kind::Compare) ||
            (when.relation != spec::Relation::Ge && when.relation != spec::Relation::Gt))
            continue;
        const auto most = [&](NodeId node, double sign) {
            return graph.is_constant(node) ? graph.value(node)
                                           : sign * std::exp2(31 - points.node[node]);
        };
        const auto state = state_in(computation, one.node);
        if (state && most(when.a, 1) < most(when.b, -1))
            list.push_back({one.at, "this spike never comes: '" + model.states[*state].name +
                                        "' is held within " +
                                        end_of(model.states[*state], points.limit[*state]) +
                                        "; give it a larger range"});
    }
    return list;
}

}  // namespace

LoweredEquations lower_values(const ModelContext& context, const ModelSource& source,
                              bool wants_spike) {
    LoweredEquations result{.model = bind(context, source),
                            .computation = {},
                            .ranges = {},
                            .points = {},
                            .rounding = {},
                            .selected = {}};
    auto& [model, computation, ranges, points, rounding, selected] = result;
    computation = settled(context, source, model);
    Formats chosen = formats(context, model, computation);
    ranges = std::move(chosen.ranges);
    points = std::move(chosen.points);
    rounding = choose_rounding(model, computation, ranges, points, context.words);
    check_counts(context, model, points, rounding);
    for (std::size_t i = 0; i < model.states.size(); ++i) model.states[i].store = rounding[i].store;
    selected = select(context, model, computation, ranges, points, wants_spike);
    for (const Notice& one : never_spikes(model, computation, points))
        selected.notices.push_back(one);
    assign_registers(selected, source.at);
    return result;
}

StateVariable LoweredEquations::state(std::uint32_t index) const {
    const BoundState& source = model.states[index];
    StateVariable variable{.name = source.name,
                           .unit = source.unit,
                           .point = points.word[index],
                           .scale = 1 / source.scale,
                           .origin = source.origin / source.scale,
                           .range = points.range[index] / source.scale,
                           .assumed = !ranges.states[index].proved,
                           .rounding = text(rounding[index].store),
                           .stall = rounding[index].off / source.scale};
    variable.initial = {source.initial};
    return variable;
}

EquationsNote LoweredEquations::note(Position at, double step_ms) const {
    EquationsNote result{.at = at, .parameters = {}, .notes = {}};
    for (const BoundParameter& one : model.parameters)
        if (!one.modulator) result.parameters.push_back(one.name + " = " + text(one, step_ms));
    std::vector<std::string>& list = result.notes;
    for (const std::string& state : computation.euler)
        list.push_back("'" + state +
                       "' is integrated by forward Euler: its equation is not "
                       "linear; the error falls with the step");
    for (std::size_t i = 0; i < model.states.size(); ++i) {
        const BoundState& one = model.states[i];
        if (!ranges.states[i].proved)
            list.push_back("'" + one.name + "' may saturate: that it stays within " +
                           end_of(one, points.limit[i]) + " is not proved");
    }
    return result;
}

std::vector<std::pair<Position, std::string>> LoweredEquations::warnings() const {
    std::vector<std::pair<Position, std::string>> list;
    for (const Notice& one : computation.notices) list.emplace_back(one.at, one.text);
    for (const Notice& one : selected.notices) list.emplace_back(one.at, one.text);
    for (const Effect& one : computation.effects)
        if (const auto never = never_fires(computation.graph, ranges, one))
            list.emplace_back(one.at, *never);
    for (std::size_t i = 0; i < model.states.size(); ++i)
        if (!rounding[i].warning.empty())
            list.emplace_back(model.states[i].at, rounding[i].warning);
    return list;
}

}  // namespace bouton::compiler
