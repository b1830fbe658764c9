// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/program_ranges.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bouton::compiler {
namespace {

using spec::Op;

constexpr double lowest = -2147483648.0, highest = 2147483647.0;

RegisterRange hull(RegisterRange a, RegisterRange b) {
    return {std::min(a.lo, b.lo), std::max(a.hi, b.hi)};
}

RegisterRange held(RegisterRange a) {
    return {std::clamp(a.lo, lowest, highest), std::clamp(a.hi, lowest, highest)};
}

bool beyond(RegisterRange a) {
    return a.lo < lowest || a.hi > highest;
}

RegisterRange plus(RegisterRange a, RegisterRange b) {
    return {a.lo + b.lo, a.hi + b.hi};
}

RegisterRange minus(RegisterRange a, RegisterRange b) {
    return {a.lo - b.hi, a.hi - b.lo};
}

RegisterRange times(RegisterRange a, RegisterRange b) {
    const auto [lo, hi] = std::minmax({a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi});
    return {lo, hi};
}

RegisterRange scaled(RegisterRange a, double factor) {
    return {a.lo * factor, a.hi * factor};
}

// The multiplier's 16-bit form.
RegisterRange narrow(RegisterRange b) {
    const auto one = [](double value) {
        return std::min(std::floor((value + 32768.0) / 65536.0), 32767.0);
    };
    return {one(b.lo), one(b.hi)};
}

bool is_word(const Operand& one) {  // t, z, u
    const auto t = static_cast<std::uint32_t>(spec::Operand::T);
    return !one.constant && one.code >= t && one.code < t + 3;
}

class Analysis {
  public:
    explicit Analysis(const RangeOf& operand) : operand_(operand) {}

    RangeStep run(const Code& code) {
        RangeStep step = result(code);
        step.lost = lost(code);
        if (is_register(code.rd) && code.op != Op::Cmp && code.op != Op::Flg) {
            RegisterRange now = held(step.result);
            if (code.predicate != spec::Predicate::Always)
                now = hull(now, registers_[code.rd.code]);
            registers_[code.rd.code] = now;
        }
        return step;
    }

  private:
    RegisterRange read(const Operand& one) const {
        if (is_register(one)) return registers_[one.code];
        if (one.constant) {
            const double word = std::nearbyint(one.word) * 65536.0;
            return {word, word};
        }
        return held(operand_(one));
    }

    RegisterRange shifted(const Code& code) const {
        const double factor = std::ldexp(1.0, -static_cast<int>(code.shift));
        const RegisterRange b = read(code.b);
        return {std::floor(b.lo * factor), std::floor(b.hi * factor)};
    }

    RegisterRange product(const Code& code) const {
        const RegisterRange exact = scaled(times(read(code.a), narrow(read(code.b))),
                                           std::ldexp(1.0, -static_cast<int>(code.shift)));
        return {std::nearbyint(exact.lo), std::nearbyint(exact.hi)};  // rounding keeps order
    }

    // Of a product, before it is rounded, or of a constant that is shifted; constants as they were
    // meant.
    double lost(const Code& code) const {
        const bool shifts = code.op != Op::Mul && code.op != Op::Mac && code.op != Op::Dcy &&
                            code.op != Op::Exp2 && code.op != Op::Flg && code.op != Op::Dly;
        if (shifts && code.b.constant) {
            const double meant =
                std::ldexp(std::abs(code.b.word) * 65536.0, -static_cast<int>(code.shift));
            return meant < 1 ? meant : 0;
        }
        if (code.op != Op::Mul && code.op != Op::Mac) return 0;
        const RegisterRange made = product(code);
        if (made.lo != 0 || made.hi != 0) return 0;
        const auto most = [&](const Operand& one) {
            if (one.constant) return std::abs(one.word) * 65536.0;
            const RegisterRange range = read(one);
            return std::max(std::abs(range.lo), std::abs(range.hi));
        };
        return std::ldexp(most(code.a) * most(code.b) / 65536.0, -static_cast<int>(code.shift));
    }

    // rd = d + change. A word that may hold anything already is judged by the change.
    static RangeStep sum(const Operand& rd, RegisterRange d, RegisterRange change) {
        const RegisterRange all = plus(d, change);
        if (is_word(rd))
            return {
                .result = all, .change = change, .saturates = beyond(change), .accumulates = true};
        return {.result = all, .change = change, .saturates = beyond(change) || beyond(all)};
    }

    static RangeStep plain(RegisterRange range) {
        return {.result = range, .change = range, .saturates = beyond(range)};
    }

    RangeStep result(const Code& code) const {
        switch (code.op) {
            case Op::Add:
                if (code.a == code.rd && !is_register(code.rd))
                    return sum(code.rd, read(code.a), shifted(code));
                return plain(plus(read(code.a), shifted(code)));
            case Op::Sub:
                if (code.a == code.rd && !is_register(code.rd))
                    return sum(code.rd, read(code.a), scaled(swapped(shifted(code)), -1));
                return plain(minus(read(code.a), shifted(code)));
            case Op::Mul:
                return plain(product(code));
            case Op::Mac:
                return sum(code.rd, read(code.rd), product(code));
            case Op::Dcy:
                return decay(code);
            case Op::Min: {
                const RegisterRange a = read(code.a), b = shifted(code);
                return plain({std::min(a.lo, b.lo), std::min(a.hi, b.hi)});
            }
            case Op::Max: {
                const RegisterRange a = read(code.a), b = shifted(code);
                return plain({std::max(a.lo, b.lo), std::max(a.hi, b.hi)});
            }
            case Op::Sel:
                return plain(hull(read(code.a), shifted(code)));
            case Op::Exp2: {
                const double one = std::ldexp(1.0, static_cast<int>(code.shift));
                const RegisterRange a = read(code.a);
                return plain({std::exp2(a.lo / one) * one, std::exp2(a.hi / one) * one});
            }
            default:
                return plain({});
        }
    }

    static RegisterRange swapped(RegisterRange a) { return {a.hi, a.lo}; }

    // a (1 + b / 2^sh): both factors of one value, so tighter than a sum.
    RangeStep decay(const Code& code) const {
        const RegisterRange a = read(code.a);
        const double factor = std::ldexp(1.0, -static_cast<int>(code.shift));
        const RegisterRange b = scaled(narrow(read(code.b)), factor);
        RangeStep step = plain(times(a, {1 + b.lo, 1 + b.hi}));
        step.change = times(a, b);
        return step;
    }

    const RangeOf& operand_;
    std::array<RegisterRange, 8> registers_{};
};

}  // namespace

std::vector<RangeStep> program_ranges(const Program& program, const RangeOf& operand) {
    Analysis analysis(operand);
    std::vector<RangeStep> steps;
    steps.reserve(program.code.size());
    for (const Code& code : program.code) steps.push_back(analysis.run(code));
    return steps;
}

RangeOf noted_ranges(const RowPlan& row) {
    return [&row](const Operand& one) -> RegisterRange {
        for (const OperandNote& note : row.operands)
            if (note.operand == one) {
                const double unit = std::ldexp(1.0, note.point) / note.scale;
                return {note.lo * unit, note.hi * unit};
            }
        const auto code = static_cast<spec::Operand>(one.code);
        if (code == spec::Operand::Zero) return {};
        if (code == spec::Operand::Fired) return {0, 32767.0 * 65536.0};
        return {lowest, highest};
    };
}

}  // namespace bouton::compiler
