// SPDX-License-Identifier: Apache-2.0
// One instruction on one element: section 3 of docs/machine.md, to be read beside it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "arith/arith.hpp"
#include "sim/model/decode.hpp"
#include "sim/model/element.hpp"
#include "spec/relation.hpp"

namespace bouton::model {

// rne(a * b16, sh), saturated.
constexpr std::int32_t product(std::int32_t a, std::int32_t b, unsigned sh, bool& saturated) {
    const std::int64_t exact = std::int64_t{a} * arith::multiplier_form(b);
    return arith::sat32(arith::rne(exact, sh), saturated);
}

constexpr bool combine(spec::Combine combination, bool p, bool c) {
    switch (combination) {
        case spec::Combine::Set:
            return c;
        case spec::Combine::And:
            return p && c;
        case spec::Combine::Or:
            return p || c;
        case spec::Combine::Xor:
            return p != c;
    }
    return c;
}

inline void execute(const spec::Instruction& i, unsigned position, Element& e) {
    using spec::Op;
    const Op op = op_of(i);
    const auto predicate = static_cast<spec::Predicate>(i.pr);
    if ((predicate == spec::Predicate::IfP && !e.p) ||
        (predicate == spec::Predicate::IfNotP && e.p)) {
        if (op == Op::Mac) e.discard(i.rd);
        e.discard(i.ra);
        if (has_b(op)) e.discard(i.rb);
        return;
    }

    const std::int32_t d = op == Op::Mac ? e.read(i.rd, position) : 0;
    const std::int32_t a = e.read(i.ra, position);
    const std::int32_t b = has_b(op) ? e.read(i.rb, position) : 0;
    const std::int32_t sb = b >> i.sh;
    const std::int64_t wide = a;
    const unsigned sh = i.sh;

    bool saturated = false;
    std::int32_t result = 0;
    switch (op) {
        case Op::Add:
            result = arith::sat32(wide + sb, saturated);
            break;
        case Op::Sub:
            result = arith::sat32(wide - sb, saturated);
            break;
        case Op::Mul:
            result = product(a, b, sh, saturated);
            break;
        case Op::Mac:
            result = product(a, b, sh, saturated);
            result = arith::sat32(std::int64_t{d} + result, saturated);
            break;
        case Op::Dcy:
            result = product(a, b, sh, saturated);
            result = arith::sat32(wide + result, saturated);
            break;
        case Op::Min:
            result = std::min(a, sb);
            break;
        case Op::Max:
            result = std::max(a, sb);
            break;
        case Op::Cmp:
            e.p = combine(static_cast<spec::Combine>(i.rd >> 2 & 3), e.p,
                          spec::holds(static_cast<spec::Relation>(i.rd & 3), a, sb));
            break;
        case Op::Sel:
            result = e.p ? a : sb;
            break;
        case Op::Exp2:
            result = arith::exp2_fixed(a, sh, saturated);
            break;
        case Op::Dly: {
            const auto history = static_cast<std::uint32_t>(a);
            result = static_cast<std::int32_t>(history << 1 | (e.p ? 1u << 8 : 0u));
            e.p = (history >> ((sh + 8) & 31) & 1) != 0;
            break;
        }
        case Op::Flg:
            e.flags = static_cast<std::uint8_t>(e.flags | i.rd);
            if ((i.rd & static_cast<unsigned>(spec::Flag::Spike)) != 0) {
                e.payload = static_cast<std::int16_t>(a >> 16);
            }
            break;
    }
    e.core.counters[spec::Counter::SaturatedOp] += saturated;
    if (has_result(op)) e.store(i.rd, static_cast<spec::Store>(i.st), result, position);
}

// The whole program; p and the flags start down.
inline void run(const Program& program, Element& e) {
    for (unsigned position = 0; position < program.code.size(); ++position) {
        execute(program.code[position], position, e);
    }
}

}  // namespace bouton::model
