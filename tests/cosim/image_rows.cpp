// SPDX-License-Identifier: Apache-2.0
// Rows, their synapses and the chains through them.
#include "tests/cosim/image_builder.hpp"

#include <algorithm>

namespace bouton::cosim::detail {

using spec::Region;
using spec::Trigger;
namespace limits = spec::limits;

spec::Descriptor ImageBuilder::row_descriptor(bool wide) {
    spec::Descriptor d = common();
    d.grid = static_cast<std::uint8_t>(random_.percent(30) ? 16 : 1 + random_.below(16));
    const std::int32_t unit = 1 << (16 - d.grid);
    std::int32_t a = random_.signed_word(16) / unit * unit;
    std::int32_t b = random_.signed_word(16) / unit * unit;
    if (random_.percent(40)) a = random_.percent(50) ? 0 : -32768;
    if (random_.percent(40)) b = 32767;
    d.lo = static_cast<std::int16_t>(std::min(a, b));
    d.hi = static_cast<std::int16_t>(std::max(a, b));
    d.gain = static_cast<std::uint8_t>(random_.percent(50) ? 0 : 1 + random_.below(5));
    const auto maybe = [&](std::uint32_t chance, Trigger t, bool& has, std::uint16_t& pc) {
        has = random_.percent(chance);
        if (has)
            pc = add_program(
                {.trigger = t, .wide = wide, .max_length = random_.percent(40) ? 2u : 8u});
    };
    maybe(65, Trigger::Pre, d.has_main, d.main_pc);
    maybe(65, Trigger::Post, d.has_post, d.post_pc);
    maybe(35, Trigger::Sweep, d.has_sweep, d.sweep_pc);
    maybe(35, Trigger::Reward, d.has_reward, d.reward_pc);
    maybe(25, Trigger::Deliver, d.has_deliver, d.deliver_pc);
    d.sweep_log2 =
        static_cast<std::uint8_t>(random_.percent(90) ? random_.below(5) : random_.below(17));
    d.sweep_phase = static_cast<std::uint16_t>(random_.below(1u << d.sweep_log2));
    return d;
}

void ImageBuilder::make_rows() {
    struct Kind {
        std::uint32_t index;
        spec::Descriptor d;
        bool wide;
    };
    std::vector<Kind> kinds;
    const std::uint32_t count = 1 + random_.below(4);
    for (std::uint32_t i = 0; i < count; ++i) {
        const bool wide = random_.percent(25);
        const spec::Descriptor d = row_descriptor(wide);
        kinds.push_back({add_descriptor(d), d, wide});
    }
    const std::uint32_t last_word = next_word_ + word_budget_;
    bool continues = false;  // the entry before said `more`
    std::uint32_t source = limits::NoId;
    scan_first_ = c_.axons;
    for (std::uint32_t a = axon_base_; a < axon_base_ + axon_count_; ++a) {
        const Kind& kind = kinds[random_.below(count)];
        const std::uint32_t stride = kind.wide ? 2 : 1;
        const std::uint32_t room = (last_word - next_word_) / stride;
        if (!continues) {
            source = random_.percent(8) ? limits::NoId : new_id();
            if (source != limits::NoId) out_.event_axons.push_back(a);
        }
        set(Region::AxonId, a, source);
        spec::RowWord row;
        if (room != 0 && source != limits::NoId && !random_.percent(7)) {
            const std::uint32_t longest = random_.percent(8)   ? 100
                                          : random_.percent(2) ? limits::RowWords
                                                               : 9;
            row.words = static_cast<std::uint16_t>(1 + random_.below(std::min(room, longest)));
            row.pointer = static_cast<std::uint16_t>(next_word_);
            row.descriptor = static_cast<std::uint8_t>(kind.index);
            row.wide = kind.wide;
            row.more = random_.percent(20) && a + 1 < axon_base_ + axon_count_;
            fill_row(a, source, row, kind.d);
            next_word_ += row.words * stride;
            if (random_.percent(10))
                next_word_ = std::min(next_word_ + random_.below(3), last_word);
            used_.push_back({a, row, kind.d});
            if (kind.d.has_post || kind.d.has_sweep || kind.d.has_reward) {
                scan_first_ = std::min(scan_first_, a);
                scan_last_ = a + 1;
            }
        }
        continues = row.more;
        set(Region::Row, a, row.pack());
    }
    if (scan_first_ > scan_last_) scan_first_ = scan_last_ = axon_base_;
}

void ImageBuilder::fill_row(std::uint32_t axon, std::uint32_t source, const spec::RowWord& row,
                            const spec::Descriptor& d) {
    const std::uint32_t stride = row.wide ? 2 : 1;
    // Scattered as of sparse connections; all to all, full, in order and of one delay; or crowded
    // onto few dendrites, so that words meet in the forwarding path.
    enum class Shape { Scattered, Full, Crowded };
    const auto shape = static_cast<Shape>(random_.weighted({45, 25, 30}));
    const auto targets = static_cast<std::uint32_t>(target_groups_.size());
    const std::uint32_t near = random_.percent(50) ? 4 : slots_ - 1;
    const std::uint32_t first_slot = receptor() * slots_ + 1 + random_.below(near);
    for (std::uint32_t w = 0; w < row.words; ++w) {
        const std::uint32_t address = row.pointer + w * stride;
        for (std::uint32_t i = 0; i < stride; ++i) {
            spec::OwnerWord owner;
            owner.axon = static_cast<std::uint16_t>(axon);
            owner.descriptor = row.descriptor;
            set(Region::Owner, address + i, owner.pack());
        }
        for (std::uint32_t lane = 0; lane < c_.lanes; ++lane) {
            spec::SynapseWord s;
            const std::uint32_t group = shape == Shape::Scattered ? random_.below(targets)
                                        : shape == Shape::Full
                                            ? w % targets
                                            : random_.below(std::min(targets, 2u));
            s.target = static_cast<std::uint8_t>(target_groups_[group]);
            const std::uint32_t neuron = s.target * c_.lanes + lane;
            const std::uint32_t index = address * c_.lanes + lane;
            std::uint8_t& ordinal = ordinals_[{source, neuron}];
            const bool empty = (shape != Shape::Full && random_.percent(15)) ||
                               ordinal == limits::Ordinals || neuron_ids_[neuron] == limits::NoId;
            if (!empty) {
                s.ordinal = ordinal++;
                s.alive = !random_.percent(shape == Shape::Full ? 3 : 10);
                const bool scattered = shape == Shape::Scattered || random_.percent(10);
                const std::uint32_t slot = receptor() * slots_ + 1 + random_.below(near);
                s.slot = static_cast<std::uint8_t>(scattered ? slot : first_slot);
                s.weight = weight(d);
                s.tag = static_cast<std::int16_t>(random_.signed_word(16));
            }
            set(Region::Synapse, index,
                empty ? spec::region_info(Region::Synapse).empty : s.pack());
            if (row.wide) {
                spec::SynapseWord2 second;
                if (!empty) {
                    second.z = static_cast<std::int16_t>(random_.signed_word(16));
                    second.u = static_cast<std::int16_t>(random_.signed_word(16));
                }
                set(Region::Synapse, index + c_.lanes, second.pack());
            }
        }
    }
}

std::uint32_t ImageBuilder::receptor() {
    std::uint32_t r = random_.below(out_.receptors);
    while ((used_receptors_ >> r & 1) == 0) r = random_.below(out_.receptors);
    return r;
}

std::int16_t ImageBuilder::weight(const spec::Descriptor& d) {
    const std::int32_t unit = 1 << (16 - d.grid);
    const std::int32_t w = random_.between(d.lo, d.hi);
    const std::int32_t on_grid = w - (w & (unit - 1));
    return static_cast<std::int16_t>(on_grid < d.lo ? d.lo : on_grid);
}

void ImageBuilder::make_chains() {
    std::map<std::uint32_t, std::vector<std::uint32_t>> chains;  // neuron to synapse addresses
    for (const Used& u : used_) {
        if (!u.d.has_post) continue;
        for (std::uint32_t w = 0; w < u.row.words; ++w) {
            const std::uint32_t address = u.row.pointer + w * (u.row.wide ? 2 : 1);
            for (std::uint32_t lane = 0; lane < c_.lanes; ++lane) {
                const auto s =
                    spec::SynapseWord::unpack(region(Region::Synapse)[address * c_.lanes + lane]);
                if (s.ordinal != limits::EmptyOrdinal)
                    chains[s.target * c_.lanes + lane].push_back(address);
            }
        }
    }
    for (auto& [neuron, chain] : chains) {
        for (std::size_t i = chain.size(); i > 1; --i) {
            std::swap(chain[i - 1], chain[random_.below(static_cast<std::uint32_t>(i))]);
        }
        const std::uint32_t lane = neuron % c_.lanes;
        for (std::size_t i = 0; i < chain.size(); ++i) {
            auto s = spec::SynapseWord::unpack(region(Region::Synapse)[chain[i] * c_.lanes + lane]);
            s.next = static_cast<std::uint16_t>(i + 1 < chain.size() ? chain[i + 1] : 0);
            set(Region::Synapse, chain[i] * c_.lanes + lane, s.pack());
        }
        spec::ChainWord head;
        head.fan_in = static_cast<std::uint16_t>(chain.size());
        head.head = static_cast<std::uint16_t>(chain.front());
        set(Region::NeuronChain, neuron, head.pack());
        plastic_ += static_cast<std::uint32_t>(chain.size());
    }
}

}  // namespace bouton::cosim::detail
