// SPDX-License-Identifier: Apache-2.0
#include "sim/model/phases.hpp"

#include <bit>

#include "sim/model/cycles.hpp"
#include "sim/model/execute.hpp"

namespace bouton::model {

namespace {

using spec::Counter;
using spec::Descriptor;
using spec::Region;
using spec::Trigger;

constexpr std::uint64_t step_mask = (std::uint64_t{1} << 48) - 1;

Program program_of(Core& core, const Descriptor& d, Trigger trigger) {
    return decode(program_counter(d, trigger), [&](std::uint32_t at) {
        return static_cast<std::uint32_t>(core.fetch(Region::Program, at));
    });
}

arith::Key64 key_of(const Core& core, const Descriptor& d, Trigger trigger, std::uint32_t source) {
    return arith::row_key(core.running.key, source, d.salt, static_cast<std::uint32_t>(trigger));
}

std::uint32_t fetch_id(Core& core, Region region, std::uint32_t element) {
    return static_cast<std::uint32_t>(core.fetch(region, element));
}

// A row that is visited has its axon's words read, whether its program needs them or not.
void check_axon(Core& core, std::uint32_t axon) {
    if (core.poisoned.empty()) return;
    core.fetch(Region::AxonId, axon);
    core.fetch(Region::AxonFlag, axon);
    for (std::uint32_t state = 0; state < spec::limits::AxonStates; ++state) {
        const std::uint32_t address = core.group_of(axon) * spec::limits::AxonStates + state;
        core.fetch(Region::AxonState, address * core.memories.lanes + core.lane_of(axon));
    }
}

// A synapse word and what its row says of it.
struct Visit {
    std::uint32_t index = 0;
    std::uint32_t axon = 0;
    std::uint32_t source = 0;  // logical id of the axon
};

std::uint32_t target_of(const Core& core, std::uint32_t index, const spec::SynapseWord& word) {
    return (word.target * core.memories.lanes + core.lane_of(index)) & (core.memories.neurons - 1);
}

bool is_empty(const spec::SynapseWord& word) {
    return word.ordinal == spec::limits::EmptyOrdinal;
}

// An id that fails its parity is 0 in the draws.
std::uint32_t draw_id(Core& core, std::uint32_t neuron) {
    const std::uint32_t id = fetch_id(core, Region::NeuronId, neuron);
    return id == spec::limits::NoId ? 0 : id;
}

void run_synapse(Core& core, const Descriptor& d, const Program& program, Trigger trigger,
                 const Visit& visit, const spec::SynapseWord& word) {
    const std::uint32_t neuron = target_of(core, visit.index, word);
    Element e{.core = core,
              .descriptor = d,
              .trigger = trigger,
              .key = key_of(core, d, trigger, visit.source),
              .neuron = neuron,
              .axon = visit.axon,
              .target = draw_id(core, neuron),
              .index = visit.index,
              .word = word};
    run(program, e);
    e.write_back();
}

// `act(index, word)` on every word of a row that is not an empty slot.
template <class Act>
void for_each_synapse(Core& core, const spec::RowWord& row, Act act) {
    const std::uint32_t lanes = core.memories.lanes;
    for (std::uint32_t i = 0; i < row.words; ++i) {
        const std::uint32_t address =
            (row.pointer + i * (row.wide ? 2 : 1)) & (core.memories.words - 1);
        for (std::uint32_t lane = 0; lane < lanes; ++lane) {
            const std::uint32_t index = address * lanes + lane;
            const auto word = core.fetch_as<spec::SynapseWord>(Region::Synapse, index);
            if (!is_empty(word)) act(index, word);
        }
    }
}

// The program of a trigger on the synapses of one row that `wanted` names; gives the row's cycles.
template <class Wanted>
std::uint64_t run_row(Core& core, std::uint32_t axon, const spec::RowWord& row, const Descriptor& d,
                      Trigger trigger, Counter count, Wanted wanted) {
    const Program program = program_of(core, d, trigger);
    if (row.words != 0) check_axon(core, axon);
    const std::uint32_t source = fetch_id(core, Region::AxonId, axon);
    for_each_synapse(core, row, [&](std::uint32_t index, const spec::SynapseWord& word) {
        if (!wanted(index, word)) return;
        ++core.counters[count];
        run_synapse(core, d, program, trigger, {index, axon, source}, word);
    });
    return row_cycles(row.words, program.slots, row.wide);
}

bool alive(std::uint32_t, const spec::SynapseWord& word) {
    return word.alive;
}

// A phase over the rows of the scan range; `due` says whether a row's descriptor takes part.
template <class Due, class Wanted>
std::uint64_t scan_rows(Core& core, Trigger trigger, Due due, Wanted wanted) {
    RowTimer timer;
    for (std::uint32_t axon = core.registers.scan_first; axon < core.scan_end(); ++axon) {
        const auto row = core.fetch_as<spec::RowWord>(Region::Row, axon);
        const Descriptor d = core.descriptor(row.descriptor);
        timer.add(has_program(d, trigger) && due(d)
                      ? run_row(core, axon, row, d, trigger, Counter::PlasticVisits, wanted)
                      : 0);
    }
    return timer.total();
}

// W times the gain; 1.0 is 2^30 in register form.
std::int64_t contribution(Core& core, const Descriptor& d, const EventRow& event,
                          std::int16_t weight) {
    constexpr unsigned gain_bits = 14, contribution_bits = 17;
    const auto gain = static_cast<spec::Gain>(d.gain);
    if (gain == spec::Gain::None ||
        d.gain >= static_cast<unsigned>(spec::Gain::X0) + spec::limits::AxonStates) {
        return weight;
    }
    std::int32_t factor = event.payload;
    if (gain != spec::Gain::Payload) {
        const std::uint32_t state = d.gain - static_cast<unsigned>(spec::Gain::X0);
        const std::uint32_t at =
            (core.group_of(event.axon) * spec::limits::AxonStates + state) * core.memories.lanes +
            core.lane_of(event.axon);
        const auto x = static_cast<std::uint32_t>(core.fetch(Region::AxonState, at));
        factor = arith::multiplier_form(static_cast<std::int32_t>(x << 8));
    }
    bool saturated = false;
    const std::int64_t q = arith::saturate(arith::rne(std::int64_t{weight} * factor, gain_bits),
                                           contribution_bits, saturated);
    core.counters[Counter::SaturatedOp] += saturated;
    return q;
}

void deliver_row(Core& core, const EventRow& event, const Descriptor& d) {
    for_each_synapse(core, event.row, [&](std::uint32_t index, const spec::SynapseWord& word) {
        if (!word.alive) return;
        ++core.counters[Counter::SynapticOps];
        const std::uint32_t at =
            dendrite_index(core, target_of(core, index, word), word.slot, core.registers.step);
        const std::int64_t sum = static_cast<std::int32_t>(core.fetch(Region::Dendrite, at));
        core.put(Region::Dendrite, at,
                 static_cast<std::uint64_t>(sum + contribution(core, d, event, word.weight)));
    });
}

std::uint64_t post_by_chain(Core& core) {
    std::uint64_t cycles = spec::cycles::Chain;
    for (const std::uint32_t neuron : core.running.posts) {
        const auto chain = core.fetch_as<spec::ChainWord>(Region::NeuronChain, neuron);
        if (chain.fan_in == 0) continue;
        cycles += spec::cycles::Hop;
        std::uint32_t address = chain.head;
        for (std::uint32_t n = 0; n < chain.fan_in; ++n) {
            address &= core.memories.words - 1;
            const std::uint32_t index = address * core.memories.lanes + core.lane_of(neuron);
            const bool ends_here = core.is_poisoned(Region::Synapse, index);
            const auto word = core.fetch_as<spec::SynapseWord>(Region::Synapse, index);
            const auto owner = core.fetch_as<spec::OwnerWord>(Region::Owner, address);
            const std::uint32_t axon = owner.axon & (core.memories.axons - 1);
            check_axon(core, axon);
            const Descriptor d = core.descriptor(owner.descriptor);
            std::uint32_t slots = 0;
            if (d.has_post) {
                const Program program = program_of(core, d, Trigger::Post);
                slots = program.slots;
                if (word.alive && !is_empty(word)) {
                    ++core.counters[Counter::PlasticVisits];
                    const std::uint32_t source = fetch_id(core, Region::AxonId, axon);
                    run_synapse(core, d, program, Trigger::Post, {index, axon, source}, word);
                }
            }
            cycles += visit_cycles(slots);
            if (ends_here) break;
            address = word.next;
        }
    }
    return cycles;
}

}  // namespace

void begin_step(Core& core) {
    Running& running = core.running;
    running.key = arith::step_key(core.registers.seed, core.registers.step);
    running.reward = false;
    running.spikes.clear();
    running.posts.clear();
    running.events.clear();
    running.rows.clear();
}

void run_core_program(Core& core) {
    const spec::GroupWord group = core.registers.core_descriptor;
    if (!group.valid) return;
    const Descriptor d = core.descriptor(group.descriptor);
    if (!d.has_main) return;
    const Program program = program_of(core, d, Trigger::Core);
    Element e{.core = core,
              .descriptor = d,
              .trigger = Trigger::Core,
              .key = key_of(core, d, Trigger::Core, 0)};
    run(program, e);
    core.running.reward = (e.flags & static_cast<unsigned>(spec::Flag::Reward)) != 0;
    core.counters[Counter::CyclesCore] += spec::cycles::Program + program.slots;
}

void run_neurons(Core& core) {
    const std::uint32_t groups =
        std::min(core.registers.neuron_groups, core.configuration.groups());
    if (groups == 0) return;
    std::uint64_t cycles = spec::cycles::Program;
    for (std::uint32_t group = 0; group < groups; ++group) {
        const auto word = core.fetch_as<spec::GroupWord>(Region::NeuronGroup, group);
        const Descriptor d = word.valid ? core.descriptor(word.descriptor) : Descriptor{};
        if (!d.has_main) {
            cycles += group_cycles(0);
            continue;
        }
        const Program program = program_of(core, d, Trigger::Neuron);
        cycles += group_cycles(program.slots);
        const arith::Key64 key = key_of(core, d, Trigger::Neuron, 0);
        for (std::uint32_t lane = 0; lane < core.memories.lanes; ++lane) {
            const std::uint32_t neuron = group * core.memories.lanes + lane;
            const std::uint32_t id = fetch_id(core, Region::NeuronId, neuron);
            core.fetch(Region::NeuronChain, neuron);  // read with the id, in case POST is raised
            if (id == spec::limits::NoId) continue;
            Element e{.core = core,
                      .descriptor = d,
                      .trigger = Trigger::Neuron,
                      .key = key,
                      .neuron = neuron,
                      .target = id};
            run(program, e);
            const bool spiked = (e.flags & static_cast<unsigned>(spec::Flag::Spike)) != 0;
            const bool post = (e.flags & static_cast<unsigned>(spec::Flag::Post)) != 0;
            core.put(
                Region::NeuronFlag, neuron,
                spec::NeuronFlagWord{.post = post, .spiked = spiked, .payload = e.payload}.pack());
            if (spiked) core.running.spikes.push_back({neuron, e.payload});
            if (post) core.running.posts.push_back(neuron);
        }
    }
    core.counters[Counter::Spikes] += core.running.spikes.size();
    core.counters[Counter::CyclesNeuron] += cycles;
}

void list_rows(Core& core) {
    for (const Event& event : core.running.events) {
        for (std::uint32_t axon = event.index; axon < core.configuration.axons; ++axon) {
            if (axon != event.index) {
                core.put(Region::AxonFlag, axon,
                         spec::AxonFlagWord{.fired = true, .payload = event.payload}.pack());
                core.activate(core.group_of(axon));
            }
            const auto row = core.fetch_as<spec::RowWord>(Region::Row, axon);
            core.running.rows.push_back({axon, event.payload, row});
            if (!row.more) break;
        }
    }
}

void deliver(Core& core) {
    RowTimer path, programs;
    for (const EventRow& event : core.running.rows) {
        const Descriptor d = core.descriptor(event.row.descriptor);
        if (d.has_deliver) {
            path.add(0);
        } else {
            if (event.row.words != 0) check_axon(core, event.axon);
            deliver_row(core, event, d);
            ++core.counters[Counter::Rows];
            path.add(event.row.words);
        }
    }
    core.counters[Counter::CyclesDeliver] += path.total();
    if (!core.registers.control.has_deliver) return;
    for (const EventRow& event : core.running.rows) {
        const Descriptor d = core.descriptor(event.row.descriptor);
        if (!d.has_deliver) {
            programs.add(0);
            continue;
        }
        ++core.counters[Counter::Rows];
        programs.add(
            run_row(core, event.axon, event.row, d, Trigger::Deliver, Counter::SynapticOps, alive));
    }
    core.counters[Counter::CyclesDeliver] += programs.total();
}

void learn_pre(Core& core) {
    if (!core.registers.control.has_pre) return;
    RowTimer timer;
    for (const EventRow& event : core.running.rows) {
        const Descriptor d = core.descriptor(event.row.descriptor);
        timer.add(d.has_main ? run_row(core, event.axon, event.row, d, Trigger::Pre,
                                       Counter::PlasticVisits, alive)
                             : 0);
    }
    core.counters[Counter::CyclesPre] += timer.total();
}

void learn_post(Core& core) {
    if (!core.registers.control.has_post || core.running.posts.empty()) return;
    std::uint64_t fan_in = 0;
    std::vector<bool> raised(core.configuration.neurons);
    for (const std::uint32_t neuron : core.running.posts) {
        fan_in += core.fetch_as<spec::ChainWord>(Region::NeuronChain, neuron).fan_in;
        raised[neuron] = true;
    }
    const auto wanted = [&](std::uint32_t index, const spec::SynapseWord& word) {
        return word.alive && raised[target_of(core, index, word)];
    };
    const auto always = [](const Descriptor&) { return true; };
    core.counters[Counter::CyclesPost] += fan_in <= core.registers.scan_words
                                              ? post_by_chain(core)
                                              : scan_rows(core, Trigger::Post, always, wanted);
}

void learn_sweep(Core& core) {
    if (!core.registers.control.has_sweep) return;
    const auto due = [&](const Descriptor& d) { return sweep_due(d, core.registers.step); };
    const auto every = [](std::uint32_t, const spec::SynapseWord&) { return true; };
    core.counters[Counter::CyclesSweep] += scan_rows(core, Trigger::Sweep, due, every);
}

void learn_reward(Core& core) {
    if (!core.registers.control.has_reward || !core.running.reward) return;
    const auto always = [](const Descriptor&) { return true; };
    const auto every = [](std::uint32_t, const spec::SynapseWord&) { return true; };
    core.counters[Counter::CyclesReward] += scan_rows(core, Trigger::Reward, always, every);
}

void run_axons(Core& core) {
    std::uint64_t cycles = 0;
    const std::uint32_t lanes = core.memories.lanes;
    for (std::uint32_t group = 0; group < core.configuration.axon_groups(); ++group) {
        if ((core.active[group / 64] >> (group % 64) & 1) == 0) continue;
        const auto word = core.fetch_as<spec::GroupWord>(Region::AxonGroup, group);
        const Descriptor d = word.valid ? core.descriptor(word.descriptor) : Descriptor{};
        const Program program = d.has_main ? program_of(core, d, Trigger::Axon) : Program{};
        cycles += group_cycles(program.slots);
        const arith::Key64 key = key_of(core, d, Trigger::Axon, 0);
        std::uint64_t any = 0;
        for (std::uint32_t lane = 0; lane < lanes; ++lane) {
            const std::uint32_t axon = group * lanes + lane;
            const std::uint32_t id = fetch_id(core, Region::AxonId, axon);
            if (id != spec::limits::NoId) {
                Element e{.core = core,
                          .descriptor = d,
                          .trigger = Trigger::Axon,
                          .key = key,
                          .axon = axon,
                          .target = id};
                run(program, e);
            }
            core.put(Region::AxonFlag, axon, 0);
            for (std::uint32_t n = 0; n < spec::limits::AxonStates; ++n) {
                any |= core.fetch(Region::AxonState,
                                  (group * spec::limits::AxonStates + n) * lanes + lane);
            }
        }
        if (any == 0) core.active[group / 64] &= ~(std::uint64_t{1} << (group % 64));
    }
    if (cycles != 0) core.counters[Counter::CyclesAxon] += spec::cycles::Program + cycles;
}

void end_step(Core& core) {
    core.registers.step = (core.registers.step + 1) & step_mask;
    ++core.counters[Counter::Steps];
    core.counters[Counter::CyclesStep] += spec::cycles::Step;
}

}  // namespace bouton::model
