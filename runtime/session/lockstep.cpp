// SPDX-License-Identifier: Apache-2.0
// Two devices as one, see lockstep.hpp.
#include "runtime/session/lockstep.hpp"

#include <algorithm>

#include "runtime/device/devices.hpp"
#include "runtime/session/error.hpp"
#include "runtime/session/lockstep_phases.hpp"
#include "spec/image/core_view.hpp"

namespace bouton::runtime {

namespace {

// A log longer than this (many host writes between steps) is cut by a snapshot.
constexpr std::size_t most_actions = 1 << 20;

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
            waves(true, *first);
            on = true;
        }
        act(action, false);
    }
    if (on) waves(false, *first);
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
