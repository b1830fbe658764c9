// SPDX-License-Identifier: Apache-2.0
#include "sim/model/decode.hpp"

namespace bouton::model {

using spec::Instruction;
using spec::Op;
using spec::Trigger;

bool draws(const Instruction& i) {
    const Op op = op_of(i);
    if (op != Op::Flg && op != Op::Cmp && i.st == static_cast<unsigned>(spec::Store::Stochastic)) {
        return true;
    }
    return is_draw(i.ra) || (has_b(op) && is_draw(i.rb));
}

std::uint32_t count_slots(const std::vector<Instruction>& code) {
    auto slots = static_cast<std::uint32_t>(code.size());
    for (std::size_t n = 1; n < code.size(); ++n) {
        const Instruction& before = code[n - 1];
        const Instruction& i = code[n];
        if (!has_result(op_of(before))) continue;
        if (!is_register(before.rd) && !is_modulator(before.rd)) continue;
        const Op op = op_of(i);
        const bool product = op == Op::Mul || op == Op::Mac || op == Op::Dcy;
        if ((product && (i.ra == before.rd || i.rb == before.rd)) ||
            (op == Op::Exp2 && i.ra == before.rd)) {
            ++slots;
        }
    }
    return slots;
}

Program decode(std::uint32_t pc, const std::function<std::uint32_t(std::uint32_t)>& fetch) {
    Program program;
    do {
        program.code.push_back(Instruction::unpack(fetch(pc++ % spec::limits::ProgramWords)));
    } while (!program.code.back().end && program.code.size() < spec::limits::ProgramLength);
    program.slots = count_slots(program.code);
    return program;
}

bool has_program(const spec::Descriptor& d, Trigger trigger) {
    switch (trigger) {
        case Trigger::Neuron:
        case Trigger::Axon:
        case Trigger::Core:
        case Trigger::Pre:
            return d.has_main;
        case Trigger::Post:
            return d.has_post;
        case Trigger::Sweep:
            return d.has_sweep;
        case Trigger::Reward:
            return d.has_reward;
        case Trigger::Deliver:
            return d.has_deliver;
    }
    return false;
}

std::uint32_t program_counter(const spec::Descriptor& d, Trigger trigger) {
    switch (trigger) {
        case Trigger::Neuron:
        case Trigger::Axon:
        case Trigger::Core:
        case Trigger::Pre:
            return d.main_pc;
        case Trigger::Post:
            return d.post_pc;
        case Trigger::Sweep:
            return d.sweep_pc;
        case Trigger::Reward:
            return d.reward_pc;
        case Trigger::Deliver:
            return d.deliver_pc;
    }
    return 0;
}

}  // namespace bouton::model
