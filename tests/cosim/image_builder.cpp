// SPDX-License-Identifier: Apache-2.0
// Sizes, constants, programs, descriptors and the groups that name them.
#include "tests/cosim/image_builder.hpp"

#include <algorithm>

namespace bouton::cosim::detail {

using spec::Region;
using spec::Trigger;
namespace limits = spec::limits;

ImageBuilder::ImageBuilder(std::uint64_t seed, const spec::Configuration& c)
    : random_(seed), c_(c) {
    out_.seed = seed;
    out_.configuration = c;
    out_.image.network = "random";
    out_.image.configuration = std::string(c.name);
    out_.image.cores.resize(1);
    out_.image.floats.resize(1);
}

RandomImage ImageBuilder::build() {
    draw_sizes();
    make_constants();
    make_neuron_groups();
    make_axons();
    make_rows();
    make_chains();
    make_fanout();
    make_core_program();
    make_states();
    make_registers();
    return std::move(out_);
}

std::vector<std::uint64_t>& ImageBuilder::region(Region r) {
    return out_.image.cores[0].region[static_cast<std::size_t>(r)];
}

void ImageBuilder::set(Region r, std::uint32_t index, std::uint64_t word) {
    auto& words = region(r);
    if (words.size() <= index) words.resize(index + 1, spec::region_info(r).empty);
    words[index] = word;
}

void ImageBuilder::draw_sizes() {
    out_.receptors = random_.percent(50) ? 4 : 2;
    slots_ = limits::DendriteSlots / out_.receptors;
    groups_ = 1 + random_.below(std::min(c_.groups(), random_.percent(10) ? 32u : 8u));
    out_.neurons = groups_ * c_.lanes;
    used_receptors_ = 1 + random_.below((1u << out_.receptors) - 1);
    // Most images are small and at the bottom of the memories; some end at their top.
    const bool top = random_.percent(c_.words > 1000 ? 8 : 40);
    axon_count_ = 1 + random_.below(std::min(c_.axons, 48u));
    axon_base_ =
        top ? c_.axons - axon_count_ : random_.below(std::min(c_.axons - axon_count_ + 1, 9u));
    word_budget_ = std::min(c_.words, random_.percent(4) ? 700u : 160u);
    next_word_ = top ? c_.words - word_budget_ : 0;
    next_pc_ = random_.percent(20) ? 512 : random_.below(8);
    salt_ = static_cast<std::uint16_t>(random_.bits());
}

void ImageBuilder::make_constants() {
    for (std::uint32_t i = 0; i < limits::Constants; ++i) {
        std::int32_t k = random_.signed_word(16);
        if (i % limits::BankConstants == limits::BankConstants - 1)
            k = 32767 - random_.between(300, 14000);
        if (random_.percent(3)) k = random_.pick({-32768, 32767, -1, 0, 1, 16384, -16384});
        set(Region::Constant, i, cut(k, 16));
    }
}

std::uint16_t ImageBuilder::add_program(ProgramShape shape) {
    shape.receptors = out_.receptors;
    if (random_.percent(5)) shape.max_length = 50;
    if (program_words_ > limits::ProgramWords / 2) shape.max_length = 3;
    const auto words = random_program(random_, shape);
    if (next_pc_ + words.size() > limits::ProgramWords) next_pc_ = 0;
    program_words_ += static_cast<std::uint32_t>(words.size());
    const std::uint32_t pc = next_pc_;
    for (const spec::Instruction& i : words) set(Region::Program, next_pc_++, i.pack());
    return static_cast<std::uint16_t>(pc);
}

spec::Descriptor ImageBuilder::common() {
    spec::Descriptor d;
    d.bank = static_cast<std::uint8_t>(random_.below(limits::Constants / limits::BankConstants));
    d.salt = salt_++;
    d.dshift =
        static_cast<std::uint8_t>(random_.percent(85) ? 2 + random_.below(14) : random_.below(32));
    d.ashift =
        static_cast<std::uint8_t>(random_.percent(85) ? 2 + random_.below(14) : random_.below(32));
    d.grid = 16;
    return d;
}

std::uint32_t ImageBuilder::add_descriptor(const spec::Descriptor& d) {
    std::uint32_t index = random_.below(limits::Descriptors);
    while (taken_.contains(index)) index = random_.below(limits::Descriptors);
    taken_.insert(index);
    const auto raw = d.pack();
    for (std::uint32_t i = 0; i < descriptor_words; ++i) {
        set(Region::Descriptor, index * descriptor_words + i, raw[i]);
    }
    return index;
}

void ImageBuilder::make_neuron_groups() {
    std::vector<std::uint32_t> kinds;
    const std::uint32_t count = 1 + random_.below(3);
    for (std::uint32_t i = 0; i < count; ++i) {
        spec::Descriptor d = common();
        d.has_main = true;
        d.main_pc = add_program({.trigger = Trigger::Neuron, .must_clear = used_receptors_});
        kinds.push_back(add_descriptor(d));
    }
    for (std::uint32_t g = 0; g < groups_; ++g) {
        if (g != 0 && random_.percent(12)) {
            set(Region::NeuronGroup, g, 0);
            continue;
        }
        target_groups_.push_back(g);
        spec::GroupWord word;
        word.valid = true;
        word.descriptor = static_cast<std::uint8_t>(random_.pick(kinds));
        set(Region::NeuronGroup, g, word.pack());
    }
    neuron_ids_.assign(out_.neurons, limits::NoId);
    for (std::uint32_t n = 0; n < out_.neurons; ++n) {
        if (!random_.percent(10)) neuron_ids_[n] = new_id();
        set(Region::NeuronId, n, neuron_ids_[n]);
    }
}

std::uint32_t ImageBuilder::new_id() {
    std::uint32_t id = random_.percent(90) ? random_.below(4096) : random_.below(limits::Ids);
    while (!ids_.insert(id).second) id = random_.below(limits::Ids);
    return id;
}

void ImageBuilder::make_axons() {
    std::vector<std::uint32_t> kinds;
    const std::uint32_t count = 1 + random_.below(2);
    for (std::uint32_t i = 0; i < count; ++i) {
        spec::Descriptor d = common();
        d.has_main = true;
        d.main_pc = add_program({.trigger = Trigger::Axon, .max_length = 8});
        kinds.push_back(add_descriptor(d));
    }
    const std::uint32_t last_group = (axon_base_ + axon_count_ - 1) / c_.lanes;
    for (std::uint32_t g = axon_base_ / c_.lanes; g <= last_group; ++g) {
        spec::GroupWord word;
        word.valid = random_.percent(85);
        if (word.valid) word.descriptor = static_cast<std::uint8_t>(random_.pick(kinds));
        set(Region::AxonGroup, g, word.pack());
    }
}

void ImageBuilder::make_core_program() {
    if (random_.percent(25)) return;
    spec::Descriptor d = common();
    d.has_main = true;
    d.main_pc = add_program({.trigger = Trigger::Core});
    core_.valid = true;
    core_.descriptor = static_cast<std::uint8_t>(add_descriptor(d));
}

}  // namespace bouton::cosim::detail
