// SPDX-License-Identifier: Apache-2.0
// The cycle contract (docs/machine.md section 9), as far as programs alone say it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "compiler/ir/program.hpp"

namespace bouton::compiler {

// Instructions and bubbles: a multiplier operand that the instruction before has just written into
// r or G waits a slot.
inline std::uint32_t slots(const Program& program) {
    std::uint32_t count = 0;
    const Code* before = nullptr;
    for (const Code& code : program.code) {
        const bool multiplies =
            code.op == spec::Op::Mul || code.op == spec::Op::Mac || code.op == spec::Op::Dcy;
        const auto waits = [&](const Operand& one) {
            const bool fast = !one.constant && (one.code < 8 || (one.code >= 40 && one.code < 47));
            return fast && before != nullptr && before->op != spec::Op::Cmp &&
                   before->op != spec::Op::Flg && before->rd == one;
        };
        const bool bubble = (multiplies && (waits(code.a) || waits(code.b))) ||
                            (code.op == spec::Op::Exp2 && waits(code.a));
        count += bubble ? 2 : 1;
        before = &code;
    }
    return count;
}

// A row of `synapses`, in lanes; the phase's own Rows cycles come once.
inline std::uint64_t row_cost(std::uint32_t synapses, std::uint32_t lanes, std::uint32_t slots,
                              bool wide) {
    const std::uint64_t words = (synapses + lanes - 1) / lanes;
    return std::max<std::uint64_t>(words * std::max<std::uint32_t>(slots, wide ? 2 : 1),
                                   spec::cycles::Header);
}

// A neuron of `synapses` by its chain, without the phase's own Chain cycles.
inline std::uint64_t chain_cost(std::uint32_t synapses, std::uint32_t slots) {
    return spec::cycles::Hop +
           std::uint64_t{synapses} * std::max<std::uint32_t>(slots, spec::cycles::Visit);
}

}  // namespace bouton::compiler
