// SPDX-License-Identifier: Apache-2.0
// DELIVER and learning over batches of synapses: rows as they lie, and POST by the paths that end
// on a neuron.
#include <algorithm>

#include "sim/model/batch/deliver.hpp"
#include "sim/model/batch/kernels.hpp"
#include "sim/model/batch/link.hpp"
#include "sim/model/batch/phases.hpp"
#include "sim/model/batch/run.hpp"
#include "sim/model/cycles.hpp"

namespace bouton::model::batch {

namespace {

using spec::Counter;
using spec::Region;
using spec::Trigger;

constexpr bool on_dead_too(Trigger trigger) {
    return trigger == Trigger::Sweep || trigger == Trigger::Reward;
}

void gather_links(std::uint32_t* __restrict out, const std::uint32_t* __restrict links,
                  const std::uint32_t* __restrict at, std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) out[i] = links[at[i]];
}

// 1 where the program runs.
void mark_running(Mask* __restrict run, const std::uint32_t* __restrict link, std::uint32_t needed,
                  std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) {
        run[i] = (link[i] & needed) == needed && !is_empty(link[i]) ? 1 : 0;
    }
}

// Target neurons; `lane_at(i)` is a number whose low bits are the lane.
template <class LaneAt>
void find_targets(std::uint32_t* __restrict neuron, const std::uint32_t* __restrict link,
                  const Memories& m, std::uint32_t n, LaneAt lane_at) {
    const std::uint32_t lane_bits = m.lane_bits, lane_mask = m.lanes - 1, mask = m.neurons - 1;
    for (std::uint32_t i = 0; i < n; ++i) {
        neuron[i] = ((field(link[i], target_mask) << lane_bits) + (lane_at(i) & lane_mask)) & mask;
    }
}

// From `link` and the positions of the synapses.
void prepare_targets(Core& core, Trigger trigger) {
    Batch& batch = core.plan.batch;
    const std::uint32_t n = batch.size;
    mark_running(batch.run.data(), batch.link.data(), on_dead_too(trigger) ? 0 : alive_bit, n);
    std::fill(batch.run.data() + n, batch.run.data() + batch.padded, Mask{0});
    std::uint32_t* const neuron = batch.neuron.at.data();
    if (batch.synapse.pattern == Positions::Pattern::Consecutive) {
        const std::uint32_t first = batch.synapse.first;
        find_targets(neuron, batch.link.data(), core.memories, n,
                     [=](std::uint32_t i) { return first + i; });
    } else {
        const std::uint32_t* const at = batch.synapse.at.data();
        find_targets(neuron, batch.link.data(), core.memories, n,
                     [=](std::uint32_t i) { return at[i]; });
    }
    batch.neuron.recognise(n);
}

void run_synapses(Core& core, const Rule& rule, Trigger trigger, Counter counter) {
    Batch& batch = core.plan.batch;
    core.counters[counter] += count(batch.run.data(), batch.padded);
    Elements elements{core, rule.word, trigger, batch};
    run(rule.program(trigger), elements);
    elements.write_back();
}

// The program of a trigger on one row; gives the row's cycles.
std::uint64_t run_row(Core& core, std::uint32_t axon, const spec::RowWord& row, const Rule& rule,
                      Trigger trigger, Counter counter) {
    Batch& batch = core.plan.batch;
    const Memories& m = core.memories;
    const std::uint32_t elements = row.words * m.lanes;
    const std::uint32_t first = row.pointer * m.lanes;
    for (std::uint32_t done = 0; done < elements; done += batch_size) {
        batch.resize(std::min(elements - done, batch_size));
        batch.axon.set_same(axon);
        if (row.wide) {
            batch.synapse.pattern = Positions::Pattern::Any;
            for (std::uint32_t i = 0; i < batch.size; ++i) {
                const std::uint32_t word = (done + i) >> m.lane_bits,
                                    lane = (done + i) & (m.lanes - 1);
                batch.synapse.at[i] = first + 2 * word * m.lanes + lane;
            }
            gather_links(batch.link.data(), m.link.data(), batch.synapse.at.data(), batch.size);
        } else {
            batch.synapse.set_consecutive(first + done);
            std::copy_n(m.link.data() + first + done, batch.size, batch.link.data());
        }
        prepare_targets(core, trigger);
        run_synapses(core, rule, trigger, counter);
    }
    return row_cycles(row.words, rule.program(trigger).slots, row.wide);
}

// A phase over the rows of the step's events.
std::uint64_t run_event_rows(Core& core, Trigger trigger, Counter counter) {
    RowTimer timer;
    for (const EventRow& event : core.running.rows) {
        const Rule& rule = core.plan.rules[event.row.descriptor];
        timer.add(has_program(rule.word, trigger)
                      ? run_row(core, event.axon, event.row, rule, trigger, counter)
                      : 0);
    }
    return timer.total();
}

// A phase over the rows of the scan range whose rule is `due`.
template <class Due>
std::uint64_t run_scan_rows(Core& core, Trigger trigger, Due due) {
    RowTimer timer;
    for (std::uint32_t axon = core.registers.scan_first; axon < core.scan_end(); ++axon) {
        const auto row = spec::RowWord::unpack(core.memories[Region::Row][axon]);
        const Rule& rule = core.plan.rules[row.descriptor];
        timer.add(has_program(rule.word, trigger) && due(rule.word)
                      ? run_row(core, axon, row, rule, trigger, Counter::PlasticVisits)
                      : 0);
    }
    return timer.total();
}

// POST on the synapses of the neurons that raised it, as many at once as a batch holds.
void run_paths(Core& core, const Paths& paths) {
    Batch& batch = core.plan.batch;
    const Rule& rule = core.plan.rules[paths.rule];
    std::uint32_t filled = 0;
    const auto flush = [&] {
        if (filled == 0) return;
        batch.resize(filled);
        filled = 0;
        batch.synapse.pattern = Positions::Pattern::Any;
        gather_links(batch.link.data(), core.memories.link.data(), batch.synapse.at.data(),
                     batch.size);
        batch.axon.recognise(batch.size);
        prepare_targets(core, Trigger::Post);
        run_synapses(core, rule, Trigger::Post, Counter::PlasticVisits);
    };
    for (const std::uint32_t neuron : core.running.posts) {
        std::uint32_t at = paths.begin[neuron];
        const std::uint32_t end = paths.begin[neuron + 1];
        while (at != end) {
            const std::uint32_t taken = std::min(end - at, batch_size - filled);
            std::copy_n(paths.synapse.data() + at, taken, batch.synapse.at.data() + filled);
            std::copy_n(paths.axon.data() + at, taken, batch.axon.at.data() + filled);
            filled += taken;
            at += taken;
            if (filled == batch_size) flush();
        }
    }
    flush();
}

}  // namespace

void learn_pre(Core& core) {
    if (!core.registers.control.has_pre || core.running.rows.empty()) return;
    core.counters[Counter::CyclesPre] += run_event_rows(core, Trigger::Pre, Counter::PlasticVisits);
}

void learn_post(Core& core) {
    if (!core.registers.control.has_post || core.running.posts.empty()) return;
    std::uint64_t fan_in = 0;
    for (const std::uint32_t neuron : core.running.posts) {
        fan_in += spec::ChainWord::unpack(core.memories[Region::NeuronChain][neuron]).fan_in;
    }
    Plan& plan = core.plan;
    if (fan_in <= core.registers.scan_words) {
        plan_chains(core);
        for (const Paths& paths : plan.chains) run_paths(core, paths);
        std::uint64_t cycles = spec::cycles::Chain;
        for (const std::uint32_t neuron : core.running.posts) cycles += plan.chain_cycles[neuron];
        core.counters[Counter::CyclesPost] += cycles;
    } else {
        plan_scan(core);
        for (const Paths& paths : plan.scan) run_paths(core, paths);
        core.counters[Counter::CyclesPost] += plan.scan_cycles;
    }
}

void learn_sweep(Core& core) {
    if (!core.registers.control.has_sweep) return;
    const auto due = [&](const spec::Descriptor& d) { return sweep_due(d, core.registers.step); };
    const auto& rules = core.plan.rules;
    if (std::any_of(rules.begin(), rules.end(),
                    [&](const Rule& rule) { return rule.word.has_sweep && due(rule.word); })) {
        core.counters[Counter::CyclesSweep] += run_scan_rows(core, Trigger::Sweep, due);
    } else if (core.registers.scan_first < core.scan_end()) {
        RowTimer timer;
        timer.add_idle(core.scan_end() - core.registers.scan_first);
        core.counters[Counter::CyclesSweep] += timer.total();
    }
}

void learn_reward(Core& core) {
    if (!core.registers.control.has_reward || !core.running.reward) return;
    const auto always = [](const spec::Descriptor&) { return true; };
    core.counters[Counter::CyclesReward] += run_scan_rows(core, Trigger::Reward, always);
}

void deliver(Core& core) {
    if (core.running.rows.empty()) return;
    RowTimer path;
    for (const EventRow& event : core.running.rows) {
        const Rule& rule = core.plan.rules[event.row.descriptor];
        if (rule.word.has_deliver) {
            path.add(0);
            continue;
        }
        deliver_row(core, event, rule.word);
        ++core.counters[Counter::Rows];
        path.add(event.row.words);
    }
    core.counters[Counter::CyclesDeliver] += path.total();
    if (!core.registers.control.has_deliver) return;
    for (const EventRow& event : core.running.rows) {
        core.counters[Counter::Rows] += core.plan.rules[event.row.descriptor].word.has_deliver;
    }
    core.counters[Counter::CyclesDeliver] +=
        run_event_rows(core, Trigger::Deliver, Counter::SynapticOps);
}

}  // namespace bouton::model::batch
