// SPDX-License-Identifier: Apache-2.0
// The phases of a step (docs/machine.md section 5) on doubles.
#include <algorithm>

#include "sim/twin/chip.hpp"

namespace bouton::twin {

using spec::Counter;
using spec::Csr;
using spec::Flag;
using spec::Region;
using spec::Trigger;

namespace {

bool has(std::uint8_t raised, Flag flag) {
    return (raised & static_cast<unsigned>(flag)) != 0;
}

spec::RowWord row_of(const Core& core, std::uint32_t axon) {
    return spec::RowWord::unpack(static_cast<std::uint32_t>(core.words(Region::Row)[axon]));
}

std::uint64_t step_of(const Core& core) {
    return core.csr(Csr::StepLow) | static_cast<std::uint64_t>(core.csr(Csr::StepHigh)) << 32;
}

// Where a trigger's program is, if the descriptor has one.
bool program_of(const spec::Descriptor& d, Trigger trigger, std::uint32_t& pc) {
    switch (trigger) {
        case Trigger::Post:
            return pc = d.post_pc, d.has_post;
        case Trigger::Sweep:
            return pc = d.sweep_pc, d.has_sweep;
        case Trigger::Reward:
            return pc = d.reward_pc, d.has_reward;
        case Trigger::Deliver:
            return pc = d.deliver_pc, d.has_deliver;
        default:
            return pc = d.main_pc, d.has_main;
    }
}

// An event's rows: its axon's, and the next entries' as long as they are marked `more`.
template <class Visit>
void each_row(const Core& core, std::uint32_t axon, Visit visit) {
    for (; axon < core.axons; ++axon) {
        visit(axon);
        if (!row_of(core, axon).more) return;
    }
}

}  // namespace

void Chip::begin(Core& core) {
    if (core.stale) core.refresh();
    core.events.clear();
    core.count(Counter::Steps);
    step_ = step_of(core);
    const std::uint64_t seed =
        core.csr(Csr::SeedLow) | static_cast<std::uint64_t>(core.csr(Csr::SeedHigh)) << 32;
    executor_.begin_step(arith::step_key(seed, step_), step_);
    core.reward = false;
    const auto entry = spec::GroupWord::unpack(core.csr(Csr::CoreDescriptor));
    if (!entry.valid || !core.descriptor(entry.descriptor).has_main) return;
    const auto descriptor = core.descriptor(entry.descriptor);
    elements_.count = 1;
    const auto& flags =
        executor_.run(core, Trigger::Core, descriptor, descriptor.main_pc, elements_);
    core.reward = has(flags.raised[0], Flag::Reward);
}

void Chip::run_neurons(Core& core) {
    core.spikes.clear();
    core.posts.clear();
    for (const auto& batch : core.batches) {
        for (std::size_t first = 0; first < batch.neurons.size(); first += Elements::capacity) {
            const auto left = batch.neurons.size() - first;
            elements_.count =
                static_cast<std::uint32_t>(std::min<std::size_t>(left, Elements::capacity));
            std::copy_n(batch.neurons.begin() + static_cast<std::ptrdiff_t>(first), elements_.count,
                        elements_.neuron.begin());
            const auto& d = batch.descriptor;
            elements_.trace_states = batch.trace_states;
            const auto& flags = executor_.run(core, Trigger::Neuron, d, d.main_pc, elements_);
            for (std::uint32_t i = 0; i < elements_.count; ++i) {
                const std::uint32_t neuron = elements_.neuron[i];
                const bool spiked = has(flags.raised[i], Flag::Spike);
                const bool post = has(flags.raised[i], Flag::Post);
                core.words(Region::NeuronFlag)[neuron] = spec::NeuronFlagWord{
                    .post = post,
                    .spiked = spiked,
                    .payload = spiked ? flags.payload[i]
                                      : std::int16_t{0}}.pack();
                if (spiked) core.spikes.push_back(neuron);
                if (post) core.posts.push_back(neuron);
            }
        }
    }
    for (auto& forced : core.forced) forced.fires = false;
    std::sort(core.spikes.begin(), core.spikes.end());
    core.count(Counter::Spikes, core.spikes.size());
}

// The core that a word names, if it is one of the mesh.
Core* Chip::find(std::uint32_t address) {
    const std::uint32_t x = address & 63u, number = (address >> 6) * mesh_x_ + x;
    return x < mesh_x_ && number < cores_.size() ? &cores_[number] : nullptr;
}

void Chip::transport(std::uint32_t number, std::vector<spec::StreamWord>& output) {
    Core& core = cores_[number];
    for (std::uint32_t neuron : core.spikes) {
        const auto head = spec::FanoutHeadWord::unpack(
            static_cast<std::uint16_t>(core.words(Region::FanoutHead)[neuron]));
        const auto payload = static_cast<std::int16_t>(core.words(Region::NeuronFlag)[neuron]);
        for (std::uint32_t at = head.pointer; head.valid && at < spec::limits::FanoutWords; ++at) {
            const auto entry = spec::FanoutWord::unpack(
                static_cast<std::uint32_t>(core.words(Region::Fanout)[at]));
            Core* const target = find(entry.core);
            switch (static_cast<spec::FanoutKind>(entry.kind)) {
                case spec::FanoutKind::Axon:
                    if (target != nullptr) {
                        axon_event(*target, entry.index, payload);
                    } else {
                        core.count(Counter::Dropped);
                    }
                    break;
                case spec::FanoutKind::Host:
                    output.push_back({.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike),
                                      .step = static_cast<std::uint16_t>(step_),
                                      .core = static_cast<std::uint16_t>(number % mesh_x_ |
                                                                         number / mesh_x_ << 6),
                                      .index = static_cast<std::uint16_t>(neuron),
                                      .payload = payload});
                    break;
                case spec::FanoutKind::Modulator:
                    if (target != nullptr && entry.index < target->pending.size()) {
                        target->pending[entry.index] += payload;
                    } else {
                        core.count(Counter::Dropped);
                    }
                    break;
            }
            if (entry.last) break;
        }
    }
}

void Chip::axon_event(Core& core, std::uint32_t axon, std::int16_t payload) {
    if (axon >= core.axons) return core.count(Counter::Dropped);
    auto& flag = core.words(Region::AxonFlag)[axon];
    if ((flag >> 16 & 1) != 0) return core.count(Counter::Duplicate);
    flag = spec::AxonFlagWord{.fired = true, .payload = payload}.pack();
    core.count(Counter::AxonEvents);
    core.events.push_back(axon);
    core.active[axon / core.lanes] = 1;
}

void Chip::host(std::span<const spec::StreamWord> input) {
    for (Core& core : cores_) core.count(Counter::HostWords);
    for (const auto& word : input) {
        Core* const named = find(word.core);
        Core& core = named != nullptr ? *named : cores_.front();
        core.count(Counter::HostWords);
        const std::uint32_t neuron = word.index & 0x3fffu, receptor = word.index >> 14;
        if (word.step != static_cast<std::uint16_t>(step_)) {
            core.count(Counter::Late);
        } else if (named == nullptr) {
            core.count(Counter::Dropped);
        } else if (word.kind == static_cast<std::uint8_t>(spec::StreamKind::Spike)) {
            axon_event(core, word.index, word.payload);
        } else if (word.kind == static_cast<std::uint8_t>(spec::StreamKind::Drive)) {
            const std::uint32_t slots = core.slots(), l = core.lanes;
            if (neuron >= core.neurons || receptor * slots >= spec::limits::DendriteSlots) {
                core.count(Counter::Dropped);
                continue;
            }
            const auto slot = receptor * slots + static_cast<std::uint32_t>((step_ + 1) % slots);
            core.dendrite[(neuron / l * spec::limits::DendriteSlots + slot) * l + neuron % l] +=
                word.payload;
        } else if (word.kind == static_cast<std::uint8_t>(spec::StreamKind::Modulate)) {
            if (word.index < core.pending.size()) {
                core.pending[word.index] += word.payload;
            } else {
                core.count(Counter::Dropped);
            }
        }
    }
}

// Sums of doubles depend on the order of addition: that of the logical ids of sources, and not of
// axons, which is the placement's. (Several axons of one source are in the same order everywhere.)
void Chip::sort_events(Core& core) {
    const auto& ids = core.words(Region::AxonId);
    std::sort(core.events.begin(), core.events.end(), [&](std::uint32_t a, std::uint32_t b) {
        return ids[a] != ids[b] ? ids[a] < ids[b] : a < b;
    });
}

void Chip::deliver(Core& core) {
    const std::uint32_t slots = core.slots(), l = core.lanes;
    const auto& synapses = core.words(Region::Synapse);
    for (std::uint32_t event : core.events) {
        const auto payload = static_cast<std::int16_t>(core.words(Region::AxonFlag)[event]);
        each_row(core, event, [&](std::uint32_t axon) {
            core.words(Region::AxonFlag)[axon] = core.words(Region::AxonFlag)[event];
            core.active[axon / l] = 1;
            const auto row = row_of(core, axon);
            const auto descriptor = core.descriptor(row.descriptor);
            if (row.words == 0) return;
            core.count(Counter::Rows);
            if (descriptor.has_deliver) return visit(core, Trigger::Deliver, axon);
            const Arithmetic is{effects_.weights, effects_.saturation};
            const auto payload_gain = static_cast<std::uint8_t>(spec::Gain::Payload);
            const bool plain = descriptor.gain < payload_gain;
            double gain = payload;  // in multiplier form: 1.0 is 2^14
            if (descriptor.gain > payload_gain) {
                const auto x = descriptor.gain - static_cast<std::uint32_t>(spec::Gain::X0);
                const auto word = (axon / l * spec::limits::AxonStates + x) * l + axon % l;
                gain = is.multiplier(core.trace[word] * 256);  // an X word in a register
            }
            const auto contribution = [&](double weight) {
                return plain ? weight : is.sat(is.rne(weight * gain * 0x1p-14), 0x1p16);
            };
            std::uint64_t delivered = 0;
            const std::size_t stride = row.wide ? 2 : 1;
            for (std::uint32_t i = 0; i < row.words; ++i) {
                const std::size_t base = (row.pointer + i * stride) * l;
                for (std::uint32_t lane = 0; lane < l && base + lane < synapses.size(); ++lane) {
                    const auto synapse = spec::SynapseWord::unpack(synapses[base + lane]);
                    if (!synapse.alive) continue;
                    const std::uint32_t wait = synapse.slot & (slots - 1);
                    const std::uint32_t slot =
                        (synapse.slot & ~(slots - 1)) +
                        static_cast<std::uint32_t>((step_ + wait) & (slots - 1));
                    core.dendrite[(synapse.target * spec::limits::DendriteSlots + slot) * l +
                                  lane] += contribution(core.weight[base + lane]);
                    ++delivered;
                }
            }
            core.count(Counter::SynapticOps, delivered);
        });
    }
}

void Chip::learn(Core& core) {
    const auto scan = [&](Trigger trigger) {
        const std::uint32_t last = std::min(core.csr(Csr::ScanLast), core.axons);
        for (std::uint32_t axon = core.csr(Csr::ScanFirst); axon < last; ++axon) {
            visit(core, trigger, axon);
        }
    };
    if (core.control.has_pre) {
        for (std::uint32_t event : core.events) {
            each_row(core, event, [&](std::uint32_t axon) { visit(core, Trigger::Pre, axon); });
        }
    }
    if (core.control.has_post && !core.posts.empty()) {
        std::uint64_t fan_in = 0;
        for (std::uint32_t neuron : core.posts) {
            fan_in += spec::ChainWord::unpack(
                          static_cast<std::uint32_t>(core.words(Region::NeuronChain)[neuron]))
                          .fan_in;
        }
        fan_in <= core.csr(Csr::ScanWords) ? post_by_chain(core) : scan(Trigger::Post);
    }
    if (core.control.has_sweep) scan(Trigger::Sweep);
    if (core.control.has_reward && core.reward) scan(Trigger::Reward);
}

void Chip::post_by_chain(Core& core) {
    const auto& synapses = core.words(Region::Synapse);
    for (std::uint32_t neuron : core.posts) {
        const auto chain = spec::ChainWord::unpack(
            static_cast<std::uint32_t>(core.words(Region::NeuronChain)[neuron]));
        std::uint32_t address = chain.head, current = spec::limits::Descriptors;
        elements_.count = 0;
        const auto flush = [&] {
            if (elements_.count == 0) return;
            run_synapses(core, Trigger::Post, core.descriptor(current));
            elements_.count = 0;
        };
        for (std::uint32_t k = 0; k < chain.fan_in; ++k) {
            const std::size_t at = address * core.lanes + neuron % core.lanes;
            if (at >= synapses.size()) break;
            const auto synapse = spec::SynapseWord::unpack(synapses[at]);
            const auto owner = spec::OwnerWord::unpack(
                static_cast<std::uint32_t>(core.words(Region::Owner)[address]));
            if (owner.descriptor != current || elements_.count == Elements::capacity) flush();
            current = owner.descriptor;
            if (synapse.alive) {
                elements_.synapse[elements_.count] = static_cast<std::uint32_t>(at);
                elements_.neuron[elements_.count] = neuron;
                elements_.axon[elements_.count++] = owner.axon;
            }
            address = synapse.next;
        }
        flush();
    }
}

void Chip::visit(Core& core, Trigger trigger, std::uint32_t axon) {
    const auto row = row_of(core, axon);
    const auto descriptor = core.descriptor(row.descriptor);
    std::uint32_t pc = 0;
    if (row.words == 0 || !program_of(descriptor, trigger, pc)) return;
    if (trigger == Trigger::Sweep &&
        ((step_ + 1) & ((1ULL << descriptor.sweep_log2) - 1)) != descriptor.sweep_phase) {
        return;
    }
    const bool dead_too = trigger == Trigger::Sweep || trigger == Trigger::Reward;
    const auto& synapses = core.words(Region::Synapse);
    const auto& flags = core.words(Region::NeuronFlag);
    elements_.count = 0;
    for (std::uint32_t i = 0; i < row.words; ++i) {
        const std::size_t base = (row.pointer + i * (row.wide ? std::size_t{2} : 1)) * core.lanes;
        for (std::uint32_t lane = 0; lane < core.lanes && base + lane < synapses.size(); ++lane) {
            const auto synapse = spec::SynapseWord::unpack(synapses[base + lane]);
            const std::uint32_t neuron = synapse.target * core.lanes + lane;
            if (synapse.ordinal == spec::limits::EmptyOrdinal) continue;
            if (!synapse.alive && !dead_too) continue;
            if (trigger == Trigger::Post && (flags[neuron] >> 17 & 1) == 0) continue;
            elements_.synapse[elements_.count] = static_cast<std::uint32_t>(base + lane);
            elements_.neuron[elements_.count] = neuron;
            elements_.axon[elements_.count++] = axon;
        }
        if (elements_.count + core.lanes > Elements::capacity || i + 1 == row.words) {
            run_synapses(core, trigger, descriptor);
            elements_.count = 0;
        }
    }
}

// Runs the trigger's program on elements_ and keeps what KILL and REVIVE say.
void Chip::run_synapses(Core& core, Trigger trigger, const spec::Descriptor& descriptor) {
    std::uint32_t pc = 0;
    if (elements_.count == 0 || !program_of(descriptor, trigger, pc)) return;
    core.count(trigger == Trigger::Deliver ? Counter::SynapticOps : Counter::PlasticVisits,
               elements_.count);
    const auto& flags = executor_.run(core, trigger, descriptor, pc, elements_);
    for (std::uint32_t i = 0; i < elements_.count; ++i) {
        auto& word = core.words(Region::Synapse)[elements_.synapse[i]];
        if (has(flags.raised[i], Flag::Kill)) word &= ~1ULL;
        if (has(flags.raised[i], Flag::Revive)) word |= 1ULL;
    }
}

void Chip::run_axons(Core& core) {
    const std::uint32_t l = core.lanes;
    const std::ptrdiff_t span = std::ptrdiff_t{spec::limits::AxonStates} * l;
    for (std::uint32_t group = 0; group < core.active.size(); ++group) {
        if (core.active[group] == 0) continue;
        const auto entry = spec::GroupWord::unpack(
            static_cast<std::uint32_t>(core.words(Region::AxonGroup)[group]));
        const auto descriptor = core.descriptor(entry.descriptor);
        if (entry.valid && descriptor.has_main) {
            elements_.count = 0;
            for (std::uint32_t axon = group * l; axon < (group + 1) * l; ++axon) {
                if (core.words(Region::AxonId)[axon] == spec::limits::NoId) continue;
                elements_.axon[elements_.count++] = axon;
            }
            executor_.run(core, Trigger::Axon, descriptor, descriptor.main_pc, elements_);
        }
        const auto first = core.trace.begin() + group * span;
        core.active[group] = std::any_of(first, first + span, [](double x) { return x != 0; });
        std::fill_n(core.words(Region::AxonFlag).begin() + std::ptrdiff_t{group} * l, l, 0);
    }
}

void Chip::end(Core& core) {
    const std::uint64_t next = step_ + 1;
    core.words(Region::Csr)[static_cast<std::size_t>(Csr::StepLow)] = next & 0xffffffffULL;
    core.words(Region::Csr)[static_cast<std::size_t>(Csr::StepHigh)] = next >> 32 & 0xffff;
}

}  // namespace bouton::twin
