// SPDX-License-Identifier: Apache-2.0
#include "sim/model/batch/plan.hpp"

#include "sim/model/batch/link.hpp"
#include "sim/model/core.hpp"
#include "sim/model/cycles.hpp"

namespace bouton::model::batch {

using spec::Region;
using spec::Trigger;

void Positions::recognise(std::uint32_t n) {
    first = at[0];
    const std::uint32_t start = first;
    std::uint32_t not_same = 0, not_consecutive = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
        not_same |= at[i] ^ start;
        not_consecutive |= at[i] ^ (start + i);
    }
    pattern = not_consecutive == 0 ? Pattern::Consecutive
              : not_same == 0      ? Pattern::Same
                                   : Pattern::Any;
}

void plan_rules(Core& core) {
    Plan& plan = core.plan;
    if (plan.has_rules) return;
    plan.has_rules = true;
    plan.rules.assign(spec::limits::Descriptors, {});
    for (std::uint32_t n = 0; n < spec::limits::Descriptors; ++n) {
        Rule& rule = plan.rules[n];
        rule.word = core.descriptor(n);
        for (std::uint32_t t = 0; t < rule.programs.size(); ++t) {
            const auto trigger = static_cast<Trigger>(t);
            if (!has_program(rule.word, trigger)) continue;
            rule.programs[t] = decode(program_counter(rule.word, trigger), [&](std::uint32_t at) {
                return core.memories[Region::Program][at];
            });
        }
    }
}

void plan_runs(Core& core) {
    Plan& plan = core.plan;
    plan_rules(core);
    if (plan.has_runs) return;
    plan.has_runs = true;
    plan.runs.clear();
    plan.neuron_cycles = 0;
    const std::uint32_t groups =
        std::min(core.registers.neuron_groups, core.configuration.groups());
    if (groups == 0) return;
    plan.neuron_cycles = spec::cycles::Program;
    const std::uint32_t lanes = core.memories.lanes;
    for (std::uint32_t group = 0; group < groups; ++group) {
        const auto word = spec::GroupWord::unpack(core.memories[Region::NeuronGroup][group]);
        if (!word.valid || !plan.rules[word.descriptor].word.has_main) {
            plan.neuron_cycles += group_cycles(0);
            continue;
        }
        plan.neuron_cycles +=
            group_cycles(plan.rules[word.descriptor].program(Trigger::Neuron).slots);
        const bool follows = !plan.runs.empty() && plan.runs.back().rule == word.descriptor &&
                             plan.runs.back().first + plan.runs.back().count == group * lanes;
        if (follows) {
            plan.runs.back().count += lanes;
        } else {
            plan.runs.push_back({group * lanes, lanes, word.descriptor});
        }
    }
}

void plan_rows(Core& core) {
    Plan& plan = core.plan;
    plan_rules(core);
    if (plan.has_shapes) return;
    plan.has_shapes = true;
    plan.shapes.assign(core.configuration.axons, {});
    plan.rows_fit = true;
    for (const std::uint32_t raw : core.memories[Region::Row]) {
        const auto row = spec::RowWord::unpack(raw);
        if (row.words != 0 &&
            row.pointer + row.words * (row.wide ? 2u : 1u) > core.memories.words) {
            plan.rows_fit = false;
        }
    }
}

const RowShape& shape_of(Core& core, std::uint32_t axon, const spec::RowWord& row) {
    RowShape& shape = core.plan.shapes[axon];
    if (shape.kind != RowShape::Kind::Unknown) return shape;
    shape.kind = RowShape::Kind::Other;
    if (row.wide || row.words == 0) return shape;
    const Memories& m = core.memories;
    const std::uint32_t first = row.pointer * m.lanes, n = row.words * m.lanes;
    std::uint32_t count = 0;
    while (count < n && is_alive(m.link[first + count])) ++count;
    for (std::uint32_t i = count; i < n; ++i) {
        if (is_alive(m.link[first + i])) return shape;
    }
    const std::uint32_t slot = field(m.link[first], slot_mask);
    const std::uint32_t neuron = field(m.link[first], target_mask) * m.lanes;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t link = m.link[first + i];
        const std::uint32_t target = field(link, target_mask) * m.lanes + (i & (m.lanes - 1));
        if (target != neuron + i || target >= m.neurons || field(link, slot_mask) != slot)
            return shape;
    }
    shape = {RowShape::Kind::Plain, static_cast<std::uint16_t>(count),
             static_cast<std::uint16_t>(neuron), static_cast<std::uint8_t>(slot)};
    return shape;
}

}  // namespace bouton::model::batch
