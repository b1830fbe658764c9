// SPDX-License-Identifier: Apache-2.0
#include "sim/model/batch/deliver.hpp"

#include <optional>

#include "arith/arith.hpp"
#include "sim/model/batch/elements.hpp"
#include "sim/model/batch/link.hpp"

namespace bouton::model::batch {

namespace {

using spec::Counter;

constexpr unsigned gain_bits = 14, state_shift = 8;
constexpr std::int64_t largest = (1 << 16) - 1;  // 17 bits signed

// The event's gain in multiplier form; nothing: 1.0, and weights go as they are.
std::optional<std::int32_t> gain_of(const Core& core, const EventRow& event,
                                    const spec::Descriptor& d) {
    constexpr auto first = static_cast<unsigned>(spec::Gain::X0);
    if (d.gain == static_cast<unsigned>(spec::Gain::Payload)) return event.payload;
    if (d.gain < first || d.gain >= first + spec::limits::AxonStates) return std::nullopt;
    const std::int32_t x =
        core.memories.axon_state[(d.gain - first) * core.memories.axons + event.axon];
    return arith::multiplier_form(
        static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << state_shift));
}

constexpr std::int32_t wrapping_sum(std::int32_t a, std::int32_t b) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

// Adds weights[i] times the gain to sums[i].
std::uint32_t add_row(std::int32_t* __restrict sums, const std::int16_t* __restrict weights,
                      std::optional<std::int32_t> gain, std::uint32_t n) {
    if (!gain) {
        for (std::uint32_t i = 0; i < n; ++i) sums[i] = wrapping_sum(sums[i], weights[i]);
        return 0;
    }
    const std::int32_t factor = *gain;
    std::uint32_t saturated = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
        // The product has 31 bits and a sign, and rounding adds less than half a unit of 2^14.
        const std::int64_t exact = std::int64_t{weights[i]} * factor;
        const std::int64_t q = arith::rne(exact, gain_bits);
        saturated += q > largest;
        sums[i] = wrapping_sum(sums[i], static_cast<std::int32_t>(std::min(q, largest)));
    }
    return saturated;
}

}  // namespace

void deliver_row(Core& core, const EventRow& event, const spec::Descriptor& d) {
    Memories& m = core.memories;
    const spec::RowWord& row = event.row;
    const std::optional<std::int32_t> gain = gain_of(core, event, d);
    const RowShape& shape = shape_of(core, event.axon, row);
    const std::uint32_t first = row.pointer * m.lanes;
    std::uint64_t& saturated = core.counters[Counter::SaturatedOp];
    std::uint64_t& operations = core.counters[Counter::SynapticOps];
    if (shape.kind == RowShape::Kind::Plain) {
        operations += shape.count;
        saturated += add_row(m.dendrites(dendrite_row(core, shape.slot)) + shape.neuron,
                             m.weight.data() + first, gain, shape.count);
        return;
    }
    const std::uint32_t stride = row.wide ? 2 : 1;
    for (std::uint32_t i = 0; i < row.words; ++i) {
        for (std::uint32_t lane = 0; lane < m.lanes; ++lane) {
            const std::uint32_t synapse = first + i * stride * m.lanes + lane;
            const std::uint32_t link = m.link[synapse];
            if (!is_alive(link)) continue;
            const std::uint32_t neuron =
                ((field(link, target_mask) << m.lane_bits) + lane) & (m.neurons - 1);
            std::int32_t* const sum =
                m.dendrites(dendrite_row(core, field(link, slot_mask))) + neuron;
            saturated += add_row(sum, m.weight.data() + synapse, gain, 1);
            ++operations;
        }
    }
}

}  // namespace bouton::model::batch
