// SPDX-License-Identifier: Apache-2.0
// Two devices as one, see lockstep.hpp.
#include "runtime/session/lockstep.hpp"

#include <algorithm>

#include "runtime/device/devices.hpp"
#include "runtime/session/error.hpp"
#include "spec/image/core_view.hpp"

namespace bouton::runtime {

namespace {

using spec::Counter;
using spec::Csr;
using spec::Region;

// A log longer than this (many host writes between steps) is cut by a snapshot.
constexpr std::size_t most_actions = 1 << 20;

struct CyclePhase {
    Phase phase;
    Counter counter;
};
constexpr std::array<CyclePhase, 9> cycle_phases{{{Phase::Core, Counter::CyclesCore},
                                                  {Phase::Neuron, Counter::CyclesNeuron},
                                                  {Phase::Transport, Counter::CyclesTransport},
                                                  {Phase::Deliver, Counter::CyclesDeliver},
                                                  {Phase::Pre, Counter::CyclesPre},
                                                  {Phase::Post, Counter::CyclesPost},
                                                  {Phase::Sweep, Counter::CyclesSweep},
                                                  {Phase::Reward, Counter::CyclesReward},
                                                  {Phase::Axon, Counter::CyclesAxon}}};

// The phase a counter counts in.
Phase phase_of(Counter counter) {
    for (const CyclePhase& p : cycle_phases)
        if (p.counter == counter) return p.phase;
    switch (counter) {
        case Counter::Spikes:
            return Phase::Neuron;
        case Counter::AxonEvents:
        case Counter::HostWords:
        case Counter::Late:
        case Counter::Duplicate:
        case Counter::Dropped:
            return Phase::Transport;
        case Counter::Rows:
        case Counter::SynapticOps:
            return Phase::Deliver;
        case Counter::Steps:
        case Counter::CyclesStep:
            return Phase::End;
        default:
            return Phase::Programs;
    }
}

Counters counters_of(const DeviceInterface& device, std::uint32_t core) {
    Counters counters{};
    for (std::size_t i = 0; i < counters.size(); ++i)
        counters[i] = device.counter(core, static_cast<Counter>(i));
    return counters;
}

// Of a receptor.
std::uint32_t dendrite_slots(const DeviceInterface& device, std::uint32_t core) {
    const auto control = spec::ControlWord::unpack(read_register(device, core, Csr::Control));
    return spec::limits::DendriteSlots / (control.four_receptors ? 4 : 2);
}

std::uint64_t cycles_of(const Counters& counters) {
    std::uint64_t sum = counters[static_cast<std::size_t>(Counter::CyclesStep)];
    for (const CyclePhase& p : cycle_phases) sum += counters[static_cast<std::size_t>(p.counter)];
    return sum;
}

}  // namespace

Lockstep::Lockstep(Device expected, Device found, LockstepOptions options)
    : expected_(std::move(expected)), found_(std::move(found)), options_(options) {
    for (const Device* device : {&expected_, &found_})
        if (!is_exact(**device))
            throw SessionError("lockstep", "device " + std::string((*device)->name()),
                               "exact devices: model or rtl");
}

void Lockstep::load(const image::Image& image) {
    expected_->load(image);
    found_->load(image);
    shape_ = image;
    if (!image.populations.empty() || names_.cores.empty()) names_ = image;
    measure();
    snapshot();
}

// Which words a step can change: those of groups in use, and the synapses of rows. In the order of
// phases, so that the first difference found is the one nearest to its cause.
void Lockstep::measure() {
    extents_.assign(cores(), {});
    longest_delay_.assign(cores(), 1);
    measured_ = true;
    const std::uint32_t lanes = configuration().lanes;
    for (std::uint32_t core = 0; core < cores(); ++core) {
        const std::uint32_t groups = read_register(*expected_, core, Csr::NeuronGroups);
        std::uint32_t axon_groups = 0;
        std::uint32_t words = 0;
        const auto rows = read_region(*expected_, core, Region::Row);
        const auto ids = read_region(*expected_, core, Region::AxonId);
        for (std::uint32_t a = 0; a < configuration().axons; ++a) {
            const auto row = spec::RowWord::unpack(static_cast<std::uint32_t>(rows[a]));
            if (row.words != 0)
                words = std::max(words, row.pointer + row.words * (row.wide ? 2U : 1U));
            if (row.words != 0 || ids[a] != spec::limits::NoId) axon_groups = a / lanes + 1;
        }
        extents_[core] = {{Region::NeuronFlag, groups * lanes},
                          {Region::NeuronState, groups * spec::limits::States * lanes},
                          {Region::Dendrite, groups * spec::limits::DendriteSlots * lanes},
                          {Region::Synapse, words * lanes},
                          {Region::NeuronSum, groups * lanes},
                          {Region::AxonState, axon_groups * spec::limits::AxonStates * lanes},
                          {Region::AxonFlag, axon_groups * lanes}};
        measure_delays(core, words * lanes);
    }
}

// Second words of wide rows are taken for synapses too: the result can only be too long.
void Lockstep::measure_delays(std::uint32_t core, std::uint32_t synapses) {
    const std::uint32_t slots = dendrite_slots(*expected_, core);
    a_.resize(synapses);
    expected_->read_block(core, Region::Synapse, 0, a_);
    for (const std::uint64_t word : a_)
        longest_delay_[core] = std::max<std::uint32_t>(
            longest_delay_[core], spec::SynapseWord::unpack(word).slot % slots);
}

void Lockstep::snapshot() {
    step_ = step_of(*expected_);
    before_.clear();
    for (std::uint32_t core = 0; core < cores(); ++core)
        before_.push_back(counters_of(*expected_, core));
    compare_all();
    state_ = capture(*expected_);
    log_.clear();
    steps_since_ = 0;
}

void Lockstep::compare_all() {
    for (std::uint32_t core = 0; core < cores(); ++core) {
        for (std::size_t r = 0; r < spec::region_count; ++r) {
            const auto region = static_cast<Region>(r);
            if (region != Region::Csr)
                compare_region(core, region, spec::region_size(region, configuration()));
        }
        compare_registers(core);
        compare_counters(core);
    }
}

void Lockstep::step(std::span<const spec::StreamWord> input,
                    std::vector<spec::StreamWord>& output) {
    if (steps_since_ >= options_.snapshot_every || log_.size() >= most_actions) snapshot();
    if (!measured_) measure();
    StepInput words(input.begin(), input.end());
    log_.emplace_back(words);
    ++steps_since_;
    run_both(words, output);
    const auto due = [&](std::uint64_t every) { return every != 0 && (step_ + 1) % every == 0; };
    synapses_changed_ = synapses_changed_ || options_.idle_synapses || learned();
    const bool synapses = synapses_changed_ && due(options_.synapses_every);
    if (synapses) synapses_changed_ = false;
    compare_step(output, synapses, due(options_.dendrites_every));
}

// Whether a program may have visited a synapse in this step, on either device. DELIVER programs can
// store weights and are not counted as visits.
bool Lockstep::learned() const {
    for (std::uint32_t core = 0; core < cores(); ++core) {
        if (spec::ControlWord::unpack(read_register(*expected_, core, Csr::Control)).has_deliver)
            return true;
        const auto before = before_[core][static_cast<std::size_t>(Counter::PlasticVisits)];
        for (const Device* device : {&expected_, &found_})
            if ((*device)->counter(core, Counter::PlasticVisits) != before) return true;
    }
    return false;
}

void Lockstep::run_both(const StepInput& input, std::vector<spec::StreamWord>& output) {
    step_ = step_of(*expected_);
    for (std::uint32_t core = 0; core < cores(); ++core)
        before_[core] = counters_of(*expected_, core);
    expected_->step(input, output);
    found_->step(input, other_output_);
}

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

void Lockstep::act(const Action& action, bool compare) {
    if (const auto* input = std::get_if<StepInput>(&action)) {
        std::vector<spec::StreamWord> output;
        run_both(*input, output);
        if (compare) compare_step(output, true, true);
    } else if (const auto* w = std::get_if<Write>(&action)) {
        expected_->write(w->core, w->region, w->index, w->word);
        found_->write(w->core, w->region, w->index, w->word);
    } else {
        const auto& c = std::get<SetCounter>(action);
        expected_->set_counter(c.core, c.counter, c.value);
        found_->set_counter(c.core, c.counter, c.value);
    }
}

std::optional<Mismatch> Lockstep::pinpoint(std::uint64_t window, const Waves& waves) {
    const auto rewind = [&] {
        restore(*expected_, shape_, state_);
        restore(*found_, shape_, state_);
    };
    std::optional<Mismatch> first;
    rewind();
    try {
        for (const Action& action : log_) act(action, true);
    } catch (const MismatchError& e) {
        first = e.mismatch;
    }
    if (!first || !waves) return first;
    rewind();
    bool on = false;
    for (const Action& action : log_) {
        const bool steps = std::holds_alternative<StepInput>(action);
        const std::uint64_t now = step_of(*expected_);
        if (steps && now > first->step) break;
        if (steps && !on && first->step - now <= window) {
            waves(true);
            on = true;
        }
        act(action, false);
    }
    if (on) waves(false);
    return first;
}

std::uint64_t Lockstep::read(std::uint32_t core, Region region, std::uint32_t index) const {
    return expected_->read(core, region, index);
}

void Lockstep::write(std::uint32_t core, Region region, std::uint32_t index, std::uint64_t word) {
    log_.emplace_back(Write{core, region, index, word});
    act(log_.back(), false);
    switch (region) {
        case Region::Synapse:
            if (core < longest_delay_.size())
                longest_delay_[core] = std::max<std::uint32_t>(
                    longest_delay_[core],
                    spec::SynapseWord::unpack(expected_->read(core, region, index)).slot %
                        dendrite_slots(*expected_, core));
            break;
        case Region::Row:
        case Region::AxonId:
            measured_ = false;
            break;
        case Region::Csr:
            if (index == static_cast<std::uint32_t>(Csr::NeuronGroups) ||
                index == static_cast<std::uint32_t>(Csr::Control))
                measured_ = false;
            break;
        default:
            break;
    }
}

void Lockstep::read_block(std::uint32_t core, Region region, std::uint32_t first,
                          std::span<std::uint64_t> words) const {
    expected_->read_block(core, region, first, words);
}

std::uint64_t Lockstep::counter(std::uint32_t core, Counter counter) const {
    return expected_->counter(core, counter);
}

void Lockstep::set_counter(std::uint32_t core, Counter counter, std::uint64_t value) {
    log_.emplace_back(SetCounter{core, counter, value});
    act(log_.back(), false);
}

double Lockstep::read_real(std::uint32_t core, Region region, std::uint32_t index) const {
    return expected_->read_real(core, region, index);
}

// An exact device rounds what it is given; both get the word that the first made of it.
void Lockstep::write_real(std::uint32_t core, Region region, std::uint32_t index, double word) {
    expected_->write_real(core, region, index, word);
    write(core, region, index, expected_->read(core, region, index));
}

}  // namespace bouton::runtime
