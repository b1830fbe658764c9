// SPDX-License-Identifier: Apache-2.0
#include "sim/model/batch/elements.hpp"

#include "sim/model/batch/kernels.hpp"
#include "sim/model/batch/link.hpp"

namespace bouton::model::batch {

namespace {

using spec::Counter;
using spec::Operand;
using spec::Region;
using spec::Trigger;
using Pattern = Positions::Pattern;

constexpr unsigned state_shift = 8, half_shift = 16, half_bits = 16;
constexpr std::int32_t state_limit = 1 << 23, half_limit = 1 << 15;

// out[i] = convert(words[positions[i]]).
template <class T, class Out, class Convert>
void gather(Out* __restrict out, const T* __restrict words, const Positions& positions,
            std::uint32_t n, Convert convert) {
    switch (positions.pattern) {
        case Pattern::Same: {
            const Out value = convert(words[positions.first]);
            for (std::uint32_t i = 0; i < n; ++i) out[i] = value;
            break;
        }
        case Pattern::Consecutive: {
            const T* const from = words + positions.first;
            for (std::uint32_t i = 0; i < n; ++i) out[i] = convert(from[i]);
            break;
        }
        case Pattern::Any: {
            const std::uint32_t* const at = positions.at.data();
            for (std::uint32_t i = 0; i < n; ++i) out[i] = convert(words[at[i]]);
            break;
        }
    }
}

template <class T>
void scatter(T* __restrict words, const std::int32_t* __restrict value, const Positions& positions,
             std::uint32_t n) {
    if (positions.pattern == Pattern::Any) {
        const std::uint32_t* const at = positions.at.data();
        for (std::uint32_t i = 0; i < n; ++i) words[at[i]] = static_cast<T>(value[i]);
    } else {
        T* const to = words + positions.first;
        for (std::uint32_t i = 0; i < n; ++i) to[i] = static_cast<T>(value[i]);
    }
}

constexpr auto as_state = [](std::int32_t word) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(word) << state_shift);
};
constexpr auto as_half = [](std::uint32_t word) {
    return static_cast<std::int32_t>(word << half_shift);
};
constexpr auto as_number = [](std::int16_t word) { return std::int32_t{word}; };

void clear(std::int32_t* __restrict words, const Mask* __restrict mask, std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) words[i] &= mask[i] != 0 ? 0 : -1;
}

void overwrite(std::int32_t* __restrict words, const std::int32_t* __restrict value,
               const Mask* __restrict mask, std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) {
        const std::int32_t next = value[i], old = words[i];
        words[i] = mask[i] != 0 ? next : old;
    }
}

void align_halves(std::int32_t* __restrict out, const std::int32_t* __restrict word,
                  std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) out[i] = as_half(static_cast<std::uint32_t>(word[i]));
}

void add_ordinals(std::uint32_t* __restrict block, const std::uint32_t* __restrict link,
                  std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) {
        block[i] = arith::draw_block(block[i], field(link[i], ordinal_mask), 0);
    }
}

// Payload of a neuron's or axon's flag word, which is zero where there was no event.
const auto as_payload = [](std::uint32_t flag) {
    constexpr std::uint32_t fired = spec::AxonFlagWord{.fired = true}.pack();
    static_assert(fired == spec::NeuronFlagWord{.spiked = true}.pack());
    return static_cast<std::int32_t>((flag & fired) != 0 ? flag << half_shift : 0);
};
const auto as_post = [](std::uint32_t flag) {
    constexpr std::uint32_t post = spec::NeuronFlagWord{.post = true}.pack();
    return (flag & post) != 0 ? 1 << 30 : 0;
};

}  // namespace

std::uint32_t dendrite_row(const Core& core, std::uint32_t slot) {
    const std::uint32_t slots =
        spec::limits::DendriteSlots / (core.registers.control.four_receptors ? 4 : 2);
    return (slot & ~(slots - 1)) |
           ((slot + static_cast<std::uint32_t>(core.registers.step)) & (slots - 1));
}

bool Elements::clears(unsigned code) const {
    return trigger == Trigger::Neuron &&
           (within(code, Operand::D0, 4) || code == code_of(Operand::W));
}

std::uint32_t Elements::second_word(std::uint32_t i) const {
    const Memories& m = core.memories;
    return (batch.synapse[i] + m.lanes) & (m.words * m.lanes - 1);
}

void Elements::load_sum(std::int32_t* words, unsigned shift, std::int32_t* out) {
    std::int32_t* const sums = words + batch.neuron.first;
    std::copy_n(sums, batch.size, batch.rounded.data());
    clear(sums, batch.run.data(), batch.size);
    core.counters[Counter::SaturatedRead] +=
        shift_left(out, batch.rounded.data(), shift, batch.acting, batch.padded);
}

void Elements::load_weight() {
    if (batch.has_weight) return;
    batch.has_weight = true;
    gather(batch.weight.data(), core.memories.weight.data(), batch.synapse, batch.size, as_number);
}

void Elements::load_tag() {
    if (batch.has_tag) return;
    batch.has_tag = true;
    gather(batch.tag.data(), core.memories.tag.data(), batch.synapse, batch.size, as_number);
}

void Elements::load_second() {
    if (batch.has_second) return;
    batch.has_second = true;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        batch.z[i] = core.memories.weight[second_word(i)];
        batch.u[i] = core.memories.tag[second_word(i)];
    }
}

const std::int32_t* Elements::load(unsigned code, Column<std::int32_t>& to) {
    Memories& m = core.memories;
    std::int32_t* const out = to.data();
    const std::uint32_t n = batch.size;
    if (is_register(code)) return batch.r(code);
    if (code == code_of(Operand::Rnd)) {
        uniform(out, batch.draw.data(), batch.padded);
    } else if (code == code_of(Operand::Rnd4)) {
        gaussian(out, batch.draw.data(), batch.padded);
    } else if (within(code, Operand::G0, spec::limits::Modulators)) {
        fill(out, core.registers.modulator[offset(code, Operand::G0)], batch.padded);
    } else if (within(code, Operand::K0, spec::limits::BankConstants)) {
        const std::uint32_t at =
            descriptor.bank * spec::limits::BankConstants + offset(code, Operand::K0);
        fill(out, as_half(m[Region::Constant][at]), batch.padded);
    } else if (clears(code)) {
        if (code == code_of(Operand::W)) {
            load_sum(m.neuron_sum.data(), descriptor.ashift, out);
        } else {
            const std::uint32_t receptors = core.registers.control.four_receptors ? 4 : 2;
            const std::uint32_t slot =
                offset(code, Operand::D0) % receptors * (spec::limits::DendriteSlots / receptors);
            load_sum(m.dendrites(dendrite_row(core, slot)), descriptor.dshift, out);
        }
    } else if (trigger != Trigger::Axon && within(code, Operand::S0, spec::limits::States)) {
        gather(out, m.states(offset(code, Operand::S0)), batch.neuron, n, as_state);
    } else if (trigger != Trigger::Neuron && within(code, Operand::X0, spec::limits::AxonStates)) {
        gather(out, m.axon_states(offset(code, Operand::X0)), batch.axon, n, as_state);
    } else if (trigger != Trigger::Axon && code == code_of(Operand::PostFlag)) {
        gather(out, m[Region::NeuronFlag].data(), batch.neuron, n, as_post);
    } else if (code == code_of(Operand::Fired)) {
        const bool of_neuron = trigger == Trigger::Neuron;
        gather(out, m[of_neuron ? Region::NeuronFlag : Region::AxonFlag].data(),
               of_neuron ? batch.neuron : batch.axon, n, as_payload);
    } else if (is_synapse() && within(code, Operand::W, 4)) {
        const Column<std::int32_t>* column = nullptr;
        switch (static_cast<Operand>(code)) {
            case Operand::W:
                load_weight(), column = &batch.weight;
                break;
            case Operand::T:
                load_tag(), column = &batch.tag;
                break;
            case Operand::Z:
                load_second(), column = &batch.z;
                break;
            default:
                load_second(), column = &batch.u;
        }
        align_halves(out, column->data(), batch.padded);
    } else {
        fill(out, 0, batch.padded);
    }
    return out;
}

void Elements::prepare_blocks() {
    batch.has_block = true;
    const bool of_axon = trigger == Trigger::Axon;
    const auto& ids = core.memories[of_axon ? Region::AxonId : Region::NeuronId];
    gather(batch.block.data(), ids.data(), of_axon ? batch.axon : batch.neuron, batch.size,
           [](std::uint32_t id) { return id; });
    if (!is_synapse()) return;
    add_ordinals(batch.block.data(), batch.link.data(), batch.padded);
    if (batch.axon.pattern == Pattern::Same) {
        const std::uint32_t source = core.memories[Region::AxonId][batch.axon.first];
        batch.key = arith::row_key(core.running.key, source, descriptor.salt,
                                   static_cast<std::uint32_t>(trigger));
        batch.one_key = true;
        return;
    }
    batch.one_key = false;
    gather(batch.key_high.data(), core.memories[Region::AxonId].data(), batch.axon, batch.size,
           [](std::uint32_t id) { return id; });
    row_keys(batch.key_low.data(), batch.key_high.data(), core.running.key, descriptor.salt,
             static_cast<std::uint32_t>(trigger), batch.padded);
}

void Elements::make_draw(unsigned position) {
    if (!batch.has_block) prepare_blocks();
    if (batch.one_key) {
        draw(batch.draw.data(), batch.key, batch.block.data(), position, batch.padded);
    } else {
        draw(batch.draw.data(), batch.key_low.data(), batch.key_high.data(), batch.block.data(),
             position, batch.padded);
    }
}

void Elements::store_state(std::int32_t* words, const Positions& positions, spec::Store mode,
                           const std::int32_t* value) {
    std::int32_t* const q = batch.rounded.data();
    round(q, value, state_shift, mode, batch.draw.data(), batch.padded);
    core.counters[Counter::SaturatedStore] +=
        clamp(q, -state_limit, state_limit - 1, batch.acting, batch.padded);
    overwrite(words + positions.first, q, batch.acting, batch.size);
}

void Elements::store_half(Column<std::int32_t>& column, spec::Store mode,
                          const std::int32_t* value) {
    std::int32_t* const q = batch.rounded.data();
    round(q, value, half_shift, mode, batch.draw.data(), batch.padded);
    core.counters[Counter::SaturatedStore] +=
        clamp(q, -half_limit, half_limit - 1, batch.acting, batch.padded);
    blend(column.data(), q, batch.acting, batch.padded);
}

void Elements::add_to_sums(std::int32_t* words, spec::Store mode, const std::int32_t* value,
                           bool dendrite) {
    std::int32_t* const q = batch.rounded.data();
    round(q, value, half_shift, mode, batch.draw.data(), batch.padded);
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        if (batch.acting[i] == 0) continue;
        const std::uint32_t row =
            dendrite ? dendrite_row(core, field(batch.link[i], slot_mask)) : 0;
        std::int32_t& sum = words[row * core.memories.neurons + batch.neuron[i]];
        sum = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) +
                                        static_cast<std::uint32_t>(q[i]));
    }
}

void Elements::store(unsigned code, spec::Store mode, const std::int32_t* value) {
    Memories& m = core.memories;
    if (trigger == Trigger::Neuron && within(code, Operand::S0, spec::limits::States)) {
        store_state(m.states(offset(code, Operand::S0)), batch.neuron, mode, value);
    } else if (trigger == Trigger::Axon && within(code, Operand::X0, spec::limits::AxonStates)) {
        store_state(m.axon_states(offset(code, Operand::X0)), batch.axon, mode, value);
    } else if (is_synapse()) {
        switch (static_cast<Operand>(code)) {
            case Operand::W: {
                load_weight();
                batch.new_weight = true;
                std::int32_t* const q = batch.rounded.data();
                const unsigned grid = std::clamp<unsigned>(descriptor.grid, 1, half_bits);
                round(q, value, 32 - grid, mode, batch.draw.data(), batch.padded);
                const WeightCounts counts = store_weight(batch.weight.data(), q, value, descriptor,
                                                         batch.acting, batch.padded);
                core.counters[Counter::Clipped] += counts.clipped;
                core.counters[Counter::Updates] += counts.updates;
                core.counters[Counter::Unchanged] += counts.unchanged;
                break;
            }
            case Operand::T:
                load_tag(), batch.new_tag = true;
                store_half(batch.tag, mode, value);
                break;
            case Operand::Z:
            case Operand::U:
                load_second(), batch.new_second = true;
                store_half(static_cast<Operand>(code) == Operand::Z ? batch.z : batch.u, mode,
                           value);
                break;
            case Operand::D0:
                add_to_sums(m.dendrite.data(), mode, value, true);
                break;
            case Operand::TargetSum:
                add_to_sums(m.neuron_sum.data(), mode, value, false);
                break;
            default:
                break;
        }
    }
}

void Elements::write_back() {
    Memories& m = core.memories;
    if (batch.new_weight) scatter(m.weight.data(), batch.weight.data(), batch.synapse, batch.size);
    if (batch.new_tag) scatter(m.tag.data(), batch.tag.data(), batch.synapse, batch.size);
    if (batch.new_second) {
        for (std::uint32_t i = 0; i < batch.size; ++i) {
            m.weight[second_word(i)] = static_cast<std::int16_t>(batch.z[i]);
            m.tag[second_word(i)] = static_cast<std::int16_t>(batch.u[i]);
        }
    }
    if (!batch.any_flag) return;
    bool changed = false;
    for (std::uint32_t i = 0; i < batch.size; ++i) {
        std::uint32_t link = batch.link[i];
        if ((batch.flags[i] & static_cast<unsigned>(spec::Flag::Revive)) != 0) link |= alive_bit;
        if ((batch.flags[i] & static_cast<unsigned>(spec::Flag::Kill)) != 0) link &= ~alive_bit;
        if (link == batch.link[i]) continue;
        m.link[batch.synapse[i]] = link;
        changed = true;
    }
    if (changed) core.plan.has_shapes = false;
}

}  // namespace bouton::model::batch
