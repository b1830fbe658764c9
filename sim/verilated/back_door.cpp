// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/back_door.hpp"

#include <verilated.h>
#include <verilated_sym_props.h>

#include <bit>
#include <cstring>
#include <stdexcept>

namespace bouton::verilated {

namespace {

using spec::Csr;
using spec::Region;

constexpr std::uint64_t counter_mask = (std::uint64_t{1} << 48) - 1;
constexpr std::uint32_t descriptor_words = 8;
constexpr std::uint32_t control_fields = 0x7fc;  // without pad and reserved

constexpr std::size_t at(Region region) {
    return static_cast<std::size_t>(region);
}

constexpr std::uint64_t low_bits(std::uint64_t word, unsigned bits) {
    return word & (~std::uint64_t{0} >> (64 - bits));
}

constexpr std::uint8_t parity_of(std::uint64_t word) {
    return static_cast<std::uint8_t>(std::popcount(word) & 1);
}

// Counters that every lane keeps, in the order of rtl/core/bouton_core_pkg.sv; -1: the core's own.
int lane_counter(spec::Counter counter) {
    constexpr std::array kept{
        spec::Counter::SynapticOps,    spec::Counter::PlasticVisits, spec::Counter::Updates,
        spec::Counter::Clipped,        spec::Counter::Unchanged,     spec::Counter::SaturatedOp,
        spec::Counter::SaturatedStore, spec::Counter::SaturatedRead, spec::Counter::Parity};
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (kept[i] == counter) return static_cast<int>(i);
    }
    return -1;
}

std::uint32_t bytes_of(const VerilatedVar& variable) {
    switch (variable.vltype()) {
        case VLVT_UINT8:
            return 1;
        case VLVT_UINT16:
            return 2;
        case VLVT_UINT32:
            return 4;
        case VLVT_UINT64:
            return 8;
        default:
            throw std::logic_error("a Verilated array of wide words");
    }
}

// Verilator spells an element of a generate block in one of two ways.
std::string respelled(std::string scope) {
    const auto replace_all = [&](std::string_view from, std::string_view to) {
        for (std::size_t p = scope.find(from); p != std::string::npos; p = scope.find(from, p)) {
            scope.replace(p, from.size(), to);
        }
    };
    replace_all("__BRA__", "[");
    replace_all("__KET__", "]");
    return scope;
}

const VerilatedVar& variable(const VerilatedContext& context, const std::string& scope,
                             const char* name) {
    const VerilatedScope* found = context.scopeFind(scope.c_str());
    if (found == nullptr) found = context.scopeFind(respelled(scope).c_str());
    VerilatedVar* const var = found != nullptr ? found->varFind(name) : nullptr;
    if (var == nullptr) throw std::logic_error("no '" + std::string(name) + "' in " + scope);
    return *var;
}

std::string element(const char* name, std::uint32_t i) {
    return "." + std::string(name) + "__BRA__" + std::to_string(i) + "__KET__";
}

}  // namespace

std::uint64_t BackDoor::Array::get(std::uint32_t i) const {
    std::uint64_t word = 0;
    std::memcpy(&word, static_cast<const char*>(data) + std::size_t{i} * bytes, bytes);
    return word;
}

void BackDoor::Array::set(std::uint32_t i, std::uint64_t word) const {
    std::memcpy(static_cast<char*>(data) + std::size_t{i} * bytes, &word, bytes);
}

BackDoor::BackDoor(const VerilatedContext& context, const spec::Configuration& configuration,
                   const std::string& core)
    : configuration_(configuration) {
    const auto array = [&](const std::string& scope, const char* name) {
        const VerilatedVar& found = variable(context, core + scope, name);
        return Array{found.datap(), bytes_of(found)};
    };
    const auto memory = [&](const std::string& scope) {
        return Memory{array(scope, "mem"), static_cast<std::uint8_t*>(array(scope, "par").data)};
    };
    for (std::uint32_t lane = 0; lane < configuration.lanes; ++lane) {
        const std::string in = element("gen_lane", lane) + ".u_lane";
        const auto add = [&](Region region, const std::string& name) {
            memories_[at(region)].push_back(memory(in + name));
        };
        add(Region::Synapse, ".u_synapse");
        add(Region::Dendrite, ".u_dendrite");
        add(Region::NeuronState, ".u_state");
        add(Region::NeuronId, ".u_id");
        add(Region::NeuronChain, ".u_chain");
        add(Region::NeuronSum, ".u_sum");
        add(Region::NeuronFlag, ".u_flag");
        for (std::uint32_t x = 0; x < spec::limits::AxonStates; ++x) {
            add(Region::AxonState, element("gen_trace", x) + ".u_trace");
        }
        add(Region::AxonId, ".u_axon_id");
        add(Region::AxonFlag, ".u_axon_flag");
        lane_counters_.push_back(array(in + ".u_counters", "counter_q"));
    }
    const auto table = [&](Region region, const std::string& name) {
        memories_[at(region)].push_back(memory(name + ".u_ram"));
    };
    table(Region::Row, ".u_row");
    table(Region::Owner, ".u_owner");
    table(Region::FanoutHead, ".u_fanout_head");
    table(Region::Fanout, ".u_fanout");
    table(Region::Program, ".u_instructions");
    table(Region::Constant, ".u_a_constants");
    constant_copy_ = memory(".u_b_constants.u_ram");
    for (std::uint32_t i = 0; i < descriptor_words; ++i) {
        table(Region::Descriptor, element("gen_descriptor", i) + ".u_words");
    }
    table(Region::NeuronGroup, ".u_neuron_group");
    table(Region::AxonGroup, ".u_axon_group");

    const std::string registers = ".u_registers";
    control_ = array(registers, "control_q");
    step_ = array(registers, "step_q");
    seed_ = array(registers, "seed_q");
    neuron_groups_ = array(registers, "neuron_groups_q");
    scan_first_ = array(registers, "scan_first_q");
    scan_last_ = array(registers, "scan_last_q");
    scan_words_ = array(registers, "scan_words_q");
    core_group_ = array(registers, "core_group_q");
    counter_select_ = array(registers, "counter_select_q");
    modulator_ = array(registers, "modulator_q");
    pending_ = array(registers, "pending_q");
    fault_region_ = array("", "fault_region_q");
    fault_lane_ = array("", "fault_lane_q");
    fault_address_ = array("", "fault_address_q");
    fault_ = static_cast<std::uint8_t*>(array("", "fault_q").data);
    active_ = array(".u_activity", "active_q");
    summary_ = array(".u_activity", "summary_q");
    counters_ = array(".u_counters", "counter_q");
}

BackDoor::Place BackDoor::place(Region region, std::uint32_t index) const {
    const auto& memories = memories_[at(region)];
    const std::uint32_t lanes = configuration_.lanes;
    if (region == Region::Descriptor) {
        return {&memories[index % descriptor_words], nullptr, index / descriptor_words};
    }
    if (region == Region::Constant) return {&memories[0], &constant_copy_, index};
    if (!spec::region_info(region).lanes) return {&memories[0], nullptr, index};
    const std::uint32_t lane = index % lanes, address = index / lanes;
    if (region == Region::AxonState) {
        constexpr std::uint32_t states = spec::limits::AxonStates;
        return {&memories[lane * states + address % states], nullptr, address / states};
    }
    return {&memories[lane], nullptr, address};
}

std::uint64_t BackDoor::read(Region region, std::uint32_t index) const {
    if (region == Region::Csr) return read_register(index);
    const Place p = place(region, index);
    const std::uint64_t word = p.memory->words.get(p.at);
    return parity_of(word) == p.memory->parity[p.at] ? word : spec::region_info(region).empty;
}

void BackDoor::write(Region region, std::uint32_t index, std::uint64_t word) {
    if (region == Region::Csr) {
        write_register(index, static_cast<std::uint32_t>(word));
        return;
    }
    const Place p = place(region, index);
    auto control = spec::ControlWord::unpack(static_cast<std::uint32_t>(control_.get(0)));
    word = low_bits(word, spec::region_info(region).bits);
    const auto parity = static_cast<std::uint8_t>(parity_of(word) ^ (control.poison ? 1 : 0));
    for (const Memory* memory : {p.memory, p.copy}) {
        if (memory == nullptr) continue;
        memory->words.set(p.at, word);
        memory->parity[p.at] = parity;
    }
    if (control.poison) {
        control.poison = false;
        control_.set(0, control.pack());
    }
    if (region == Region::AxonState && word != 0) activate(p.at);
}

void BackDoor::activate(std::uint32_t axon_group) {
    const std::uint32_t block = axon_group / 64;
    active_.set(block, active_.get(block) | std::uint64_t{1} << (axon_group % 64));
    summary_.set(0, summary_.get(0) | std::uint64_t{1} << block);
}

std::uint64_t BackDoor::read_register(std::uint32_t index) const {
    const auto half = [](const Array& array, unsigned shift) {
        return array.get(0) >> shift & 0xffffffffu;
    };
    switch (static_cast<Csr>(spec::find_csr(index)->index)) {
        case Csr::Version:
            return spec::limits::ImageVersion;
        case Csr::Configuration: {
            std::uint32_t i = 0;
            while (spec::configurations[i].name != configuration_.name) ++i;
            return i;
        }
        case Csr::Status:
            return fault() ? 2 : 0;
        case Csr::Control:
            return control_.get(0);
        case Csr::StepLow:
            return half(step_, 0);
        case Csr::StepHigh:
            return half(step_, 32);
        case Csr::SeedLow:
            return half(seed_, 0);
        case Csr::SeedHigh:
            return half(seed_, 32);
        case Csr::NeuronGroups:
            return neuron_groups_.get(0);
        case Csr::ScanFirst:
            return scan_first_.get(0);
        case Csr::ScanLast:
            return scan_last_.get(0);
        case Csr::ScanWords:
            return scan_words_.get(0);
        case Csr::CoreDescriptor:
            return core_group_.get(0);
        case Csr::FaultRegion:
            return fault() ? fault_region_.get(0) : 0;
        case Csr::FaultLane:
            return fault() ? fault_lane_.get(0) : 0;
        case Csr::FaultAddress:
            return fault() ? fault_address_.get(0) : 0;
        case Csr::Modulator0:
            return modulator_.get(index - static_cast<std::uint32_t>(Csr::Modulator0));
        case Csr::Pending0:
            return pending_.get(index - static_cast<std::uint32_t>(Csr::Pending0));
        case Csr::CounterSelect:
            return counter_select_.get(0);
        case Csr::CounterLow:
        case Csr::CounterHigh: {
            const std::uint64_t selected = counter_select_.get(0);
            if (selected >= spec::counter_count) return 0;
            const std::uint64_t value = counter(static_cast<spec::Counter>(selected));
            return index == static_cast<std::uint32_t>(Csr::CounterLow) ? value & 0xffffffffu
                                                                        : value >> 32;
        }
    }
    return 0;
}

void BackDoor::write_register(std::uint32_t index, std::uint32_t word) {
    const auto set_half = [word](const Array& array, unsigned shift, unsigned bits) {
        const std::uint64_t mask = (~std::uint64_t{0} >> (64 - bits)) << shift;
        array.set(0, (array.get(0) & ~mask) | (std::uint64_t{word} << shift & mask));
    };
    switch (static_cast<Csr>(spec::find_csr(index)->index)) {
        case Csr::Control: {
            auto control = spec::ControlWord::unpack(word & control_fields);
            if (control.clear_fault) throw std::logic_error("a fault is cleared through the port");
            control_.set(0, control.pack());
            break;
        }
        case Csr::StepLow:
            set_half(step_, 0, 32);
            break;
        case Csr::StepHigh:
            set_half(step_, 32, 16);
            break;
        case Csr::SeedLow:
            set_half(seed_, 0, 32);
            break;
        case Csr::SeedHigh:
            set_half(seed_, 32, 32);
            break;
        case Csr::NeuronGroups:
            neuron_groups_.set(0, word);
            break;
        case Csr::ScanFirst:
            scan_first_.set(0, word);
            break;
        case Csr::ScanLast:
            scan_last_.set(0, word);
            break;
        case Csr::ScanWords:
            scan_words_.set(0, word);
            break;
        case Csr::CoreDescriptor:
            core_group_.set(0,
                            spec::GroupWord::unpack(static_cast<std::uint8_t>(word & 0x7f)).pack());
            break;
        case Csr::Modulator0:
            modulator_.set(index - static_cast<std::uint32_t>(Csr::Modulator0), word);
            break;
        case Csr::Pending0:
            pending_.set(index - static_cast<std::uint32_t>(Csr::Pending0), word);
            break;
        case Csr::CounterSelect:
            counter_select_.set(0, word);
            break;
        case Csr::CounterLow:
        case Csr::CounterHigh: {
            const std::uint64_t selected = counter_select_.get(0);
            if (selected >= spec::counter_count) break;
            const auto which = static_cast<spec::Counter>(selected);
            const std::uint64_t old = counter(which);
            set_counter(which, index == static_cast<std::uint32_t>(Csr::CounterLow)
                                   ? (old >> 32 << 32) | word
                                   : (old & 0xffffffffu) | std::uint64_t{word} << 32);
            break;
        }
        default:
            break;
    }
}

std::uint64_t BackDoor::counter(spec::Counter counter) const {
    std::uint64_t sum = counters_.get(static_cast<std::uint32_t>(counter));
    const int kept = lane_counter(counter);
    if (kept >= 0) {
        for (const Array& lane : lane_counters_) sum += lane.get(static_cast<std::uint32_t>(kept));
    }
    return sum & counter_mask;
}

void BackDoor::set_counter(spec::Counter counter, std::uint64_t value) {
    const int kept = lane_counter(counter);
    counters_.set(static_cast<std::uint32_t>(counter), kept < 0 ? value & counter_mask : 0);
    if (kept < 0) return;
    for (std::size_t i = 0; i < lane_counters_.size(); ++i) {
        lane_counters_[i].set(static_cast<std::uint32_t>(kept), i == 0 ? value & counter_mask : 0);
    }
}

}  // namespace bouton::verilated
