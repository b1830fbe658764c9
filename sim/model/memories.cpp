// SPDX-License-Identifier: Apache-2.0
#include "sim/model/memories.hpp"

#include <bit>

namespace bouton::model {

namespace {

using spec::Region;

constexpr unsigned state_bits = 24;

constexpr std::uint64_t low_bits(std::uint64_t word, unsigned bits) {
    return word & (~std::uint64_t{0} >> (64 - bits));
}

constexpr std::int32_t sign_extend(std::uint64_t word, unsigned bits) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(word) << (32 - bits)) >>
           (32 - bits);
}

constexpr std::uint64_t state_word(std::int32_t state) {
    return low_bits(static_cast<std::uint32_t>(state), state_bits);
}

}  // namespace

Memories::Memories(const spec::Configuration& c)
    : lanes(c.lanes),
      lane_bits(static_cast<std::uint32_t>(std::countr_zero(c.lanes))),
      neurons(c.neurons),
      axons(c.axons),
      words(c.words),
      configuration_(c) {}

void Memories::fill() {
    const auto size = [&](Region region) { return spec::region_size(region, configuration_); };
    const std::uint64_t empty = spec::region_info(Region::Synapse).empty;
    weight.assign(size(Region::Synapse), 0);
    tag.assign(size(Region::Synapse), 0);
    link.assign(size(Region::Synapse), static_cast<std::uint32_t>(empty));
    dendrite.assign(size(Region::Dendrite), 0);
    neuron_state.assign(size(Region::NeuronState), 0);
    axon_state.assign(size(Region::AxonState), 0);
    neuron_sum.assign(size(Region::NeuronSum), 0);
    for (std::size_t i = 0; i < spec::region_count; ++i) {
        const auto region = static_cast<Region>(i);
        switch (region) {
            case Region::Csr:
            case Region::Synapse:
            case Region::Dendrite:
            case Region::NeuronState:
            case Region::AxonState:
            case Region::NeuronSum:
                break;
            default:
                table[i].assign(size(region),
                                static_cast<std::uint32_t>(spec::region_info(region).empty));
        }
    }
}

std::uint64_t Memories::read(Region region, std::uint32_t index) const {
    if (blank()) return spec::region_info(region).empty;
    switch (region) {
        case Region::Synapse:
            return static_cast<std::uint64_t>(static_cast<std::uint16_t>(weight[index])) << 48 |
                   static_cast<std::uint64_t>(static_cast<std::uint16_t>(tag[index])) << 32 |
                   link[index];
        case Region::Dendrite:
            return static_cast<std::uint32_t>(
                dendrite[place(index, spec::limits::DendriteSlots, neurons)]);
        case Region::NeuronState:
            return state_word(neuron_state[place(index, spec::limits::States, neurons)]);
        case Region::AxonState:
            return state_word(axon_state[place(index, spec::limits::AxonStates, axons)]);
        case Region::NeuronSum:
            return static_cast<std::uint32_t>(neuron_sum[index]);
        default:
            return (*this)[region][index];
    }
}

void Memories::write(Region region, std::uint32_t index, std::uint64_t word) {
    if (blank()) {
        const spec::RegionInfo& info = spec::region_info(region);
        if (low_bits(word, info.bits) == info.empty) return;
        fill();
    }
    switch (region) {
        case Region::Synapse:
            weight[index] = static_cast<std::int16_t>(word >> 48);
            tag[index] = static_cast<std::int16_t>(word >> 32);
            link[index] = static_cast<std::uint32_t>(word);
            break;
        case Region::Dendrite:
            dendrite[place(index, spec::limits::DendriteSlots, neurons)] =
                static_cast<std::int32_t>(word);
            break;
        case Region::NeuronState:
            neuron_state[place(index, spec::limits::States, neurons)] =
                sign_extend(word, state_bits);
            break;
        case Region::AxonState:
            axon_state[place(index, spec::limits::AxonStates, axons)] =
                sign_extend(word, state_bits);
            break;
        case Region::NeuronSum:
            neuron_sum[index] = static_cast<std::int32_t>(word);
            break;
        default:
            (*this)[region][index] =
                static_cast<std::uint32_t>(low_bits(word, spec::region_info(region).bits));
    }
}

}  // namespace bouton::model
