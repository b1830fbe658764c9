// SPDX-License-Identifier: Apache-2.0
// A program is a straight line, so a value lives from its first instruction to its last, and the
// lowest free register is always right. A copy of a value that ends there takes over its register
// and is no instruction: selection copies what it changes in place, without knowing who else still
// reads it.
#include <algorithm>
#include <optional>

#include "compiler/passes/equations/selector.hpp"

namespace bouton::compiler {
namespace {

constexpr std::size_t registers = 8;

std::optional<std::uint32_t> value_of(const Operand& one) {
    if (one.constant || one.code < first_value_code) return std::nullopt;
    return one.code - first_value_code;
}

bool is_copy(const Code& code) {
    return code.op == spec::Op::Add && value_of(code.rd) && value_of(code.a) && code.b == zero() &&
           code.shift == 0 && code.store == spec::Store::None &&
           code.predicate == spec::Predicate::Always;
}

}  // namespace

void assign_registers(Selected& selected, Position at) {
    Program& program = selected.program;
    std::vector<Code>& list = program.code;
    std::vector<std::size_t> last(selected.values);
    for (std::size_t i = 0; i < list.size(); ++i)
        for (const Operand* one : {&list[i].rd, &list[i].a, &list[i].b})
            if (const auto value = value_of(*one)) last[*value] = i;
    std::vector<std::optional<std::uint32_t>> place(selected.values);
    std::vector<bool> taken(registers);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        Code& code = list[i];
        if (is_copy(code) && last[*value_of(code.a)] == i && !place[*value_of(code.rd)]) {
            const std::size_t copy = *value_of(code.rd);
            place[copy] = place[*value_of(code.a)];
            taken[*place[copy]] = last[copy] > i;
            continue;
        }
        // A value that is written and read here keeps its register; others may end as this begins.
        const auto target = value_of(code.rd);
        for (const Operand* one : {&code.a, &code.b})
            if (const auto value = value_of(*one); value && last[*value] == i && value != target)
                taken[*place[*value]] = false;
        if (target && !place[*target]) {
            const auto free = std::find(taken.begin(), taken.end(), false);
            if (free == taken.end())
                throw SourceError(at,
                                  "the equations need more than 8 registers at once: use "
                                  "fewer values between their first and last use, or split "
                                  "long sums by `let` into parts that are used at once");
            place[*target] = static_cast<std::uint32_t>(free - taken.begin());
            *free = true;
        }
        for (Operand* one : {&code.a, &code.b, &code.rd})
            if (const auto value = value_of(*one)) *one = r(*place[*value]);
        if (target && last[*target] == i) taken[*place[*target]] = false;
        program.at[kept] = program.at[i];
        list[kept++] = code;
    }
    list.resize(kept);
    program.at.resize(kept);
}

}  // namespace bouton::compiler
