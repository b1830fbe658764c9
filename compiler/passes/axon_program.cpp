// SPDX-License-Identifier: Apache-2.0
// AXON programs: traces of the presynaptic spikes, and the gain of the next spike.
#include "compiler/passes/assemble.hpp"
#include "compiler/passes/lower.hpp"
#include "compiler/passes/steps.hpp"
#include "compiler/passes/traces.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;

void trace(Builder& code, RowPlan& row, const TraceSource& source, double step_ms) {
    const PostTrace trace = post_trace(source, step_ms);  // same arithmetic, late
    StateVariable variable{.name = "x" + std::to_string(source.index), .scale = source.impulse};
    variable.point = trace_point(trace.set, trace.range, trace.provable);
    variable.range = trace.range * source.impulse;
    variable.assumed = trace.assumed;
    if (variable.point > 30) throw SourceError(source.at, "the trace's range is below its impulse");
    const auto shift = static_cast<std::uint32_t>(30 - variable.point);
    const Operand word = x(add_axon_state(row, std::move(variable), source.at));
    code.emit(trace.set ? Op::Max : Op::Add, r(0), word, operand(spec::Operand::Fired), shift);
    store_decayed(code, word, r(0), trace.tau);
}

}  // namespace

std::uint32_t add_axon_state(RowPlan& row, StateVariable variable, Position at) {
    if (row.axon_states.size() >= spec::limits::AxonStates)
        throw SourceError(at, "too many words of axon state: available " +
                                  std::to_string(spec::limits::AxonStates));
    row.axon_states.push_back(std::move(variable));
    return static_cast<std::uint32_t>(row.axon_states.size() - 1);
}

void lower_axon(const Network& network, const Projection& projection,
                std::span<const ModulatorPlan> modulators, RowPlan& row) {
    const RuleSource* rule = network.rule(projection);
    const ProjectionSource& source = network.source_of(projection);
    Builder code(projection.name + ".axon");
    const auto& own = rule == nullptr ? std::nullopt
                                      : rule->programs[static_cast<std::size_t>(RuleProgram::Axon)];
    if (rule != nullptr)
        for (const TraceSource& one : rule->traces)
            if (one.pre && !own) trace(code, row, one, network.source.step_ms);
    if (source.gain) {
        if (own)
            throw SourceError(source.gain->at, "'" + source.gain->dynamics +
                                                   "' and an axon program of the rule exclude "
                                                   "each other");
        lower_dynamics(network, projection, modulators, code, row);
    }
    Program program = code.take();
    if (own)
        program =
            assemble(program.name, *own,
                     {.trigger = spec::Trigger::Axon, .names = {}, .source = &network.source});
    if (program.code.empty()) return;
    row.uses_axon = true;
    row.axon = std::move(program);
}

}  // namespace bouton::compiler
