// SPDX-License-Identifier: Apache-2.0
// AXON programs: traces of the presynaptic spikes, and the gain of the next spike (Tsodyks and
// Markram).
#include <cmath>

#include "compiler/passes/assemble.hpp"
#include "compiler/passes/lower.hpp"
#include "compiler/passes/steps.hpp"
#include "compiler/passes/traces.hpp"

namespace bouton::compiler {
namespace {

using spec::Op;
using spec::Store;

constexpr int gain_point = 30;              // a gain of 1.0 is 2^30 in a register
constexpr std::uint32_t gain_product = 14;  // (30 + 30 - 16) - 30

std::uint32_t add_state(RowPlan& row, StateVariable variable, Position at) {
    if (row.axon_states.size() >= spec::limits::AxonStates)
        throw SourceError(at, "too many words of axon state: available " +
                                  std::to_string(spec::limits::AxonStates));
    row.axon_states.push_back(std::move(variable));
    return static_cast<std::uint32_t>(row.axon_states.size() - 1);
}

void trace(Builder& code, RowPlan& row, const TraceSource& source, double step_ms) {
    const PostTrace trace = post_trace(source, step_ms);  // same arithmetic, late
    StateVariable variable{.name = "x" + std::to_string(source.index), .scale = source.impulse};
    variable.point = trace_point(trace.set, trace.range, trace.provable);
    variable.range = trace.range * source.impulse;
    variable.assumed = trace.assumed;
    if (variable.point > 30) throw SourceError(source.at, "the trace's range is below its impulse");
    const auto shift = static_cast<std::uint32_t>(30 - variable.point);
    const Operand word = x(add_state(row, std::move(variable), source.at));
    code.emit(trace.set ? Op::Max : Op::Add, r(0), word, operand(spec::Operand::Fired), shift);
    store_decayed(code, word, r(0), trace.tau);
}

// R and u relax to 1 and U; a spike takes u R from R and adds U (1 - u) to u; the gain of the next
// spike is u R.
void short_term(Builder& code, RowPlan& row, const ShortTermSource& source, double step_ms,
                Position at) {
    const auto state = [&](const char* name, double initial) {
        StateVariable variable{.name = name, .point = gain_point, .range = 1};
        variable.initial = {initial};
        return x(add_state(row, std::move(variable), at));
    };
    const auto recovery = [&](const Quantity& tau) {
        const double steps = in_steps(tau, step_ms);
        return steps > 0 ? -std::expm1(-1.0 / steps) : 1.0;
    };
    const Operand gain = state("gain", source.U), resources = state("R", 1);
    row.descriptor.gain =
        static_cast<spec::Gain>(static_cast<std::uint32_t>(spec::Gain::X0) + (gain.code & 3));
    const Operand R = r(0), u = r(1), scratch = r(2), one = k(16384);
    const ScaledConstant U = addend(source.U, gain_point, at);
    const bool facilitates = source.tau_facil.value > 0;
    std::optional<Operand> release;
    if (facilitates) release = state("u", source.U);

    code.compare(spec::Relation::Ne, operand(spec::Operand::Fired), zero());
    code.emit(Op::Add, R, resources, zero());
    code.emit(Op::Add, u, facilitates ? *release : zero(), facilitates ? zero() : U.constant,
              facilitates ? 0 : U.shift);
    code.emit(Op::Mul, scratch, R, u, gain_product);
    code.emit(Op::Sub, R, R, scratch, 0, Store::None, spec::Predicate::IfP);
    if (facilitates) {
        const ScaledConstant raise = multiplier(source.U, at),
                             relax = multiplier(-recovery(source.tau_facil), at);
        code.emit(Op::Sub, scratch, one, u);
        code.emit(Op::Mac, u, scratch, raise.constant, raise.shift, Store::None,
                  spec::Predicate::IfP);
        code.emit(Op::Sub, scratch, u, U.constant, U.shift);
        code.emit(Op::Mac, u, scratch, relax.constant, relax.shift);
        code.emit(Op::Add, *release, u, zero(), 0, Store::Nearest);
    }
    const ScaledConstant recover = multiplier(recovery(source.tau_rec), at);
    code.emit(Op::Sub, scratch, one, R);
    code.emit(Op::Mac, R, scratch, recover.constant, recover.shift);
    code.emit(Op::Add, resources, R, zero(), 0, Store::Nearest);
    code.emit(Op::Mul, gain, R, u, gain_product, Store::Nearest);
}

}  // namespace

void lower_axon(const Network& network, const Projection& projection, RowPlan& row) {
    const RuleSource* rule = network.rule(projection);
    const ProjectionSource& source = network.source_of(projection);
    Builder code(projection.name + ".axon");
    const auto& own = rule == nullptr ? std::nullopt
                                      : rule->programs[static_cast<std::size_t>(RuleProgram::Axon)];
    if (rule != nullptr)
        for (const TraceSource& one : rule->traces)
            if (one.pre && !own) trace(code, row, one, network.source.step_ms);
    if (source.short_term) {
        if (own)
            throw SourceError(source.at,
                              "short_term and an axon program of the rule exclude each other");
        short_term(code, row, *source.short_term, network.source.step_ms, source.at);
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
