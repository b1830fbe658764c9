// SPDX-License-Identifier: Apache-2.0
#include "compiler/passes/assemble.hpp"

#include <algorithm>
#include <array>

#include "spec/image/program_rules.hpp"

namespace bouton::compiler {
namespace {

using spec::Trigger;

bool in_synapse_map(Trigger trigger) {
    return trigger != Trigger::Neuron && trigger != Trigger::Axon && trigger != Trigger::Core;
}

// "r3": 3, if the rest of the name is a number below `count`.
std::optional<std::uint32_t> indexed(const std::string& name, const std::string& prefix,
                                     std::uint32_t count) {
    if (name.size() <= prefix.size() || name.size() > prefix.size() + 2 ||
        name.compare(0, prefix.size(), prefix) != 0)
        return std::nullopt;
    std::uint32_t index = 0;
    for (const char c : name.substr(prefix.size())) {
        if (c < '0' || c > '9') return std::nullopt;
        index = index * 10 + static_cast<std::uint32_t>(c - '0');
    }
    if (index >= count) return std::nullopt;
    return index;
}

std::optional<Operand> synapse_operand(const std::string& name) {
    if (name == "W") return operand(spec::Operand::W);
    if (name == "T") return operand(spec::Operand::T);
    if (name == "Z") return operand(spec::Operand::Z);
    if (name == "U") return operand(spec::Operand::U);
    if (name == "D") return operand(spec::Operand::D0);
    if (name == "A") return operand(spec::Operand::TargetSum);
    return std::nullopt;
}

std::optional<Operand> common_operand(const std::string& name, Trigger trigger) {
    if (name == "zero") return zero();
    if (name == "RND") return operand(spec::Operand::Rnd);
    if (name == "RND4") return operand(spec::Operand::Rnd4);
    if (name == "fired") return operand(spec::Operand::Fired);
    if (name == "postflag") return operand(spec::Operand::PostFlag);
    if (name == "A" && trigger == Trigger::Neuron) return operand(spec::Operand::W);
    if (const auto i = indexed(name, "r", 8)) return r(*i);
    if (const auto i = indexed(name, "S", 16)) return s(*i);
    if (const auto i = indexed(name, "X", 4)) return x(*i);
    if (const auto i = indexed(name, "G", spec::limits::Modulators)) return g(*i);
    if (trigger == Trigger::Neuron)
        if (const auto i = indexed(name, "D", 4)) return d(*i);
    if (trigger == Trigger::Core)
        if (const auto i = indexed(name, "P", spec::limits::Channels)) return d(*i);
    return std::nullopt;
}

Operand resolve(const AssemblyOperand& written, const AssemblyNames& names) {
    if (written.constant) return k(*written.constant);
    if (const auto found = names.names.find(written.name); found != names.names.end())
        return found->second;
    for (std::uint32_t i = 0; i < names.source->modulators.size(); ++i)
        if (names.source->modulators[i].name == written.name) return g(i);
    if (in_synapse_map(names.trigger))
        if (const auto found = synapse_operand(written.name)) return *found;
    if (const auto found = common_operand(written.name, names.trigger)) return *found;
    throw SourceError(written.at, "unknown operand '" + written.name + "' in a " +
                                      std::string(spec::to_string(names.trigger)) + " program");
}

bool stores_freely(const Operand& rd) {  // r and G take the value as it is
    return is_register(rd) || (rd.code >= 40 && rd.code < 47);
}

Code instruction(const AssemblyLine& line, const AssemblyNames& names) {
    Code code{.op = line.op, .rd = {.code = 0}, .a = {.code = 0}, .b = {.code = 0}};
    code.shift = line.shift;
    code.predicate = line.predicate;
    const auto at = [&](std::size_t i) { return resolve(line.operands[i], names); };
    if (line.op == spec::Op::Cmp) {
        code.rd.code = static_cast<std::uint32_t>(line.relation) |
                       static_cast<std::uint32_t>(line.combine) << 2;
        code.a = at(0);
        code.b = at(1);
        return code;
    }
    if (line.op == spec::Op::Flg) {
        code.rd.code = line.flags;
        code.a = at(0);
        if (line.store) throw SourceError(line.at, "FLG stores nothing");
        return code;
    }
    code.rd = at(0);
    if (code.rd.constant || code.rd.code >= 47)
        throw SourceError(line.operands[0].at, "this operand cannot be written");
    code.a = at(1);
    if (line.operands.size() > 2) code.b = at(2);
    if (stores_freely(code.rd) == line.store.has_value())
        throw SourceError(line.at, line.store ? "r and G take no store suffix"
                                              : "the store needs a suffix: tz, ne or sr");
    code.store = line.store.value_or(spec::Store::None);
    return code;
}

// Any constant will do: no rule asks for its value.
std::uint8_t code_of(const Operand& one) {
    return static_cast<std::uint8_t>(one.constant ? operand(spec::Operand::K0).code : one.code);
}

// The first line that breaks a rule of the machine. How long a program may be is
// for encode to say, when it is whole.
void check(const Program& program, const Assembly& assembly, const AssemblyNames& names) {
    if (program.code.size() > spec::limits::ProgramLength) return;
    const image::ProgramCheck result = image::check_program(
        instruction_words(program, code_of), 0,
        {.trigger = names.trigger, .four_receptors = names.four_receptors, .wide = names.wide},
        program.name);
    if (result.problems.empty()) return;
    const std::size_t before = program.code.size() - assembly.size();
    const std::size_t line = std::max<std::size_t>(result.at[0], before) - before;
    const image::Problem& problem = result.problems[0];
    throw SourceError(assembly[std::min(line, assembly.size() - 1)].at,
                      "in a " + std::string(spec::to_string(names.trigger)) + " program: found " +
                          problem.found + ", expected " + problem.expected);
}

}  // namespace

bool is_operand(const std::string& name) {
    return synapse_operand(name) || common_operand(name, Trigger::Neuron) ||
           common_operand(name, Trigger::Core);
}

Program assemble(const std::string& name, const Assembly& assembly, const AssemblyNames& names,
                 std::vector<Code> before) {
    Program program{.name = name, .code = std::move(before)};
    for (const AssemblyLine& line : assembly) program.code.push_back(instruction(line, names));
    if (!assembly.empty()) check(program, assembly, names);
    return program;
}

}  // namespace bouton::compiler
