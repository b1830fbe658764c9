// SPDX-License-Identifier: Apache-2.0
// Where spikes go, and what the memories hold at the start.
#include "tests/cosim/image_builder.hpp"

#include <algorithm>

namespace bouton::cosim::detail {

using spec::Region;
using spec::Trigger;
namespace limits = spec::limits;

void ImageBuilder::make_fanout() {
    std::uint32_t next =
        random_.percent(10) ? limits::FanoutWords - 6 * out_.neurons : random_.below(4);
    if (limits::FanoutWords < next + 6 * out_.neurons) next = 0;
    std::vector<std::uint32_t> free = out_.event_axons;
    for (std::uint32_t n = 0; n < out_.neurons; ++n) {
        spec::FanoutHeadWord head;
        head.valid = neuron_ids_[n] != limits::NoId && random_.percent(80);
        if (head.valid) {
            head.pointer = static_cast<std::uint16_t>(next);
            const std::uint32_t entries = 1 + random_.below(4);
            for (std::uint32_t i = 0; i < entries; ++i) {
                set(Region::Fanout, next++, fanout(free, i + 1 == entries).pack());
            }
        }
        set(Region::FanoutHead, n, head.pack());
    }
}

// An axon has one source, mostly; two of them make duplicates.
spec::FanoutWord ImageBuilder::fanout(std::vector<std::uint32_t>& free, bool last) {
    spec::FanoutWord f;
    f.last = last;
    auto kind = static_cast<spec::FanoutKind>(random_.weighted({70, 15, 15}));
    if (kind == spec::FanoutKind::Axon && (free.empty() || out_.event_axons.empty()))
        kind = spec::FanoutKind::Host;
    f.kind = static_cast<std::uint8_t>(kind);
    if (kind == spec::FanoutKind::Modulator)
        f.index = static_cast<std::uint16_t>(random_.below(limits::Channels));
    if (kind == spec::FanoutKind::Axon) {
        const std::uint32_t i = random_.below(static_cast<std::uint32_t>(free.size()));
        f.index = static_cast<std::uint16_t>(free[i]);
        if (!random_.percent(5)) free.erase(free.begin() + i);
    }
    return f;
}

void ImageBuilder::make_states() {
    const std::uint32_t lanes = c_.lanes;
    for (std::uint32_t i = 0; i < groups_ * limits::States * lanes; ++i) {
        set(Region::NeuronState, i, cut(random_.percent(30) ? 0 : random_.signed_word(24), 24));
    }
    const bool in_flight = random_.percent(30);
    set(Region::Dendrite, groups_ * limits::DendriteSlots * lanes - 1, 0);
    for (std::uint64_t& word : region(Region::Dendrite)) {
        // Spikes in flight, on the receptors that programs read.
        const auto i = static_cast<std::uint32_t>(&word - region(Region::Dendrite).data());
        const std::uint32_t r = i / lanes % limits::DendriteSlots / slots_;
        if (in_flight && (used_receptors_ >> r & 1) != 0) word = cut(random_.signed_word(18), 32);
    }
    for (std::uint32_t n = 0; n < out_.neurons; ++n) {
        set(Region::NeuronSum, n, cut(random_.percent(60) ? 0 : random_.signed_word(20), 32));
        spec::NeuronFlagWord flag;
        if (neuron_ids_[n] != limits::NoId) {
            flag.post = random_.percent(20);
            flag.spiked = random_.percent(20);
            if (flag.spiked) flag.payload = static_cast<std::int16_t>(random_.signed_word(16));
        }
        set(Region::NeuronFlag, n, flag.pack());
    }
    const std::uint32_t first = axon_base_ / lanes, last = (axon_base_ + axon_count_ - 1) / lanes;
    for (std::uint32_t g = first; g <= last; ++g) {
        if (random_.percent(50)) continue;
        for (std::uint32_t i = g * limits::AxonStates * lanes;
             i < (g + 1) * limits::AxonStates * lanes; ++i) {
            set(Region::AxonState, i, cut(random_.percent(50) ? 0 : random_.signed_word(24), 24));
        }
    }
}

void ImageBuilder::make_registers() {
    spec::ControlWord control;
    control.learn = random_.percent(88);
    control.four_receptors = out_.receptors == 4;
    for (const Used& u : used_) {
        control.has_pre |= u.d.has_main;
        control.has_post |= u.d.has_post;
        control.has_sweep |= u.d.has_sweep;
        control.has_reward |= u.d.has_reward;
        control.has_deliver |= u.d.has_deliver;
    }
    std::uint64_t step = random_.percent(40) ? 0 : random_.below(200);
    if (random_.percent(20)) step = random_.bits() >> (16 + random_.below(30));
    if (random_.percent(5))
        step = (std::uint64_t{1} << random_.pick({16, 32})) - 1 - random_.below(40);
    out_.first_step = step & spec::detail::mask(47);
    const std::uint64_t seed = random_.bits();
    const auto csr = [&](spec::Csr r, std::uint64_t word, std::uint32_t offset = 0) {
        set(Region::Csr, static_cast<std::uint32_t>(r) + offset, word & 0xffffffffu);
    };
    csr(spec::Csr::Control, control.pack());
    csr(spec::Csr::StepLow, out_.first_step);
    csr(spec::Csr::StepHigh, out_.first_step >> 32);
    csr(spec::Csr::SeedLow, seed);
    csr(spec::Csr::SeedHigh, seed >> 32);
    csr(spec::Csr::NeuronGroups, groups_);
    const bool wide_window = random_.percent(20);
    csr(spec::Csr::ScanFirst, wide_window ? axon_base_ : scan_first_);
    csr(spec::Csr::ScanLast, wide_window ? axon_base_ + axon_count_ : scan_last_);
    csr(spec::Csr::ScanWords, random_.percent(15) ? 0 : random_.below(plastic_ + 2));
    csr(spec::Csr::CoreDescriptor, core_.pack());
    for (std::uint32_t i = 0; i < limits::Modulators; ++i) {
        csr(spec::Csr::Modulator0, cut(random_.signed_word(32), 32), i);
    }
    for (std::uint32_t i = 0; i < limits::Channels; ++i) {
        csr(spec::Csr::Pending0, cut(random_.signed_word(20), 32), i);
    }
}

}  // namespace bouton::cosim::detail
