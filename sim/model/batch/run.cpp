// SPDX-License-Identifier: Apache-2.0
#include "sim/model/batch/run.hpp"

#include <algorithm>

#include "sim/model/batch/kernels.hpp"

namespace bouton::model::batch {

namespace {

using spec::Counter;
using spec::Op;
using spec::Predicate;

void raise_flags(Batch& batch, unsigned flags, const std::int32_t* a) {
    if (!batch.any_flag) {
        batch.any_flag = true;
        batch.flags.values.fill(0);
        batch.payload.values.fill(0);
    }
    const bool spike = (flags & static_cast<unsigned>(spec::Flag::Spike)) != 0;
    const std::uint32_t n = batch.padded;
    for (std::uint32_t i = 0; i < n; ++i) {
        if (batch.acting[i] == 0) continue;
        batch.flags[i] = static_cast<std::uint8_t>(batch.flags[i] | flags);
        if (spike) batch.payload[i] = a[i] >> 16;
    }
}

void run_one(const spec::Instruction& i, unsigned position, Elements& e) {
    Batch& batch = e.batch;
    const std::uint32_t n = batch.padded;
    const Op op = op_of(i);
    const auto predicate = static_cast<Predicate>(i.pr);
    if (predicate == Predicate::IfP || predicate == Predicate::IfNotP) {
        acting(batch.act.data(), batch.run.data(), batch.p.data(), predicate == Predicate::IfP, n);
        const bool clears = e.clears(i.ra) || (has_b(op) && e.clears(i.rb));
        if (!clears && !any(batch.act.data(), n)) return;
        batch.acting = batch.act.data();
    } else {
        batch.acting = batch.run.data();
    }

    if (draws(i)) e.make_draw(position);
    const std::int32_t* const a = e.load(i.ra, batch.a);
    const std::int32_t* const b = has_b(op) ? e.load(i.rb, batch.b) : nullptr;
    const Mask* const act = batch.acting;
    std::int32_t* const out = batch.result();
    const unsigned sh = i.sh;

    std::uint32_t saturated = 0;
    switch (op) {
        case Op::Add:
            saturated = add(out, a, b, sh, act, n);
            break;
        case Op::Sub:
            saturated = sub(out, a, b, sh, act, n);
            break;
        case Op::Mul:
            saturated = mul(out, a, b, sh, act, n);
            break;
        case Op::Mac:
            saturated = multiply_add(out, e.load(i.rd, batch.d), a, b, sh, act, n);
            break;
        case Op::Dcy:
            saturated = multiply_add(out, a, a, b, sh, act, n);
            break;
        case Op::Min:
            minimum(out, a, b, sh, n);
            break;
        case Op::Max:
            maximum(out, a, b, sh, n);
            break;
        case Op::Cmp:
            compare(batch.p.data(), static_cast<spec::Relation>(i.rd & 3),
                    static_cast<spec::Combine>(i.rd >> 2 & 3), a, b, sh, act, n);
            break;
        case Op::Sel:
            select(out, batch.p.data(), a, b, sh, n);
            break;
        case Op::Exp2:
            saturated = exp2(out, a, sh, act, n);
            break;
        case Op::Dly:
            delay(out, batch.p.data(), a, sh, act, n);
            break;
        case Op::Flg:
            raise_flags(batch, i.rd, a);
            break;
    }
    e.core.counters[Counter::SaturatedOp] += saturated;
    if (!has_result(op)) return;
    if (!is_register(i.rd)) {
        e.store(i.rd, static_cast<spec::Store>(i.st), out);
    } else if (predicate == Predicate::Always) {
        batch.take_result(i.rd);
    } else {
        blend(batch.r(i.rd), out, act, n);
    }
}

}  // namespace

void run(const Program& program, Elements& elements) {
    Batch& batch = elements.batch;
    std::fill_n(batch.p.data(), batch.padded, Mask{0});
    batch.any_flag = batch.has_block = false;
    batch.has_weight = batch.has_tag = batch.has_second = false;
    batch.new_weight = batch.new_tag = batch.new_second = false;
    for (unsigned position = 0; position < program.code.size(); ++position) {
        run_one(program.code[position], position, elements);
    }
}

}  // namespace bouton::model::batch
