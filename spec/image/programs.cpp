// SPDX-License-Identifier: Apache-2.0
#include "spec/image/programs.hpp"

#include "spec/image/core_view.hpp"

namespace bouton::image {

namespace {

bool uses_tag(const spec::Instruction& i) {
    const auto t = static_cast<std::uint8_t>(spec::Operand::T);
    const auto op = static_cast<spec::Op>(i.op);
    const bool has_rd = op != spec::Op::Cmp && op != spec::Op::Flg;  // else rd is a code
    return i.ra == t || i.rb == t || (has_rd && i.rd == t);
}

}  // namespace

std::optional<std::uint32_t> pc_of(const spec::Descriptor& d, spec::Trigger trigger) {
    const auto when = [](bool has, std::uint32_t pc) {
        return has ? std::optional(pc) : std::nullopt;
    };
    switch (trigger) {
        case spec::Trigger::Post:
            return when(d.has_post, d.post_pc);
        case spec::Trigger::Sweep:
            return when(d.has_sweep, d.sweep_pc);
        case spec::Trigger::Reward:
            return when(d.has_reward, d.reward_pc);
        case spec::Trigger::Deliver:
            return when(d.has_deliver, d.deliver_pc);
        default:
            return when(d.has_main, d.main_pc);
    }
}

bool uses_tag(const Image& image, const Projection& p) {
    if (p.synapses.empty()) return false;
    const Synapse& s = p.synapses.front();
    const Core& core = image.cores[s.core];
    const auto row = unpack_at<spec::RowWord>(core, spec::Region::Row, s.axon);
    const spec::Descriptor d = descriptor_at(core, row.descriptor);
    for (const auto trigger : {spec::Trigger::Pre, spec::Trigger::Post, spec::Trigger::Sweep,
                               spec::Trigger::Reward, spec::Trigger::Deliver}) {
        auto pc = pc_of(d, trigger);
        while (pc) {
            const auto i = unpack_at<spec::Instruction>(core, spec::Region::Program, *pc);
            if (uses_tag(i)) return true;
            pc = i.end ? std::nullopt : std::optional(*pc + 1);
        }
    }
    return false;
}

}  // namespace bouton::image
