// SPDX-License-Identifier: Apache-2.0
// Modulators: points of the channels, and the core program that keeps them.
#include <algorithm>
#include <cmath>

#include "compiler/passes/assemble.hpp"
#include "compiler/passes/lower.hpp"
#include "compiler/passes/steps.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;

// Of the host's events one can reach the range: payload 2^15.
constexpr int event_bits = 15;
// A spike adds its payload: 1.0 is 2^14.
constexpr int spike_bits = 14;

// Spikes that can feed the modulator in one step.
double most_spikes(const Network& network, std::uint32_t modulator) {
    double spikes = 0;
    for (const Feed& feed : network.feeds)
        if (feed.modulator == modulator) spikes += network.populations[feed.population].size;
    return spikes;
}

// P is read shifted left by this, all channels alike: as far as the spikes of one step allow.
int pending_shift(const Network& network) {
    int shift = 31 - event_bits;
    for (std::uint32_t i = 0; i < network.source.modulators.size(); ++i) {
        const double spikes = most_spikes(network, i);
        if (spikes == 0) continue;
        const double range = std::max(network.source.modulators[i].range, spikes + 1);
        shift = std::min(shift, 31 - spike_bits - log2_at_least(range));
    }
    return std::max(shift, 0);
}

void channel(Builder& code, const ModulatorSource& modulator, std::uint32_t index, double step_ms) {
    const bool has_input = index < spec::limits::Channels;
    const Operand here = g(index), pending = d(index);
    if (modulator.pulse) {
        code.emit(Op::Add, here, pending, zero());
    } else if (modulator.decay) {
        const ScaledConstant factor =
            multiplier(std::expm1(-1.0 / in_steps(*modulator.decay, step_ms)), modulator.decay->at);
        code.emit(Op::Dcy, has_input ? r(0) : here, here, factor.constant, factor.shift);
        if (has_input) code.emit(Op::Add, here, r(0), pending);
    } else if (has_input) {
        code.emit(Op::Add, here, here, pending);
    }
    if (modulator.reward) {
        code.compare(spec::Relation::Ne, here, zero());
        code.flags(static_cast<std::uint32_t>(spec::Flag::Reward), zero(), spec::Predicate::IfP);
    }
}

}  // namespace

std::vector<ModulatorPlan> plan_modulators(const Network& network, Diagnostics& diagnostics) {
    std::vector<ModulatorPlan> plans;
    const int shift = pending_shift(network);
    for (const ModulatorSource& modulator : network.source.modulators) {
        ModulatorPlan plan;
        const auto index = static_cast<std::uint32_t>(plans.size());
        if (index >= spec::limits::Channels)
            plan.point = 31 - log2_at_least(modulator.range);
        else if (most_spikes(network, index) > 0)
            plan.point = spike_bits + shift;
        else
            plan.point = event_bits + shift - log2_at_least(modulator.range);
        plan.input_scale = std::ldexp(1.0, shift - plan.point);
        const double raw = std::nearbyint(std::ldexp(modulator.initial, plan.point));
        if (std::abs(raw) >= 2147483648.0)
            diagnostics.error(modulator.at, "the initial value of '" + modulator.name +
                                                "' is beyond its range, " +
                                                image::short_text(modulator.range));
        else
            plan.initial = static_cast<std::int32_t>(raw);
        plans.push_back(plan);
    }
    return plans;
}

std::optional<DescriptorPlan> lower_core(const Network& network) {
    Builder code("core");
    for (std::uint32_t i = 0; i < network.source.modulators.size(); ++i)
        channel(code, network.source.modulators[i], i, network.source.step_ms);
    Program program = code.take();
    program = assemble("core", network.source.core,
                       {.trigger = spec::Trigger::Core, .names = {}, .source = &network.source},
                       std::move(program.code));
    if (program.code.empty()) return std::nullopt;
    DescriptorPlan descriptor;
    descriptor.name = "core";
    descriptor.dshift = static_cast<std::uint32_t>(pending_shift(network));
    descriptor.at = network.source.core_at;
    descriptor.set(spec::Trigger::Core, std::move(program));
    return descriptor;
}

}  // namespace bouton::compiler
