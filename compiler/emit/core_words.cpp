// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/core_words.hpp"

#include <cmath>

namespace bouton::compiler {
namespace {

using spec::Region;

std::uint64_t word24(double value) {
    return static_cast<std::uint64_t>(std::llround(std::nearbyint(value))) & 0xffffff;
}

const DescriptorPlan& descriptor_of(const CoreTask& task, const Entry& entry) {
    return task.layout.descriptors[task.layout.row_descriptor[entry.row]];
}

std::uint32_t stride_of(const CoreTask& task, const Entry& entry) {
    return task.layout.kinds.rows[entry.row].stride;
}

// Rows that POST by scan, SWEEP and REWARD go through, and how many visits of chains cost as much
// as one scan.
void put_scan(const CoreTask& task, std::vector<std::uint64_t>& csr) {
    std::uint64_t first = 0, last = 0, cycles = 0, visit = spec::cycles::Visit;
    for (std::size_t a = 0; a < task.here.entries.size(); ++a) {
        const Entry& entry = task.here.entries[a];
        if (entry.row == Entry::none) continue;
        const DescriptorPlan& descriptor = descriptor_of(task, entry);
        if (!descriptor.plastic()) continue;
        if (last == 0) first = a;
        last = a + 1;
        if (!descriptor.has(spec::Trigger::Post)) continue;
        const auto& post = descriptor.programs[static_cast<std::size_t>(spec::Trigger::Post)];
        const std::uint64_t length =
            std::max<std::uint64_t>(post->code.size(), stride_of(task, entry));
        visit = std::max(visit, length);
        cycles += std::max<std::uint64_t>(entry.words * length, spec::cycles::Header);
    }
    csr[static_cast<std::size_t>(spec::Csr::ScanFirst)] = first;
    csr[static_cast<std::size_t>(spec::Csr::ScanLast)] = last;
    csr[static_cast<std::size_t>(spec::Csr::ScanWords)] = cycles / visit;
}

}  // namespace

void put_state(std::vector<std::uint64_t>& words, std::vector<double>& exact, std::size_t index,
               const StateVariable& variable, std::uint32_t element) {
    const double value =
        variable.initial.size() == 1 ? variable.initial[0] : variable.initial[element];
    const double word = std::ldexp(value, variable.point - 8);
    words[index] = word24(word);
    exact[index] = word;
}

void put_axons(const CoreTask& task) {
    const std::size_t groups = task.here.axon_groups.size();
    const std::uint32_t lanes = task.lanes;
    resize(task.core, Region::AxonId, groups * lanes);
    resize(task.core, Region::AxonGroup, groups);
    resize(task.core, Region::Row, task.here.entries.size());
    resize(task.core, Region::AxonState, groups * spec::limits::AxonStates * lanes);
    task.floats.axon_state.resize(region(task.core, Region::AxonState).size());
    for (std::size_t g = 0; g < groups; ++g)
        if (const auto descriptor = task.here.axon_groups[g])
            region(task.core, Region::AxonGroup)[g] =
                spec::GroupWord{.valid = true, .descriptor = local(task.here, *descriptor)}.pack();
    for (std::size_t a = 0; a < task.here.entries.size(); ++a) {
        const Entry& entry = task.here.entries[a];
        if (entry.row == Entry::none) continue;
        const RowKind& kind = task.layout.kinds.rows[entry.row];
        region(task.core, Region::AxonId)[a] =
            task.network.populations[kind.population].first_id + entry.element;
        spec::RowWord row{};
        row.pointer = static_cast<std::uint16_t>(entry.pointer);
        row.words = entry.words;
        row.descriptor = local(task.here, task.layout.row_descriptor[entry.row]);
        row.wide = kind.stride == 2;
        row.more = entry.more;
        region(task.core, Region::Row)[a] = row.pack();
        if (kind.bare) continue;
        const auto& states = task.plan.rows[kind.projections.front()].axon_states;
        for (std::size_t k = 0; k < states.size(); ++k)
            put_state(region(task.core, Region::AxonState), task.floats.axon_state,
                      ((a / lanes) * spec::limits::AxonStates + k) * lanes + a % lanes, states[k],
                      0);
    }
}

void put_programs(const CoreTask& task) {
    region(task.core, Region::Program) = task.encoded.program;
    for (const double constant : task.encoded.constants)
        region(task.core, Region::Constant)
            .push_back(static_cast<std::uint64_t>(std::llround(std::nearbyint(constant))) & 0xffff);
    task.floats.constant = task.encoded.constants;
    for (const spec::Descriptor& descriptor : task.encoded.descriptors)
        for (const std::uint32_t word : descriptor.pack())
            region(task.core, Region::Descriptor).push_back(word);
}

void put_registers(const CoreTask& task) {
    std::vector<std::uint64_t>& csr = region(task.core, Region::Csr);
    csr.resize(static_cast<std::size_t>(spec::Csr::Modulator0) + spec::limits::Modulators);
    const auto set = [&](spec::Csr which, std::uint64_t value) {
        csr[static_cast<std::size_t>(which)] = value;
    };
    spec::ControlWord control{};
    control.learn = task.network.source.learn;
    control.four_receptors = task.plan.four_receptors;
    for (const Entry& entry : task.here.entries) {
        if (entry.row == Entry::none) continue;
        const DescriptorPlan& descriptor = descriptor_of(task, entry);
        control.has_pre |= descriptor.has(spec::Trigger::Pre);
        control.has_post |= descriptor.has(spec::Trigger::Post);
        control.has_sweep |= descriptor.has(spec::Trigger::Sweep);
        control.has_reward |= descriptor.has(spec::Trigger::Reward);
        control.has_deliver |= descriptor.has(spec::Trigger::Deliver);
    }
    set(spec::Csr::Control, control.pack());
    set(spec::Csr::SeedLow, task.network.source.seed & 0xffffffff);
    set(spec::Csr::SeedHigh, task.network.source.seed >> 32);
    set(spec::Csr::NeuronGroups, task.here.neuron_groups);
    if (task.layout.core_descriptor)
        set(spec::Csr::CoreDescriptor,
            spec::GroupWord{.valid = true,
                            .descriptor = local(task.here, *task.layout.core_descriptor)}
                .pack());
    for (std::size_t i = 0; i < task.plan.modulators.size(); ++i)
        csr[static_cast<std::size_t>(spec::Csr::Modulator0) + i] =
            static_cast<std::uint32_t>(task.plan.modulators[i].initial);
    put_scan(task, csr);
}

// Plastic synapses of a neuron, by address, and whose each address is.
void put_chains(const CoreTask& task) {
    const std::uint32_t lanes = task.lanes;
    auto& synapses = region(task.core, Region::Synapse);
    resize(task.core, Region::NeuronChain, std::size_t{task.here.neuron_groups} * lanes);
    resize(task.core, Region::Owner, task.here.words);
    std::vector<spec::ChainWord> chains(std::size_t{task.here.neuron_groups} * lanes);
    std::vector<std::size_t> last(chains.size());  // index of the chain's last word
    for (std::size_t a = 0; a < task.here.entries.size(); ++a) {
        const Entry& entry = task.here.entries[a];
        if (entry.row == Entry::none) continue;
        const std::uint32_t stride = stride_of(task, entry);
        spec::OwnerWord owner{};
        owner.descriptor = local(task.here, task.layout.row_descriptor[entry.row]);
        owner.axon = static_cast<std::uint16_t>(a);
        for (std::uint32_t i = 0; i < entry.words * stride; ++i)
            region(task.core, Region::Owner)[entry.pointer + i] = owner.pack();
        if (!descriptor_of(task, entry).has(spec::Trigger::Post)) continue;
        for (std::uint32_t i = 0; i < entry.words; ++i) {
            const std::uint32_t address = entry.pointer + i * stride;
            for (std::uint32_t lane = 0; lane < lanes; ++lane) {
                const std::size_t index = std::size_t{address} * lanes + lane;
                const auto word = spec::SynapseWord::unpack(synapses[index]);
                if (word.ordinal == spec::limits::EmptyOrdinal) continue;
                const std::size_t neuron = std::size_t{word.target} * lanes + lane;
                spec::ChainWord& chain = chains[neuron];
                if (chain.fan_in++ == 0) {
                    chain.head = static_cast<std::uint16_t>(address);
                } else {
                    auto before = spec::SynapseWord::unpack(synapses[last[neuron]]);
                    before.next = static_cast<std::uint16_t>(address);
                    synapses[last[neuron]] = before.pack();
                }
                last[neuron] = index;
            }
        }
    }
    for (std::size_t n = 0; n < chains.size(); ++n)
        if (chains[n].fan_in != 0) region(task.core, Region::NeuronChain)[n] = chains[n].pack();
}

}  // namespace bouton::compiler
