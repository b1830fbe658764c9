// SPDX-License-Identifier: Apache-2.0
#include "sim/model/host.hpp"

#include "sim/model/errors.hpp"

namespace bouton::model {

namespace {

using spec::Csr;
using spec::Region;

constexpr unsigned step_high_bits = 16;

constexpr std::uint32_t low(std::uint64_t word) {
    return static_cast<std::uint32_t>(word);
}
constexpr std::uint32_t high(std::uint64_t word) {
    return static_cast<std::uint32_t>(word >> 32);
}
constexpr std::uint64_t with_low(std::uint64_t old, std::uint32_t word) {
    return (old >> 32 << 32) | word;
}
constexpr std::uint64_t with_high(std::uint64_t old, std::uint64_t word) {
    return low(old) | word << 32;
}

std::uint32_t configuration_index(const Core& core) {
    std::uint32_t index = 0;
    while (spec::configurations[index].name != core.configuration.name) ++index;
    return index;
}

std::uint32_t read_fault(const Core& core, Csr csr) {
    if (!core.registers.fault) return 0;
    const auto [region, index] = *core.registers.fault;
    const bool laned = spec::region_info(region).lanes;
    switch (csr) {
        case Csr::FaultRegion:
            return static_cast<std::uint32_t>(region);
        case Csr::FaultLane:
            return laned ? core.lane_of(index) : 0;
        default:
            return laned ? core.group_of(index) : index;
    }
}

std::uint32_t read_register(const Core& core, std::uint32_t index) {
    const Registers& r = core.registers;
    const spec::CsrInfo* const info = spec::find_csr(index);
    if (info == nullptr) throw AccessError(core.number, Region::Csr, index, "no such register");
    const auto selected = static_cast<spec::Counter>(r.counter_select);
    const bool is_counter = r.counter_select < spec::counter_count;
    switch (static_cast<Csr>(info->index)) {
        case Csr::Version:
            return spec::limits::ImageVersion;
        case Csr::Configuration:
            return configuration_index(core);
        case Csr::Status:
            return r.fault ? 2 : 0;
        case Csr::Control:
            return r.control.pack();
        case Csr::StepLow:
            return low(r.step);
        case Csr::StepHigh:
            return high(r.step);
        case Csr::SeedLow:
            return low(r.seed);
        case Csr::SeedHigh:
            return high(r.seed);
        case Csr::NeuronGroups:
            return r.neuron_groups;
        case Csr::ScanFirst:
            return r.scan_first;
        case Csr::ScanLast:
            return r.scan_last;
        case Csr::ScanWords:
            return r.scan_words;
        case Csr::CoreDescriptor:
            return r.core_descriptor.pack();
        case Csr::FaultRegion:
        case Csr::FaultLane:
        case Csr::FaultAddress:
            return read_fault(core, static_cast<Csr>(index));
        case Csr::Modulator0:
            return static_cast<std::uint32_t>(r.modulator[index - info->index]);
        case Csr::Pending0:
            return r.pending[index - info->index];
        case Csr::CounterSelect:
            return r.counter_select;
        case Csr::CounterLow:
            return is_counter ? low(core.counters.get(selected)) : 0;
        case Csr::CounterHigh:
            return is_counter ? high(core.counters.get(selected)) : 0;
    }
    return 0;
}

void write_register(Core& core, std::uint32_t index, std::uint32_t word) {
    Registers& r = core.registers;
    const spec::CsrInfo* const info = spec::find_csr(index);
    if (info == nullptr) throw AccessError(core.number, Region::Csr, index, "no such register");
    if (!info->writable) throw AccessError(core.number, Region::Csr, index, "read-only");
    core.plan.forget(static_cast<Csr>(info->index));
    const bool is_counter = r.counter_select < spec::counter_count;
    std::uint64_t unused = 0;
    std::uint64_t& counter = is_counter ? core.counters.values[r.counter_select] : unused;
    switch (static_cast<Csr>(info->index)) {
        case Csr::Control:
            r.control = spec::ControlWord::unpack(word);
            if (r.control.clear_fault) r.fault.reset();
            r.control.clear_fault = false;
            break;
        case Csr::StepLow:
            r.step = with_low(r.step, word);
            break;
        case Csr::StepHigh:
            r.step = with_high(r.step, word & ((1u << step_high_bits) - 1));
            break;
        case Csr::SeedLow:
            r.seed = with_low(r.seed, word);
            break;
        case Csr::SeedHigh:
            r.seed = with_high(r.seed, word);
            break;
        case Csr::NeuronGroups:
            r.neuron_groups = word;
            break;
        case Csr::ScanFirst:
            r.scan_first = word;
            break;
        case Csr::ScanLast:
            r.scan_last = word;
            break;
        case Csr::ScanWords:
            r.scan_words = word;
            break;
        case Csr::CoreDescriptor:
            r.core_descriptor = spec::GroupWord::unpack(word);
            break;
        case Csr::Modulator0:
            r.modulator[index - info->index] = static_cast<std::int32_t>(word);
            break;
        case Csr::Pending0:
            r.pending[index - info->index] = word;
            break;
        case Csr::CounterSelect:
            r.counter_select = word;
            break;
        case Csr::CounterLow:
            counter = with_low(counter, word);
            break;
        case Csr::CounterHigh:
            counter = with_high(counter, word) & Counters::mask;
            break;
        default:
            break;
    }
}

void check(const Core& core, Region region, std::uint32_t index) {
    if (static_cast<std::size_t>(region) >= spec::region_count ||
        index >= spec::region_size(region, core.configuration)) {
        throw AccessError(core.number, region, index, "no such address");
    }
}

}  // namespace

Core make_core(const spec::Configuration& configuration, std::uint32_t number,
               std::uint16_t address) {
    Core core;
    core.number = number;
    core.address = address;
    core.configuration = configuration;
    core.memories = Memories(configuration);
    core.active.assign((configuration.axon_groups() + 63) / 64, 0);
    return core;
}

std::uint64_t host_read(const Core& core, Region region, std::uint32_t index) {
    check(core, region, index);
    if (region == Region::Csr) return read_register(core, index);
    if (core.is_poisoned(region, index)) return Core::failed_word(region);
    return core.memories.read(region, index);
}

void host_write(Core& core, Region region, std::uint32_t index, std::uint64_t word) {
    check(core, region, index);
    if (region == Region::Csr) {
        write_register(core, index, static_cast<std::uint32_t>(word));
        return;
    }
    const bool same_link =
        region == Region::Synapse && low(core.memories.read(region, index)) == low(word);
    core.memories.write(region, index, word);
    if (!same_link) core.plan.forget(region);
    std::erase(core.poisoned, Place{region, index});
    if (core.registers.control.poison) {
        core.registers.control.poison = false;
        core.poisoned.push_back({region, index});
    }
    if (region == Region::AxonState && core.memories.read(region, index) != 0) {
        core.activate(core.group_of(index) / spec::limits::AxonStates);
    }
}

}  // namespace bouton::model
