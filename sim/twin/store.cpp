// SPDX-License-Identifier: Apache-2.0
// Where an instruction's result goes.
#include <algorithm>
#include <cmath>

#include "sim/twin/context.hpp"

namespace bouton::twin {

using spec::Instruction;
using spec::Operand;
using spec::Region;

namespace {

// Decaying traces never reach zero in float64; below this they are zero, before they become
// subnormal.
constexpr double negligible = 0x1p-900;

}  // namespace

// Drops the low bits of a register, as the chip's store does. Without a draw to be had the fraction
// of a number finer than a register counts too, so stochastic rounding has no bias.
double Executor::rounded(const Context& in, const Instruction& instruction, double value,
                         unsigned bits, std::uint32_t element, std::uint32_t at) const {
    const double q = value / power(bits);
    if (!in.arithmetic.coarse) return q;
    switch (static_cast<spec::Store>(instruction.st)) {
        case spec::Store::Nearest:
            return std::nearbyint(q);
        case spec::Store::Stochastic:
            return std::floor(q + static_cast<double>(draw(in, element, at)) * 0x1p-32);
        default:
            return std::trunc(q);
    }
}

void Executor::store(const Context& in, const Instruction& instruction, const Reals& value,
                     std::uint32_t at) {
    Core& core = in.core;
    const Elements& e = in.elements;
    const std::uint32_t code = instruction.rd, n = in.count();
    const auto each = [&](auto put) {
        for (std::uint32_t i = 0; i < n; ++i) {
            if (acts(instruction, i)) put(i, value[i]);
        }
    };
    const auto word = [&](std::uint32_t i, double v, unsigned bits) {
        const double q = rounded(in, instruction, v, bits, i, at);
        return std::abs(q) < negligible ? 0.0 : q;
    };
    constexpr double half_limit = 0x1p15, state_limit = 0x1p23;
    if (code < 8) {
        auto& r = r_[code];
        if (instruction.pr == 0) {
            std::copy_n(value.begin(), n, r.begin());
        } else {
            each([&](std::uint32_t i, double v) { r[i] = v; });
        }
    } else if (code == static_cast<std::uint32_t>(Operand::W)) {
        const double lo = in.descriptor.lo, hi = in.descriptor.hi;
        const unsigned grid = std::clamp<unsigned>(in.descriptor.grid, 1, 16);
        each([&](std::uint32_t i, double v) {
            const double wanted = rounded(in, instruction, v, 32 - grid, i, at) * power(16 - grid);
            const double kept = std::clamp(wanted, lo, hi);
            double& weight = core.weight[e.synapse[i]];
            if (kept != wanted) core.count(spec::Counter::Clipped);
            if (kept != weight) core.count(spec::Counter::Updates);
            weight = kept;
        });
    } else if (in_synapse_words(code)) {
        auto& words = code == 10 ? core.weight : core.tag;
        const std::uint32_t second = code >= 10 ? core.lanes : 0;
        each([&](std::uint32_t i, double v) {
            words[e.synapse[i] + second] = in.arithmetic.sat(word(i, v, 16), half_limit);
        });
    } else if (code == 12 && is_synapse(in.map)) {
        each([&](std::uint32_t i, double v) {
            const auto synapse =
                spec::SynapseWord::unpack(core.words(Region::Synapse)[e.synapse[i]]);
            const std::uint32_t receptor = synapse.slot / in.slots, wait = synapse.slot % in.slots;
            core.dendrite[in.dendrite(e.neuron[i], receptor, in.step + wait)] += word(i, v, 16);
        });
    } else if (code == static_cast<std::uint32_t>(Operand::TargetSum)) {
        each([&](std::uint32_t i, double v) { core.sum[e.neuron[i]] += word(i, v, 16); });
    } else if (in_range(code, Operand::S0, spec::limits::States)) {
        each([&](std::uint32_t i, double v) {
            core.state[in.neuron_state(i, code - 16)] =
                in.arithmetic.sat(word(i, v, 8), state_limit);
        });
    } else if (in_range(code, Operand::X0, spec::limits::AxonStates)) {
        each([&](std::uint32_t i, double v) {
            core.trace[in.axon_state(i, code - 32)] = in.arithmetic.sat(word(i, v, 8), state_limit);
        });
    } else if (in_range(code, Operand::G0, spec::limits::Modulators)) {
        each([&](std::uint32_t, double v) { core.modulator[code - 40] = v; });
    }
}

}  // namespace bouton::twin
