// SPDX-License-Identifier: Apache-2.0
// race and relay (docs/network-format.md section 3).
#include <algorithm>
#include <cmath>

#include "compiler/passes/models.hpp"

namespace bouton::compiler {

using spec::Op;
using spec::Store;

namespace {

constexpr ModelParameter race_parameters[] = {
    {"threshold", Dimension::None, 1, true},
    {"leak", Dimension::None, 0},
    {"threshold_step", Dimension::None, 0},
    {"threshold_drift", Dimension::None, 0},
    {"range", Dimension::None, 256},
    {"gate", Dimension::None, 0, false, true},
    {"drift_on", Dimension::None, 0, false, true},
    {"clear_on", Dimension::None, 0, false, true},
};

constexpr ModelParameter relay_parameters[] = {{"threshold", Dimension::None, 0.5}};

// to = p ? threshold_step * G[gate] : 0, minus threshold_drift * G[drift_on]. False if theta never
// changes.
bool adaptation(ModelWriter& writer, ModelContext& context, Operand to, int point) {
    Builder& code = writer.code;
    const double step = writer.value("threshold_step"), drift = writer.value("threshold_drift");
    const auto gate = writer.modulator("gate"), drift_on = writer.modulator("drift_on");
    const auto scaled = [&](std::uint32_t modulator, double factor, std::string_view name) {
        return multiplier(std::ldexp(factor, point - context.modulators[modulator].point),
                          writer.parameter(name).at);
    };
    bool changes = false;
    if (step != 0) {
        if (gate) {
            const ScaledConstant factor = scaled(*gate, step, "threshold_step");
            code.emit(Op::Mul, to, g(*gate), factor.constant, factor.shift);
        } else {
            const ScaledConstant value = addend(step, point, writer.parameter("threshold_step").at);
            code.emit(Op::Add, to, zero(), value.constant, value.shift);
        }
        code.emit(Op::Sel, to, to, zero());
        changes = true;
    }
    if (drift != 0 && drift_on) {
        const ScaledConstant factor = scaled(*drift_on, -drift, "threshold_drift");
        code.emit(changes ? Op::Mac : Op::Mul, to, g(*drift_on), factor.constant, factor.shift);
        changes = true;
    }
    return changes;
}

}  // namespace

ModelPlan lower_race(ModelContext& context) {
    ModelWriter writer(context, race_parameters);
    Builder& code = writer.code;
    const double range = writer.value("range");
    if (!(range > 0)) throw SourceError(writer.parameter("range").at, "'range' must be positive");
    if (writer.largest("threshold") >= range)
        throw SourceError(writer.parameter("threshold").at,
                          "'threshold' must be below 'range', " + std::to_string(range));
    const int point = writer.align(range);
    const Operand v = writer.state({.name = "v", .point = point, .range = range});
    // theta starts as the parameter says, unless init(theta = ...) does.
    StateVariable threshold{.name = "theta", .point = point, .range = range};
    threshold.initial = writer.drawn("threshold");
    const Operand theta = writer.state(std::move(threshold));

    const Operand sum = r(0), change = r(1);
    code.emit(Op::Add, sum, v, d(0), writer.receptor_shift(0, point));
    if (writer.value("leak") != 0) {
        const ScaledConstant leak =
            addend(writer.value("leak"), point, writer.parameter("leak").at);
        code.emit(Op::Sub, sum, sum, leak.constant, leak.shift);
    }
    writer.stimuli(sum, point, "1");
    code.emit(Op::Max, sum, sum, zero());
    code.compare(spec::Relation::Ne, d(1), zero());
    if (const auto clear_on = writer.modulator("clear_on"))
        code.compare(spec::Relation::Ne, g(*clear_on), zero(), 0, spec::Combine::Or);
    code.emit(Op::Sel, sum, zero(), sum);
    code.compare(spec::Relation::Ge, sum, theta);
    code.flags(spike_and_post, unit_payload(), spec::Predicate::IfP);
    code.emit(Op::Sel, v, zero(), sum, 0, Store::Nearest);
    if (adaptation(writer, context, change, point))
        code.emit(Op::Add, theta, theta, change, 0, Store::Nearest);
    writer.traces();
    return writer.finish("1");
}

ModelPlan lower_relay(ModelContext& context) {
    ModelWriter writer(context, relay_parameters);
    const double threshold = writer.value("threshold");
    const int point = writer.align(std::max(
        {std::abs(threshold) * 4, context.receptors[0].bound, context.receptors[1].bound, 1.0}));
    const ScaledConstant limit = addend(threshold, point, writer.parameter("threshold").at);
    const Operand sum = r(0);
    writer.code.emit(Op::Add, sum, zero(), d(0), writer.receptor_shift(0, point));
    writer.code.emit(Op::Sub, sum, sum, d(1), writer.receptor_shift(1, point));
    writer.code.compare(spec::Relation::Gt, sum, limit.constant, limit.shift);
    writer.code.flags(spike_and_post, unit_payload(), spec::Predicate::IfP);
    if (!context.stimuli.empty())
        throw SourceError(context.network.source.stimuli[context.stimuli[0].source].at,
                          "relay takes no stimulus");
    writer.traces();
    return writer.finish("1");
}

}  // namespace bouton::compiler
