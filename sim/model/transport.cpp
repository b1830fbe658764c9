// SPDX-License-Identifier: Apache-2.0
#include "sim/model/transport.hpp"

#include "sim/model/cycles.hpp"
#include "sim/model/element.hpp"

namespace bouton::model {

namespace {

using spec::Counter;
using spec::Region;
using spec::StreamKind;
using spec::StreamWord;

constexpr unsigned drive_receptor_shift = 14;

// The core that a word names, if it is one of the mesh.
Core* find_core(const MeshView& mesh, std::uint32_t address) {
    const std::uint32_t x = address & 0x3fU, y = address >> 6;
    if (x >= mesh.width) return nullptr;
    const std::size_t number = std::size_t{y} * mesh.width + x;
    return number < mesh.cores.size() ? &mesh.cores[number] : nullptr;
}

std::uint16_t step_tag(const Core& core) {
    return static_cast<std::uint16_t>(core.registers.step);
}

bool take_event(Core& core, std::uint32_t axon, std::int16_t payload) {
    if (axon >= core.configuration.axons) return false;
    if (core.fetch_as<spec::AxonFlagWord>(Region::AxonFlag, axon).fired) {
        ++core.counters[Counter::Duplicate];
        return true;
    }
    core.put(Region::AxonFlag, axon, spec::AxonFlagWord{.fired = true, .payload = payload}.pack());
    core.activate(core.group_of(axon));
    core.running.events.push_back({axon, payload});
    ++core.counters[Counter::AxonEvents];
    return true;
}

bool add_pending(Core& core, std::uint32_t channel, std::int16_t payload) {
    if (channel >= spec::limits::Channels) return false;
    core.registers.pending[channel] += static_cast<std::uint32_t>(std::int32_t{payload});
    return true;
}

bool take_drive(Core& core, std::uint16_t index, std::int16_t payload) {
    const std::uint32_t receptor = index >> drive_receptor_shift;
    const std::uint32_t neuron = index & ((1u << drive_receptor_shift) - 1);
    const std::uint32_t receptors = core.registers.control.four_receptors ? 4 : 2;
    if (receptor >= receptors || neuron >= core.configuration.neurons) return false;
    const std::uint32_t next_slot = receptor * (spec::limits::DendriteSlots / receptors) + 1;
    const std::uint32_t at = dendrite_index(core, neuron, next_slot, core.registers.step);
    const std::int64_t sum = static_cast<std::int32_t>(core.fetch(Region::Dendrite, at));
    core.put(Region::Dendrite, at, static_cast<std::uint64_t>(sum + payload));
    return true;
}

// A packet from another core is a word of the stream where it arrives.
void arrive(const MeshView& mesh, const Core& from, Core& to, std::uint64_t sent) {
    if (&from == &to) return;
    ++to.counters[Counter::HostWords];
    ++to.counters[Counter::CyclesTransport];
    mesh.timer.packet(from.number, to.number, sent);
}

// One entry of a fan-out list, `sent` cycles after TRANSPORT began; false: it names nothing.
bool send(const MeshView& mesh, const Core& from, const Event& spike, const spec::FanoutWord& entry,
          std::uint64_t sent, std::vector<StreamWord>& output) {
    switch (static_cast<spec::FanoutKind>(entry.kind)) {
        case spec::FanoutKind::Axon: {
            Core* const core = find_core(mesh, entry.core);
            if (core == nullptr || !take_event(*core, entry.index, spike.payload)) return false;
            arrive(mesh, from, *core, sent);
            return true;
        }
        case spec::FanoutKind::Host:
            output.push_back({.kind = static_cast<std::uint8_t>(StreamKind::Spike),
                              .step = step_tag(from),
                              .core = from.address,
                              .index = static_cast<std::uint16_t>(spike.index),
                              .payload = spike.payload});
            mesh.timer.leave(from.number, sent);
            return true;
        case spec::FanoutKind::Modulator: {
            Core* const core = find_core(mesh, entry.core);
            if (core == nullptr || !add_pending(*core, entry.index, spike.payload)) return false;
            arrive(mesh, from, *core, sent);
            return true;
        }
    }
    return false;
}

void send_spikes(const MeshView& mesh, Core& core, std::vector<StreamWord>& output) {
    std::uint64_t cycles = spec::cycles::Transport;
    std::uint32_t last_group = spec::limits::NoId;
    for (const Event& spike : core.running.spikes) {
        if (core.group_of(spike.index) != last_group) ++cycles;
        last_group = core.group_of(spike.index);
        std::uint64_t entries = 0;
        const auto head = core.fetch_as<spec::FanoutHeadWord>(Region::FanoutHead, spike.index);
        // A list that does not end is left after as many entries as there are.
        for (bool more = head.valid; more && entries < spec::limits::FanoutWords; ++entries) {
            const auto at =
                static_cast<std::uint32_t>(head.pointer + entries) % spec::limits::FanoutWords;
            const auto entry = core.fetch_as<spec::FanoutWord>(Region::Fanout, at);
            if (!send(mesh, core, spike, entry, cycles + spike_cycles(entries), output))
                ++core.counters[Counter::Dropped];
            more = !entry.last;
        }
        cycles += spike_cycles(entries);
    }
    core.counters[Counter::CyclesTransport] += cycles;
    mesh.timer.core(core.number).sending = cycles;
}

void take_word(const MeshView& mesh, const StreamWord& word) {
    Core* const named = find_core(mesh, word.core);
    Core& core = named != nullptr ? *named : mesh.cores.front();
    ++core.counters[Counter::HostWords];
    ++core.counters[Counter::CyclesTransport];
    mesh.timer.host_word(core.number);
    if (word.step != step_tag(core)) {
        ++core.counters[Counter::Late];
        return;
    }
    bool taken = false;
    if (named != nullptr) {
        switch (static_cast<StreamKind>(word.kind)) {
            case StreamKind::Spike:
                taken = take_event(core, word.index, word.payload);
                break;
            case StreamKind::Drive:
                taken = take_drive(core, word.index, word.payload);
                break;
            case StreamKind::Modulate:
                taken = add_pending(core, word.index, word.payload);
                break;
            default:
                break;
        }
    }
    core.counters[Counter::Dropped] += !taken;
}

}  // namespace

void transport(const MeshView& mesh, std::span<const StreamWord> input,
               std::vector<StreamWord>& output) {
    for (Core& core : mesh.cores) send_spikes(mesh, core, output);
    for (const StreamWord& word : input) take_word(mesh, word);
    for (Core& core : mesh.cores) {
        ++core.counters[Counter::HostWords];
        ++core.counters[Counter::CyclesTransport];
        if (mesh.cores.size() > 1) core.counters[Counter::CyclesTransport] += tokens;
    }
}

}  // namespace bouton::model
