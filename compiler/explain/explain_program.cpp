// SPDX-License-Identifier: Apache-2.0
#include "compiler/explain/explain_program.hpp"

#include <algorithm>
#include <cmath>

#include "compiler/explain/cost.hpp"
#include "spec/image/disassemble.hpp"

namespace bouton::compiler {
namespace {

using spec::Trigger;

constexpr double full = 2147483648.0;

std::vector<std::string> disassembled(const Program& program, Trigger trigger) {
    std::vector<double> words;
    const auto code_of = [&](const Operand& one) {
        if (!one.constant) return one.code;
        auto found = std::find(words.begin(), words.end(), one.word);
        if (found == words.end()) found = words.insert(words.end(), one.word);
        return static_cast<std::uint32_t>(spec::Operand::K0) +
               static_cast<std::uint32_t>(found - words.begin());
    };
    std::vector<spec::Instruction> instructions;
    for (const Code& code : program.code) {
        spec::Instruction word{};
        word.op = static_cast<std::uint8_t>(code.op);
        word.rd = static_cast<std::uint8_t>(code.rd.code);
        word.ra = static_cast<std::uint8_t>(code_of(code.a));
        word.rb = static_cast<std::uint8_t>(code_of(code.b));
        word.sh = static_cast<std::uint8_t>(code.shift);
        word.st = static_cast<std::uint8_t>(code.store);
        word.pr = static_cast<std::uint8_t>(code.predicate);
        instructions.push_back(word);
    }
    std::vector<std::uint64_t> bank;
    bank.reserve(words.size());
    for (const double word : words)
        bank.push_back(static_cast<std::uint16_t>(static_cast<std::int16_t>(std::nearbyint(word))));
    std::vector<std::string> lines;
    lines.reserve(instructions.size());
    for (const spec::Instruction& one : instructions)
        lines.push_back(image::disassemble(one, trigger, bank));
    return lines;
}

std::vector<ConstantExplanation> constants(const Program& program) {
    std::vector<ConstantExplanation> list;
    const auto add = [&](const Operand& one) {
        if (!one.constant || one.word == 0) return;
        const double rounded = std::nearbyint(one.word);
        if (std::any_of(list.begin(), list.end(),
                        [&](const auto& other) { return other.word == one.word; }))
            return;
        list.push_back({.word = one.word,
                        .rounded = rounded,
                        .error = std::abs(rounded - one.word) / std::abs(one.word)});
    };
    for (const Code& code : program.code) {
        if (code.op == spec::Op::Cmp || code.op == spec::Op::Flg) {
            add(code.a);
            if (code.op == spec::Op::Cmp) add(code.b);
            continue;
        }
        add(code.a);
        add(code.b);
    }
    return list;
}

const char* proof(Trigger trigger) {
    switch (trigger) {
        case Trigger::Pre:
            return "every term has x0 as a factor, and x0 is 0 unless the axon has a spike in this "
                   "step: no other row is read";
        case Trigger::Post:
            return "every term has y0 as a factor, and y0 is 0 unless the target raised POST in "
                   "this step: only the synapses of such neurons are visited, by their chains or, "
                   "with their flag as a condition, by a scan";
        case Trigger::Sweep:
            return "every term has a sweep u<k> as a factor, and it is 1 every 2^k steps, else 0";
        case Trigger::Reward:
            return "every term has r0 as a factor, and r0 is 0 unless a reward modulator is not 0";
        case Trigger::Axon:
            return "a group of axons is visited while one of them has a spike or a word that is "
                   "not 0";
        default:
            return "";
    }
}

// Programs with the bounds of what they compute.
class ProgramExplainer {
  public:
    ProgramExplainer(const RowPlan& row, const Diagnostics& diagnostics)
        : row_(row), diagnostics_(diagnostics) {}

    ProgramExplanation run(const Program& program, Trigger trigger, const RangeOf& ranges) const {
        ProgramExplanation result{.trigger = std::string(spec::to_string(trigger)),
                                  .terms = {},
                                  .proof = proof(trigger),
                                  .instructions = {},
                                  .slots = slots(program),
                                  .constants = constants(program)};
        const std::vector<std::string> lines = disassembled(program, trigger);
        const std::vector<RangeStep> steps = program_ranges(program, ranges);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const Code& code = program.code[i];
            InstructionExplanation one{.text = lines[i],
                                       .at = i < program.at.size() ? place(program.at[i]) : "",
                                       .saturates = steps[i].saturates,
                                       .accumulates = steps[i].accumulates};
            const RegisterRange range = one.accumulates ? steps[i].change : steps[i].result;
            double unit = full;
            one.unit = "of its register";
            for (const OperandNote& note : row_.operands)
                if (note.operand == code.rd && code.op != spec::Op::Cmp) {
                    unit = std::ldexp(1.0, note.point) / note.scale;
                    one.unit = one.accumulates ? "onto " + note.name : note.name;
                    if (note.name == "w") weight(result, steps[i], unit);
                }
            one.lo = range.lo / unit;
            one.hi = range.hi / unit;
            if (code.op == spec::Op::Cmp) one.unit = "";
            result.proved = result.proved && !one.saturates;
            result.instructions.push_back(std::move(one));
        }
        return result;
    }

  private:
    void weight(ProgramExplanation& result, const RangeStep& step, double unit) const {
        result.change_lo = step.change.lo / unit;
        result.change_hi = step.change.hi / unit;
        const double place =
            std::ldexp(1.0, 16 - static_cast<int>(row_.descriptor.grid) - row_.weight_point);
        result.places = std::max(-result.change_lo, result.change_hi) / place;
    }

    std::string place(Position at) const {
        if (at.line == 0) return "";
        std::string text = std::to_string(at.line) + ":" + std::to_string(at.column);
        if (at.origin == 0) return text;
        const Origin& origin = diagnostics_.origins[at.origin - 1];
        return (origin.file.empty() ? diagnostics_.file : origin.file) + ":" + text;
    }

    const RowPlan& row_;
    const Diagnostics& diagnostics_;
};

}  // namespace

ProgramExplanation explain_program(const Program& program, spec::Trigger trigger,
                                   const RangeOf& ranges, const RowPlan& row,
                                   const Diagnostics& diagnostics) {
    return ProgramExplainer(row, diagnostics).run(program, trigger, ranges);
}

}  // namespace bouton::compiler
