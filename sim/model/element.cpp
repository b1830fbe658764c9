// SPDX-License-Identifier: Apache-2.0
#include "sim/model/element.hpp"

namespace bouton::model {

namespace {

using spec::Counter;
using spec::Operand;
using spec::Region;
using spec::Store;
using spec::Trigger;

constexpr unsigned state_bits = 24, state_shift = 8, half_bits = 16, half_shift = 16;

// Left-aligned in a register.
constexpr std::int32_t align(std::uint64_t word, unsigned shift) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(word) << shift);
}

constexpr std::uint64_t bits_of(std::int64_t q) {
    return static_cast<std::uint64_t>(q);
}

// About Gaussian, from the bytes of a draw.
constexpr std::int32_t gaussian(std::uint32_t draw) {
    const auto sum = static_cast<std::int32_t>((draw & 0xff) + (draw >> 8 & 0xff) +
                                               (draw >> 16 & 0xff) + (draw >> 24));
    return (sum - 510) * (1 << 21);
}

constexpr arith::Round rounding(Store mode) {
    switch (mode) {
        case Store::Nearest:
            return arith::Round::NearestEven;
        case Store::Stochastic:
            return arith::Round::Stochastic;
        default:
            return arith::Round::TowardZero;
    }
}

}  // namespace

std::uint32_t dendrite_index(const Core& core, std::uint32_t neuron, std::uint32_t slot,
                             std::uint64_t t) {
    const std::uint32_t slots =
        spec::limits::DendriteSlots / (core.registers.control.four_receptors ? 4 : 2);
    const std::uint32_t turned =
        (slot & ~(slots - 1)) | ((slot + static_cast<std::uint32_t>(t)) & (slots - 1));
    return (core.group_of(neuron) * spec::limits::DendriteSlots + turned) * core.memories.lanes +
           core.lane_of(neuron);
}

bool Element::clears(unsigned code) const {
    const bool sum = within(code, Operand::D0, 4);
    return trigger == Trigger::Neuron ? sum || code == code_of(Operand::W)
                                      : trigger == Trigger::Core && sum;
}

std::int32_t Element::read_sum(unsigned code) {
    std::int64_t sum = 0;
    unsigned shift = descriptor.dshift;
    if (trigger == Trigger::Core) {
        std::uint32_t& pending = core.registers.pending[offset(code, Operand::D0)];
        sum = static_cast<std::int32_t>(pending);
        pending = 0;
    } else {
        const bool is_a = code == code_of(Operand::W);
        const Region region = is_a ? Region::NeuronSum : Region::Dendrite;
        const std::uint32_t receptors = core.registers.control.four_receptors ? 4 : 2;
        const std::uint32_t slot =
            offset(code, Operand::D0) % receptors * (spec::limits::DendriteSlots / receptors);
        const std::uint32_t at =
            is_a ? neuron : dendrite_index(core, neuron, slot, core.registers.step);
        sum = static_cast<std::int32_t>(core.fetch(region, at));
        core.put(region, at, 0);
        if (is_a) shift = descriptor.ashift;
    }
    bool saturated = false;
    const std::int32_t value = arith::sat32(sum << shift, saturated);
    core.counters[Counter::SaturatedRead] += saturated;
    return value;
}

void Element::discard(unsigned code) {
    const std::uint64_t before = core.counters[Counter::SaturatedRead];
    read(code, 0);
    core.counters[Counter::SaturatedRead] = before;
}

std::int32_t Element::read(unsigned code, unsigned position) {
    if (is_register(code)) return r[code];
    if (clears(code)) return read_sum(code);
    if (code == code_of(Operand::Rnd)) return static_cast<std::int32_t>(draw(position) >> 1);
    if (code == code_of(Operand::Rnd4)) return gaussian(draw(position));
    if (within(code, Operand::G0, spec::limits::Modulators)) {
        return core.registers.modulator[offset(code, Operand::G0)];
    }
    if (within(code, Operand::K0, spec::limits::BankConstants)) {
        const std::uint32_t at =
            descriptor.bank * spec::limits::BankConstants + offset(code, Operand::K0);
        return align(core.fetch(Region::Constant, at), half_shift);
    }
    const bool of_neuron = trigger == Trigger::Neuron || is_synapse();
    const bool of_axon = trigger == Trigger::Axon || is_synapse();
    if (of_neuron && within(code, Operand::S0, spec::limits::States)) {
        return align(core.fetch(Region::NeuronState, state(offset(code, Operand::S0))),
                     state_shift);
    }
    if (of_axon && within(code, Operand::X0, spec::limits::AxonStates)) {
        return align(core.fetch(Region::AxonState, axon_state(offset(code, Operand::X0))),
                     state_shift);
    }
    if (of_neuron && code == code_of(Operand::PostFlag)) {
        return core.fetch_as<spec::NeuronFlagWord>(Region::NeuronFlag, neuron).post ? 1 << 30 : 0;
    }
    if (code == code_of(Operand::Fired)) {
        if (of_axon) {
            const auto flag = core.fetch_as<spec::AxonFlagWord>(Region::AxonFlag, axon);
            return flag.fired ? align(static_cast<std::uint16_t>(flag.payload), half_shift) : 0;
        }
        if (of_neuron) {
            const auto flag = core.fetch_as<spec::NeuronFlagWord>(Region::NeuronFlag, neuron);
            return flag.spiked ? align(static_cast<std::uint16_t>(flag.payload), half_shift) : 0;
        }
    }
    if (is_synapse()) {
        if (code == code_of(Operand::W)) return word.weight * (1 << half_shift);
        if (code == code_of(Operand::T)) return word.tag * (1 << half_shift);
        const bool is_z = code == code_of(Operand::Z);
        if (is_z || code == code_of(Operand::U)) {
            const auto second = core.fetch_as<spec::SynapseWord2>(Region::Synapse, second_word());
            return (is_z ? second.z : second.u) * (1 << half_shift);
        }
    }
    return 0;
}

std::int64_t Element::round(Store mode, std::int32_t value, unsigned n, unsigned position) const {
    const std::uint32_t random = mode == Store::Stochastic ? draw(position) : 0;
    return arith::shift_round(value, n, rounding(mode), random);
}

std::int64_t Element::fit(std::int64_t q, unsigned bits) {
    bool saturated = false;
    const std::int64_t fitting = arith::saturate(q, bits, saturated);
    core.counters[Counter::SaturatedStore] += saturated;
    return fitting;
}

void Element::add(Region region, std::uint32_t at, std::int64_t q) {
    core.put(region, at, bits_of(static_cast<std::int32_t>(core.fetch(region, at)) + q));
}

void Element::store_weight(Store mode, std::int32_t value, unsigned position) {
    const unsigned grid = std::clamp<unsigned>(descriptor.grid, 1, half_bits);
    const std::int64_t q = round(mode, value, 32 - grid, position) * (1 << (half_bits - grid));
    const std::int64_t clipped =
        std::max<std::int64_t>(std::min<std::int64_t>(q, descriptor.hi), descriptor.lo);
    core.counters[Counter::Clipped] += clipped != q;
    if (clipped != word.weight) {
        ++core.counters[Counter::Updates];
    } else if (value != word.weight * (1 << half_shift)) {
        ++core.counters[Counter::Unchanged];
    }
    word.weight = static_cast<std::int16_t>(clipped);
}

void Element::store(unsigned code, Store mode, std::int32_t value, unsigned position) {
    const auto rounded = [&](unsigned n) { return round(mode, value, n, position); };
    if (is_register(code)) {
        r[code] = value;
    } else if (trigger == Trigger::Core && within(code, Operand::G0, spec::limits::Modulators)) {
        core.registers.modulator[offset(code, Operand::G0)] = value;
    } else if (trigger == Trigger::Neuron && within(code, Operand::S0, spec::limits::States)) {
        core.put(Region::NeuronState, state(offset(code, Operand::S0)),
                 bits_of(fit(rounded(state_shift), state_bits)));
    } else if (trigger == Trigger::Axon && within(code, Operand::X0, spec::limits::AxonStates)) {
        core.put(Region::AxonState, axon_state(offset(code, Operand::X0)),
                 bits_of(fit(rounded(state_shift), state_bits)));
    } else if (is_synapse()) {
        switch (static_cast<Operand>(code)) {
            case Operand::W:
                store_weight(mode, value, position);
                break;
            case Operand::T:
                word.tag = static_cast<std::int16_t>(fit(rounded(half_shift), half_bits));
                break;
            case Operand::Z:
            case Operand::U: {
                const auto q = static_cast<std::int16_t>(fit(rounded(half_shift), half_bits));
                const unsigned low = static_cast<Operand>(code) == Operand::Z ? 48 : 32;
                const std::uint64_t mask = std::uint64_t{0xffff} << low;
                const std::uint64_t second = core.fetch(Region::Synapse, second_word());
                core.put(Region::Synapse, second_word(),
                         (second & ~mask) | (bits_of(q) << low & mask));
                break;
            }
            case Operand::D0:
                add(Region::Dendrite, dendrite_index(core, neuron, word.slot, core.registers.step),
                    rounded(half_shift));
                break;
            case Operand::TargetSum:
                add(Region::NeuronSum, neuron, rounded(half_shift));
                break;
            default:
                break;
        }
    }
}

void Element::write_back() {
    if ((flags & static_cast<unsigned>(spec::Flag::Revive)) != 0) word.alive = true;
    if ((flags & static_cast<unsigned>(spec::Flag::Kill)) != 0) word.alive = false;
    core.put(Region::Synapse, index, word.pack());
}

}  // namespace bouton::model
