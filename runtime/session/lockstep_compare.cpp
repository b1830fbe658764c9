// SPDX-License-Identifier: Apache-2.0
// What lockstep compares after a step, and how it names a difference, see lockstep.hpp.
#include <algorithm>

#include "runtime/session/error.hpp"
#include "runtime/session/lockstep.hpp"
#include "runtime/session/lockstep_phases.hpp"

namespace bouton::runtime {

void Lockstep::compare_step(const std::vector<spec::StreamWord>& output, bool synapses,
                            bool dendrites) {
    compare_output(output);
    for (std::uint32_t core = 0; core < cores(); ++core) {
        for (const Extent& extent : extents_[core]) {
            if (extent.region == Region::Synapse && !synapses) continue;
            if (extent.region == Region::Dendrite && !dendrites) {
                compare_slots(core, extent.words / spec::limits::DendriteSlots);
                continue;
            }
            compare_region(core, extent.region, extent.words);
        }
        compare_registers(core);
        compare_counters(core);
    }
}

void Lockstep::compare_output(const std::vector<spec::StreamWord>& output) {
    if (output == other_output_) return;
    std::size_t at = 0;
    while (at < output.size() && at < other_output_.size() && output[at] == other_output_[at]) ++at;
    const auto text = [&](const std::vector<spec::StreamWord>& words) {
        if (at >= words.size()) return std::string("no more spikes");
        return "a spike of neuron " + std::to_string(words[at].index) + " with payload " +
               std::to_string(words[at].payload);
    };
    const spec::StreamWord& word = at < output.size() ? output[at] : other_output_[at];
    Mismatch m;
    m.phase = Phase::Neuron;
    m.core = (word.core >> 6) * shape_.mesh_x + (word.core & 0x3fU);
    m.what = "output";
    m.lane = word.index % configuration().lanes;
    m.address = word.index / configuration().lanes;
    m.element = name_of(names_, m.core, Region::NeuronId, word.index);
    m.expected = text(output);
    m.found = text(other_output_);
    fail(m);
}

void Lockstep::compare_region(std::uint32_t core, Region region, std::uint32_t words) {
    compare_block(core, region, 0, words);
}

// The slots that the step just run can have written: its own, cleared when it was read, and those
// up to the longest delay ahead. `neurons` counts those in use, in whole groups.
void Lockstep::compare_slots(std::uint32_t core, std::uint32_t neurons) {
    const std::uint32_t lanes = configuration().lanes;
    const std::uint32_t slots = dendrite_slots(*expected_, core);
    const auto now = static_cast<std::uint32_t>(step_ % slots);
    const std::uint32_t count = std::min(slots, longest_delay_[core] + 1);
    const std::uint32_t straight = std::min(count, slots - now);
    const std::uint32_t all = neurons / lanes * spec::limits::DendriteSlots;
    for (std::uint32_t receptor = 0; receptor < all; receptor += slots) {
        compare_block(core, Region::Dendrite, (receptor + now) * lanes, straight * lanes);
        compare_block(core, Region::Dendrite, receptor * lanes, (count - straight) * lanes);
    }
}

void Lockstep::compare_block(std::uint32_t core, Region region, std::uint32_t first,
                             std::uint32_t words) {
    if (words == 0) return;
    a_.resize(words);
    b_.resize(words);
    expected_->read_block(core, region, first, a_);
    found_->read_block(core, region, first, b_);
    if (a_ == b_) return;
    const auto at = std::mismatch(a_.begin(), a_.end(), b_.begin());
    const auto index = first + static_cast<std::uint32_t>(at.first - a_.begin());
    fail(phase_of(core, region, index), core, region, index, *at.first, *at.second);
}

void Lockstep::compare_registers(std::uint32_t core) {
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(Csr::CounterSelect); ++i) {
        if (spec::find_csr(i) == nullptr) continue;
        const std::uint64_t expected = expected_->read(core, Region::Csr, i);
        const std::uint64_t found = found_->read(core, Region::Csr, i);
        if (expected != found)
            fail(phase_of(core, Region::Csr, i), core, Region::Csr, i, expected, found);
    }
}

void Lockstep::compare_counters(std::uint32_t core) {
    for (std::size_t i = 0; i < spec::counter_count; ++i) {
        const auto c = static_cast<Counter>(i);
        const spec::CounterInfo& info = spec::counter_info(c);
        if (c == Counter::CyclesWaiting) continue;
        // The order of a step's events on a mesh, and so which row ends a phase, is the device's.
        const bool by_events = c == Counter::CyclesDeliver || c == Counter::CyclesPre;
        if (by_events && expected_->cores() > 1) continue;
        if (info.kind == spec::CounterKind::Cycles && !options_.cycles) continue;
        const std::uint64_t expected = expected_->counter(core, c);
        const std::uint64_t found = found_->counter(core, c);
        if (expected == found) continue;
        Mismatch m;
        m.phase = runtime::phase_of(c);
        m.core = core;
        m.what = "counter " + std::string(info.name);
        m.expected = std::to_string(expected);
        m.found = std::to_string(found);
        fail(m);
    }
}

Phase Lockstep::learning_phase(std::uint32_t core) const {
    for (const CyclePhase& p : cycle_phases) {
        if (p.phase < Phase::Pre || p.phase > Phase::Reward) continue;
        if (expected_->counter(core, p.counter) !=
            before_[core][static_cast<std::size_t>(p.counter)])
            return p.phase;
    }
    return Phase::Pre;
}

Phase Lockstep::phase_of(std::uint32_t core, Region region, std::uint32_t index) const {
    switch (region) {
        case Region::NeuronFlag:
        case Region::NeuronState:
            return Phase::Neuron;
        case Region::Dendrite: {
            // NEURON clears this step's slot; everything later is delivery.
            const std::uint32_t slots = dendrite_slots(*expected_, core);
            const std::uint32_t slot = index / configuration().lanes % slots;
            return slot == step_ % slots ? Phase::Neuron : Phase::Deliver;
        }
        case Region::Synapse:
        case Region::NeuronSum:
            return learning_phase(core);
        case Region::AxonState:
        case Region::AxonFlag:
            return Phase::Axon;
        case Region::Csr:
            if (index >= static_cast<std::uint32_t>(Csr::Pending0)) return Phase::Transport;
            if (index >= static_cast<std::uint32_t>(Csr::Modulator0)) return Phase::Core;
            return Phase::End;
        default:
            return Phase::End;
    }
}

std::uint64_t Lockstep::cycle_of(Phase phase, std::uint32_t core) const {
    std::uint64_t cycle = cycles_of(before_[core]);
    if (phase > Phase::Axon) return cycle;
    for (const CyclePhase& p : cycle_phases)
        if (p.phase < phase)
            cycle += expected_->counter(core, p.counter) -
                     before_[core][static_cast<std::size_t>(p.counter)];
    return cycle;
}

void Lockstep::fail(Phase phase, std::uint32_t core, Region region, std::uint32_t index,
                    std::uint64_t expected, std::uint64_t found) {
    const spec::RegionInfo& info = spec::region_info(region);
    Mismatch m;
    m.phase = phase;
    m.core = core;
    m.what = std::string(info.name);
    m.lane = info.lanes ? index % configuration().lanes : 0;
    m.address = info.lanes ? index / configuration().lanes : index;
    m.element = name_of(names_, core, region, index);
    m.expected = word_text(region, expected);
    m.found = word_text(region, found);
    fail(m);
}

void Lockstep::fail(Mismatch mismatch) {
    mismatch.step = step_;
    mismatch.cycle = cycle_of(mismatch.phase, mismatch.core);
    throw MismatchError(std::move(mismatch));
}

}  // namespace bouton::runtime
