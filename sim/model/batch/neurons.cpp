// SPDX-License-Identifier: Apache-2.0
// CORE, NEURON and AXON over batches.
#include <algorithm>
#include <bit>

#include "sim/model/batch/kernels.hpp"
#include "sim/model/batch/phases.hpp"
#include "sim/model/batch/run.hpp"
#include "sim/model/cycles.hpp"
#include "sim/model/execute.hpp"

namespace bouton::model::batch {

namespace {

using spec::Counter;
using spec::Region;
using spec::Trigger;

// Inactive groups between two active ones are taken along, idle, when they are at most this many.
constexpr std::uint32_t longest_gap = 4;

void mark_valid(Batch& batch, const std::uint32_t* __restrict ids) {
    Mask* __restrict const run = batch.run.data();
    const std::uint32_t size = batch.size, padded = batch.padded;
    for (std::uint32_t i = 0; i < size; ++i) run[i] = ids[i] != spec::limits::NoId ? 1 : 0;
    for (std::uint32_t i = size; i < padded; ++i) run[i] = 0;
}

// Of neurons that ran and raised nothing.
void clear_flags(std::uint32_t* __restrict words, const Mask* __restrict run, std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) words[i] &= run[i] != 0 ? 0u : ~0u;
}

void write_flags(Core& core, std::uint32_t first) {
    Batch& batch = core.plan.batch;
    std::uint32_t* const words = core.memories[Region::NeuronFlag].data() + first;
    if (!batch.any_flag) {
        clear_flags(words, batch.run.data(), batch.size);
        return;
    }
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        if (batch.run[i] == 0) continue;
        const bool spiked = (batch.flags[i] & static_cast<unsigned>(spec::Flag::Spike)) != 0;
        const bool post = (batch.flags[i] & static_cast<unsigned>(spec::Flag::Post)) != 0;
        const auto payload = static_cast<std::int16_t>(batch.payload[i]);
        words[i] = spec::NeuronFlagWord{.post = post, .spiked = spiked, .payload = payload}.pack();
        if (spiked) core.running.spikes.push_back({first + i, payload});
        if (post) core.running.posts.push_back(first + i);
    }
}

void run_neuron_batch(Core& core, const Rule& rule, std::uint32_t first, std::uint32_t size) {
    Batch& batch = core.plan.batch;
    batch.resize(size);
    batch.neuron.set_consecutive(first);
    mark_valid(batch, core.memories[Region::NeuronId].data() + first);
    Elements elements{core, rule.word, Trigger::Neuron, batch};
    run(rule.program(Trigger::Neuron), elements);
    write_flags(core, first);
}

bool is_active(const Core& core, std::uint32_t group) {
    return (core.active[group / 64] >> (group % 64) & 1) != 0;
}

// Axons of groups [first, last), of which those in active groups run.
void run_axon_batch(Core& core, const Rule& rule, std::uint32_t first, std::uint32_t last) {
    Batch& batch = core.plan.batch;
    const std::uint32_t lanes = core.memories.lanes;
    const std::uint32_t first_axon = first * lanes;
    batch.resize((last - first) * lanes);
    batch.axon.set_consecutive(first_axon);
    mark_valid(batch, core.memories[Region::AxonId].data() + first_axon);
    for (std::uint32_t group = first; group < last; ++group) {
        if (is_active(core, group)) continue;
        std::fill_n(&batch.run[group * lanes - first_axon], lanes, Mask{0});
    }
    Elements elements{core, rule.word, Trigger::Axon, batch};
    run(rule.program(Trigger::Axon), elements);
}

const Rule* rule_of(const Core& core, std::uint32_t group) {
    const auto word = spec::GroupWord::unpack(core.memories[Region::AxonGroup][group]);
    const Rule* const rule = word.valid ? &core.plan.rules[word.descriptor] : nullptr;
    return rule != nullptr && rule->word.has_main ? rule : nullptr;
}

// The next active group at or after `group`; the number of groups when there is none.
std::uint32_t next_active(const Core& core, std::uint32_t group) {
    const std::uint32_t groups = core.configuration.axon_groups();
    for (std::uint32_t word = group / 64; word < core.active.size(); ++word) {
        std::uint64_t bits = core.active[word];
        if (word == group / 64) bits &= ~std::uint64_t{0} << (group % 64);
        if (bits != 0) return word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
    }
    return groups;
}

// The fired flags go down, and a group whose X are all zero is active no more.
void settle_group(Core& core, std::uint32_t group) {
    Memories& m = core.memories;
    const std::uint32_t first = group * m.lanes;
    std::fill_n(m[Region::AxonFlag].data() + first, m.lanes, 0u);
    for (std::uint32_t n = 0; n < spec::limits::AxonStates; ++n) {
        const std::int32_t* const x = m.axon_states(n) + first;
        if (std::any_of(x, x + m.lanes, [](std::int32_t word) { return word != 0; })) return;
    }
    core.active[group / 64] &= ~(std::uint64_t{1} << (group % 64));
}

}  // namespace

bool can_run(Core& core) {
    if (!core.poisoned.empty() || core.memories.blank()) return false;
    plan_rows(core);
    return core.plan.rows_fit;
}

void run_core_program(Core& core) {
    const spec::GroupWord group = core.registers.core_descriptor;
    if (!group.valid) return;
    plan_rules(core);
    const Rule& rule = core.plan.rules[group.descriptor];
    if (!rule.word.has_main) return;
    const Program& program = rule.program(Trigger::Core);
    Element e{.core = core,
              .descriptor = rule.word,
              .trigger = Trigger::Core,
              .key = arith::row_key(core.running.key, 0, rule.word.salt,
                                    static_cast<std::uint32_t>(Trigger::Core))};
    model::run(program, e);
    core.running.reward = (e.flags & static_cast<unsigned>(spec::Flag::Reward)) != 0;
    core.counters[Counter::CyclesCore] += spec::cycles::Program + program.slots;
}

void run_neurons(Core& core) {
    plan_runs(core);
    for (const NeuronRun& neurons : core.plan.runs) {
        const Rule& rule = core.plan.rules[neurons.rule];
        core.plan.batch.key = arith::row_key(core.running.key, 0, rule.word.salt,
                                             static_cast<std::uint32_t>(Trigger::Neuron));
        core.plan.batch.one_key = true;
        for (std::uint32_t done = 0; done < neurons.count; done += batch_size) {
            run_neuron_batch(core, rule, neurons.first + done,
                             std::min(neurons.count - done, batch_size));
        }
    }
    core.counters[Counter::Spikes] += core.running.spikes.size();
    core.counters[Counter::CyclesNeuron] += core.plan.neuron_cycles;
}

void run_axons(Core& core) {
    const std::uint32_t groups = core.configuration.axon_groups();
    const std::uint32_t longest = batch_size / core.memories.lanes;
    std::uint64_t cycles = 0;
    std::uint32_t group = next_active(core, 0);
    while (group < groups) {
        const Rule* const rule = rule_of(core, group);
        const std::uint32_t slots = rule == nullptr ? 0 : rule->program(Trigger::Axon).slots;
        const std::uint32_t first = group;
        std::uint32_t last = group + 1;
        cycles += group_cycles(slots);
        group = next_active(core, last);
        while (group < groups && group - last <= longest_gap && group < first + longest &&
               rule_of(core, group) == rule) {
            cycles += group_cycles(slots);
            last = group + 1;
            group = next_active(core, last);
        }
        if (rule != nullptr) {
            core.plan.batch.key = arith::row_key(core.running.key, 0, rule->word.salt,
                                                 static_cast<std::uint32_t>(Trigger::Axon));
            core.plan.batch.one_key = true;
            run_axon_batch(core, *rule, first, last);
        }
        for (std::uint32_t settled = first; settled < last; ++settled) {
            if (is_active(core, settled)) settle_group(core, settled);
        }
    }
    if (cycles != 0) core.counters[Counter::CyclesAxon] += spec::cycles::Program + cycles;
}

}  // namespace bouton::model::batch
