// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/check_rule.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/passes/program_ranges.hpp"
#include "compiler/passes/scale.hpp"
#include "compiler/passes/steps.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

constexpr double full = 2147483648.0;

// How many ranges that are only assumed the program has read up to an instruction. It is not likely
// that several reach their ends at once: `bouton explain` tells, no warning does.
std::size_t assumptions(const Program& program, std::size_t last, const RowPlan& row) {
    std::size_t count = 0;
    for (const OperandNote& note : row.operands) {
        bool read = false;
        for (std::size_t i = 0; i <= last; ++i)
            read = read || program.code[i].a == note.operand || program.code[i].b == note.operand;
        if (read && note.why.starts_with("assumed")) ++count;
    }
    return count;
}

void ranges(const Program& program, spec::Trigger trigger, const RowPlan& row,
            const RuleSource& rule, Diagnostics& diagnostics) {
    const std::vector<RangeStep> steps = program_ranges(program, noted_ranges(row));
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (!steps[i].saturates || assumptions(program, i, row) > 1) continue;
        const RegisterRange& range = steps[i].accumulates ? steps[i].change : steps[i].result;
        const double times = std::max(-range.lo, range.hi) / full;
        diagnostics.warning(
            program.at[i].line > 0 ? program.at[i] : rule.at,
            "in rule '" + rule.name + "' this can come to " +
                (times < 1.0001 ? "a little more than" : image::short_text(times) + " times what") +
                " its register holds (" + std::string(spec::to_string(trigger)) +
                "), and would saturate: use a smaller range or factor, min, or max");
        return;  // what follows from it is not worth saying
    }
}

// What is not 0 in the text and 0 on the chip, whatever happens. Returns whether there is any.
bool lost(const Program& program, const RowPlan& row, const RuleSource& rule,
          Diagnostics& diagnostics) {
    const std::vector<RangeStep> steps = program_ranges(program, noted_ranges(row));
    bool any = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps[i].lost == 0) continue;
        any = true;
        std::string text =
            image::short_text(steps[i].lost) + " times the smallest number that its register holds";
        for (const OperandNote& note : row.operands)
            if (note.operand == program.code[i].rd && program.code[i].op != spec::Op::Cmp) {
                const double unit = std::ldexp(note.scale, -note.point);
                text = image::short_text(steps[i].lost * unit) + " " + note.name +
                       ", the smallest number that can be added to it is " +
                       image::short_text(unit);
            }
        diagnostics.warning(program.at[i].line > 0 ? program.at[i] : rule.at,
                            "in rule '" + rule.name + "' this is 0 on the chip: it comes to " +
                                text + "; use a larger factor or smaller ranges");
    }
    return any;
}

bool is_word(const Operand& one) {
    const auto first = static_cast<std::uint32_t>(spec::Operand::W);
    return !one.constant && one.code >= first && one.code < first + 4;
}

// Whether a program can change a word of the synapse.
bool acts(const Program& program, const RowPlan& row) {
    const std::vector<RangeStep> steps = program_ranges(program, noted_ranges(row));
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (is_word(program.code[i].rd) && program.code[i].op != spec::Op::Cmp &&
            program.code[i].op != spec::Op::Flg &&
            (steps[i].change.lo != 0 || steps[i].change.hi != 0))
            return true;
    return false;
}

// Round to nearest stands still where a sweep takes less than half a place: below tau / 2 places.
// Where that is more than a hundredth of 1 it shows.
void tags(const RuleSource& rule, double step_ms, Diagnostics& diagnostics) {
    if (rule.rounding_tag != arith::Round::NearestEven) return;
    for (const auto& word : rule.words) {
        if (!word || !word->tau) continue;
        const double sweeps =
            in_steps(*word->tau, step_ms) / std::ldexp(1.0, static_cast<int>(word->sweep));
        const double stall = std::ldexp(sweeps / 2, log2_at_least(word->range) - 15);
        if (stall > 0.01)
            diagnostics.warning(word->at,
                                "rounded to the nearest place this decays no further "
                                "than to " +
                                    image::short_text(stall) +
                                    "; use `rounding_tag stochastic`, a larger sweep or "
                                    "a smaller range");
    }
}

}  // namespace

void check_rule(const RowPlan& row, const RuleSource& rule, double step_ms,
                Diagnostics& diagnostics) {
    bool nothing = false, any = false;
    for (const spec::Trigger trigger :
         {spec::Trigger::Pre, spec::Trigger::Post, spec::Trigger::Sweep, spec::Trigger::Reward}) {
        const auto& program = row.descriptor.programs[static_cast<std::size_t>(trigger)];
        if (!program) continue;
        const bool text = program->at.size() == program->code.size();
        if (text) ranges(*program, trigger, row, rule, diagnostics);
        if (text) nothing |= lost(*program, row, rule, diagnostics);
        any |= !text || acts(*program, row);
    }
    if (nothing && !any)
        diagnostics.error(rule.at, "rule '" + rule.name +
                                       "' changes nothing: all its terms are 0 "
                                       "on the chip");
    tags(rule, step_ms, diagnostics);
}

}  // namespace bouton::compiler
