// SPDX-License-Identifier: Apache-2.0
#include "spec/image/disassemble.hpp"

#include <array>
#include <utility>

namespace bouton::image {
namespace {

using spec::Op;
using spec::Trigger;

constexpr std::array<const char*, 12> names{"ADD", "SUB", "MUL", "MAC",  "DCY", "MIN",
                                            "MAX", "CMP", "SEL", "EXP2", "DLY", "FLG"};
constexpr std::array<const char*, 4> relations{"ge", "gt", "eq", "ne"};
constexpr std::array<const char*, 4> combinations{"", ".and", ".or", ".xor"};
constexpr std::array<const char*, 4> stores{"", ".tz", ".ne", ".sr"};
constexpr std::array<std::pair<std::uint32_t, const char*>, 5> flags{
    {{1, "spike"}, {2, "post"}, {4, "reward"}, {8, "kill"}, {16, "revive"}}};

bool in_synapse_map(Trigger trigger) {
    return trigger != Trigger::Neuron && trigger != Trigger::Axon && trigger != Trigger::Core;
}

std::string numbered(const char* prefix, std::uint32_t index) {
    return prefix + std::to_string(index);
}

std::string word_operand(std::uint32_t code, Trigger trigger) {
    if (in_synapse_map(trigger)) {
        constexpr std::array<const char*, 6> synapse{"W", "T", "Z", "U", "D", "A"};
        if (code < 14) return synapse[code - 8];
    } else if (code == 8) {
        return "A";
    } else if (code >= 12) {
        return numbered(trigger == Trigger::Core ? "P" : "D", code - 12);
    }
    return numbered("?", code);
}

std::string operand(std::uint32_t code, Trigger trigger, std::span<const std::uint64_t> bank) {
    if (code < 8) return numbered("r", code);
    if (code < 16) return word_operand(code, trigger);
    if (code < 32) return numbered("S", code - 16);
    if (code < 36) return numbered("X", code - 32);
    if (code == 36) return "fired";
    if (code == 37) return "postflag";
    if (code == 38) return "RND";
    if (code == 39) return "RND4";
    if (code < 47) return numbered("G", code - 40);
    if (code == 47) return "zero";
    const std::uint32_t index = code - 48;
    if (index < bank.size())
        return "k(" +
               std::to_string(static_cast<std::int16_t>(static_cast<std::uint16_t>(bank[index]))) +
               ")";
    return numbered("K", index);
}

}  // namespace

std::string disassemble(const spec::Instruction& instruction, Trigger trigger,
                        std::span<const std::uint64_t> bank) {
    if (instruction.op >= names.size()) return "illegal " + std::to_string(instruction.op);
    const auto op = static_cast<Op>(instruction.op);
    const auto text = [&](std::uint32_t code) { return operand(code, trigger, bank); };
    std::string line = names[instruction.op];
    if (op == Op::Cmp) {
        line += std::string(".") + relations[instruction.rd & 3U] +
                combinations[instruction.rd >> 2U & 3U] + " ";
        line += text(instruction.ra) + ", " + text(instruction.rb);
    } else if (op == Op::Flg) {
        for (const auto& [bit, name] : flags)
            if (instruction.rd & bit) line += std::string(" ") + name;
        line += ", " + text(instruction.ra);
    } else {
        line += std::string(stores[instruction.st]) + " " + text(instruction.rd) + ", " +
                text(instruction.ra);
        if (op != Op::Exp2 && op != Op::Dly) line += ", " + text(instruction.rb);
    }
    if (instruction.sh != 0) line += " >> " + std::to_string(instruction.sh);
    if (instruction.pr == 1) line += " ?p";
    if (instruction.pr == 2) line += " ?!p";
    return line;
}

std::vector<std::string> disassemble_program(std::span<const std::uint64_t> memory,
                                             std::uint32_t pc, Trigger trigger,
                                             std::span<const std::uint64_t> bank) {
    std::vector<std::string> lines;
    for (std::size_t i = pc; i < memory.size(); ++i) {
        const auto instruction = spec::Instruction::unpack(static_cast<std::uint32_t>(memory[i]));
        lines.push_back(disassemble(instruction, trigger, bank));
        if (instruction.end) break;
    }
    return lines;
}

}  // namespace bouton::image
