// SPDX-License-Identifier: Apache-2.0
// Traces of a neuron's own spikes, appended to its model's program. After the model p says whether
// it spiked in this step (what an early trace adds); the POST flag says whether it did in the last
// (what a late one adds). What its axon carries besides, as forced events, is not the soma's.
#include <cmath>

#include "compiler/passes/models.hpp"
#include "compiler/passes/steps.hpp"
#include "compiler/passes/traces.hpp"

namespace bouton::compiler {

int trace_point(bool set, double range, bool provable) {
    if (set) return 30;  // exactly 1
    return 31 - (provable ? log2_above(range) : log2_at_least(range));
}

PostTrace post_trace(const TraceSource& source, double step_ms) {
    PostTrace trace{.tau = in_steps(source.tau, step_ms), .set = source.set};
    check_decays(trace.tau, source.tau.at);
    trace.early = source.early.value_or(source.index == 1);
    const double reachable = 1.0 / -std::expm1(-1.0 / trace.tau);
    trace.provable = !source.range && reachable <= assumed_trace_range;
    trace.assumed = !source.set && !source.range && !trace.provable;
    trace.range = source.set     ? 1.0
                  : source.range ? *source.range / source.impulse
                                 : std::min(reachable, assumed_trace_range);
    return trace;
}

void ModelWriter::traces() {
    using spec::Op;
    using spec::Store;
    const Operand spiked = r(3), value = r(4);
    bool have_spiked = false;
    for (PostTrace& trace : context_.traces) {
        StateVariable variable{.name =
                                   "trace" + std::to_string(&trace - context_.traces.data() + 1)};
        variable.point = trace_point(trace.set, trace.range, trace.provable);
        variable.range = trace.range;
        variable.assumed = trace.assumed;
        const auto shift = static_cast<std::uint32_t>(30 - variable.point);
        if (variable.point > 30)
            throw SourceError(context_.source.at, "a trace's range is below its impulse");
        const Operand word = state(std::move(variable));
        trace.state = word.code - static_cast<std::uint32_t>(spec::Operand::S0);
        const Op join = trace.set ? Op::Max : Op::Add;
        if (trace.early) {
            if (!have_spiked) code.emit(Op::Sel, spiked, unit_payload(), zero());
            have_spiked = true;
            decay(code, value, word, trace.tau);
            if (is_slow(trace.tau)) {
                code.emit(Op::Sub, value, value, tiny().constant, tiny().shift);
                if (!trace.set) code.emit(Op::Max, value, value, zero());
                code.emit(join, word, value, spiked, shift, Store::Stochastic);
            } else {
                code.emit(join, word, value, spiked, shift, Store::TowardZero);
            }
        } else {
            code.emit(join, value, word, operand(spec::Operand::PostFlag), shift);
            store_decayed(code, word, value, trace.tau);
        }
    }
}

}  // namespace bouton::compiler
