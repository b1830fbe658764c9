// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "sim/twin/context.hpp"

namespace bouton::twin {

using spec::Instruction;
using spec::Op;
using spec::Operand;
using spec::Region;
using spec::Trigger;

namespace {

// The instruction whose p FLG SPIKE sees: the last one before it that writes p. (Chip::force)
struct Decision {
    std::uint32_t at = 0;
    bool inverted = false;  // FLG acts if not p
};

std::optional<Decision> spike_decision(const Core& core, std::uint32_t pc) {
    std::optional<Decision> last;
    for (std::uint32_t at = 0; at < spec::limits::ProgramLength; ++at) {
        const auto raw = static_cast<std::uint32_t>(core.words(Region::Program)[pc + at]);
        const auto instruction = Instruction::unpack(raw);
        const auto op = static_cast<Op>(instruction.op);
        if (op == Op::Cmp || op == Op::Dly) last = Decision{at, false};
        if (op == Op::Flg && (instruction.rd & static_cast<unsigned>(spec::Flag::Spike)) != 0) {
            if (instruction.pr == 0) return std::nullopt;
            if (last) last->inverted = instruction.pr == 2;
            return last;
        }
        if (instruction.end) break;
    }
    return std::nullopt;
}

// What an instruction makes: by the word it writes; if that is a register, in a neuron's program by
// the state it reads.
Kind kind_of(Trigger map, const Instruction& instruction, std::uint32_t trace_states) {
    if (map == Trigger::Axon) return Kind::Trace;
    if (is_synapse(map))
        return in_range(instruction.rd, Operand::T, 3) ? Kind::Trace : Kind::Weight;
    if (map != Trigger::Neuron) return Kind::State;
    for (const std::uint32_t code : {instruction.rd, instruction.ra, instruction.rb})
        if (in_range(code, Operand::S0, spec::limits::States))
            return (trace_states >> (code - 16) & 1) != 0 ? Kind::Trace : Kind::State;
    return Kind::State;
}

}  // namespace

const Flags& Executor::run(Core& core, Trigger map, const spec::Descriptor& descriptor,
                           std::uint32_t pc, const Elements& elements) {
    Context in{core, map, descriptor, elements, core.slots(), step_, effects_};
    std::fill_n(p_.begin(), in.count(), 0);
    std::fill_n(flags_.raised.begin(), in.count(), std::uint8_t{0});
    std::fill_n(flags_.payload.begin(), in.count(), std::int16_t{0});
    const bool force = map == Trigger::Neuron && !core.forced.empty();
    const auto decision = force ? spike_decision(core, pc) : std::nullopt;
    for (std::uint32_t at = 0; at < spec::limits::ProgramLength; ++at) {
        const auto instruction =
            Instruction::unpack(static_cast<std::uint32_t>(core.words(Region::Program)[pc + at]));
        in.arithmetic = {effects_.coarse(kind_of(map, instruction, elements.trace_states)),
                         effects_.saturation};
        compute(in, instruction, at);
        if (decision && decision->at == at) {
            for (std::uint32_t i = 0; i < in.count(); ++i) {
                const Forced& forced = core.forced[elements.neuron[i]];
                if (forced.active) p_[i] = forced.fires != decision->inverted;
            }
        }
        if (instruction.end) break;
    }
    if (force) {
        constexpr auto spike = static_cast<std::uint8_t>(spec::Flag::Spike);
        for (std::uint32_t i = 0; i < in.count(); ++i) {
            const Forced& forced = core.forced[elements.neuron[i]];
            if (!forced.active) continue;
            const unsigned others = flags_.raised[i] & ~static_cast<unsigned>(spike);
            flags_.raised[i] = static_cast<std::uint8_t>(others | (forced.fires ? spike : 0U));
            flags_.payload[i] = forced.fires ? forced.payload : std::int16_t{0};
        }
    }
    return flags_;
}

const double* Executor::fetch(const Context& in, std::uint32_t code, Reals& out, std::uint32_t at) {
    Core& core = in.core;
    const Elements& e = in.elements;
    const std::uint32_t n = in.count();
    const auto constant = [&](double value) { std::fill_n(out.begin(), n, value); };
    if (code < 8) return r_[code].data();
    if (code == 8 && in.map == Trigger::Neuron) {
        const double scale = power(in.descriptor.ashift);
        for (std::uint32_t i = 0; i < n; ++i) {
            out[i] = in.arithmetic.sat(std::exchange(core.sum[e.neuron[i]], 0.0) * scale);
        }
    } else if (in_synapse_words(code)) {
        const auto& source = code == 8 || code == 10 ? core.weight : core.tag;
        const std::uint32_t second = code >= 10 ? core.lanes : 0;
        for (std::uint32_t i = 0; i < n; ++i) out[i] = source[e.synapse[i] + second] * word_w;
    } else if (in_range(code, Operand::D0, 4) && in.map == Trigger::Core) {
        constant(in.arithmetic.sat(std::exchange(core.pending[code - 12], 0.0) *
                                   power(in.descriptor.dshift)));
    } else if (in_range(code, Operand::D0, 4)) {
        const double scale = power(in.descriptor.dshift);
        for (std::uint32_t i = 0; i < n; ++i) {
            auto& sum = core.dendrite[in.dendrite(e.neuron[i], code - 12, in.step)];
            out[i] = in.arithmetic.sat(std::exchange(sum, 0.0) * scale);
        }
    } else if (in_range(code, Operand::S0, spec::limits::States)) {
        for (std::uint32_t i = 0; i < n; ++i) {
            out[i] = core.state[in.neuron_state(i, code - 16)] * word_s;
        }
    } else if (in_range(code, Operand::X0, spec::limits::AxonStates)) {
        for (std::uint32_t i = 0; i < n; ++i) {
            out[i] = core.trace[in.axon_state(i, code - 32)] * word_s;
        }
    } else if (code == static_cast<std::uint32_t>(Operand::Fired)) {
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::uint64_t flags = in.map == Trigger::Neuron
                                            ? core.words(Region::NeuronFlag)[e.neuron[i]]
                                            : core.words(Region::AxonFlag)[e.axon[i]];
            const bool fired = (flags >> 16 & 1) != 0;
            out[i] = fired ? static_cast<double>(static_cast<std::int16_t>(flags)) * word_w : 0.0;
        }
    } else if (code == static_cast<std::uint32_t>(Operand::PostFlag)) {
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::uint64_t flags = core.words(Region::NeuronFlag)[e.neuron[i]];
            out[i] = (flags >> 17 & 1) != 0 ? 0x1p30 : 0.0;
        }
    } else if (code == static_cast<std::uint32_t>(Operand::Rnd)) {
        draw(in, false, out, at);
    } else if (code == static_cast<std::uint32_t>(Operand::Rnd4)) {
        draw(in, true, out, at);
    } else if (in_range(code, Operand::G0, spec::limits::Modulators)) {
        constant(core.modulator[code - 40]);
    } else if (in_range(code, Operand::K0, spec::limits::BankConstants)) {
        const std::size_t k = in.descriptor.bank * 16u + (code - 48);
        constant((in.arithmetic.coarse ? static_cast<double>(static_cast<std::int16_t>(
                                             core.words(Region::Constant)[k]))
                                       : core.constant[k]) *
                 word_w);
    } else {
        constant(0.0);
    }
    return out.data();
}

std::uint32_t Executor::draw(const Context& in, std::uint32_t element, std::uint32_t at) const {
    const Core& core = in.core;
    const Elements& e = in.elements;
    std::uint32_t source = 0, target = 0, ordinal = 0;
    if (in.map == Trigger::Neuron || is_synapse(in.map))
        target = static_cast<std::uint32_t>(core.words(Region::NeuronId)[e.neuron[element]]);
    if (in.map == Trigger::Axon || is_synapse(in.map)) {
        const auto id = static_cast<std::uint32_t>(core.words(Region::AxonId)[e.axon[element]]);
        (in.map == Trigger::Axon ? target : source) = id;
    }
    if (is_synapse(in.map)) {
        ordinal =
            spec::SynapseWord::unpack(core.words(Region::Synapse)[e.synapse[element]]).ordinal;
    }
    const auto row =
        arith::row_key(key_, source, in.descriptor.salt, static_cast<std::uint32_t>(in.map));
    return arith::draw(row, arith::draw_block(target, ordinal, at));
}

void Executor::draw(const Context& in, bool gaussian, Reals& out, std::uint32_t at) const {
    for (std::uint32_t i = 0; i < in.count(); ++i) {
        const std::uint32_t bits = draw(in, i, at);
        const auto bytes = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24);
        out[i] = gaussian ? (static_cast<double>(bytes) - 510.0) * 0x1p21
                          : static_cast<double>(bits >> 1);
    }
}

void Executor::compute(const Context& in, const Instruction& instruction, std::uint32_t at) {
    const auto op = static_cast<Op>(instruction.op);
    const double* a = fetch(in, instruction.ra, a_, at);
    const double* b = fetch(in, instruction.rb, b_, at);
    const Arithmetic is = in.arithmetic;
    const double down = 1.0 / power(instruction.sh);
    const unsigned sh = instruction.sh;
    const std::uint32_t n = in.count();
    double* v = value_.data();
    const auto each = [n, v](auto value) {
        for (std::uint32_t i = 0; i < n; ++i) v[i] = value(i);
    };
    switch (op) {
        case Op::Add:
            each([=](auto i) { return is.sat(a[i] + is.down(b[i], down)); });
            break;
        case Op::Sub:
            each([=](auto i) { return is.sat(a[i] - is.down(b[i], down)); });
            break;
        case Op::Mul:
            each([=](auto i) { return is.product(a[i], b[i], down); });
            break;
        case Op::Mac: {
            const double* d = fetch(in, instruction.rd, d_, at);
            each([=](auto i) { return is.sat(d[i] + is.product(a[i], b[i], down)); });
            break;
        }
        case Op::Dcy:
            each([=](auto i) { return is.sat(a[i] + is.product(a[i], b[i], down)); });
            break;
        case Op::Min:
            each([=](auto i) { return std::min(a[i], is.down(b[i], down)); });
            break;
        case Op::Max:
            each([=](auto i) { return std::max(a[i], is.down(b[i], down)); });
            break;
        case Op::Sel:
            each([=, this](auto i) { return p_[i] != 0 ? a[i] : is.down(b[i], down); });
            break;
        case Op::Exp2:
            each([=](auto i) { return is.exp2(a[i], sh); });
            break;
        case Op::Cmp:
            each([=](auto i) { return is.down(b[i], down); });
            compare(in, instruction, a, v);
            return;
        case Op::Dly:
            delay(in, instruction, a, value_, at);
            return;
        case Op::Flg:
            raise(in, instruction, a);
            return;
    }
    store(in, instruction, value_, at);
}

void Executor::compare(const Context& in, const Instruction& instruction, const double* a,
                       const double* b) {
    std::array<std::int64_t, Elements::capacity> c{};
    const std::uint32_t n = in.count();
    const auto each = [&c, n](auto relation) {
        for (std::uint32_t i = 0; i < n; ++i) c[i] = relation(i) ? 1 : 0;
    };
    switch (static_cast<spec::Relation>(instruction.rd & 3)) {
        case spec::Relation::Ge:
            each([=](auto i) { return a[i] >= b[i]; });
            break;
        case spec::Relation::Gt:
            each([=](auto i) { return a[i] > b[i]; });
            break;
        case spec::Relation::Eq:
            each([=](auto i) { return a[i] == b[i]; });
            break;
        case spec::Relation::Ne:
            each([=](auto i) { return a[i] != b[i]; });
            break;
    }
    const auto combine = static_cast<spec::Combine>(instruction.rd >> 2 & 3);
    for (std::uint32_t i = 0; i < n; ++i) {
        if (!acts(instruction, i)) continue;
        switch (combine) {
            case spec::Combine::Set:
                p_[i] = c[i];
                break;
            case spec::Combine::And:
                p_[i] &= c[i];
                break;
            case spec::Combine::Or:
                p_[i] |= c[i];
                break;
            case spec::Combine::Xor:
                p_[i] ^= c[i];
                break;
        }
    }
}

void Executor::delay(const Context& in, const Instruction& instruction, const double* a,
                     Reals& value, std::uint32_t at) {
    std::array<std::int64_t, Elements::capacity> next{};
    for (std::uint32_t i = 0; i < in.count(); ++i) {
        const auto history = static_cast<std::uint32_t>(std::llrint(a[i]));
        const auto pushed = history << 1 | (p_[i] != 0 ? 256U : 0U);
        value[i] = static_cast<double>(static_cast<std::int32_t>(pushed));
        next[i] = acts(instruction, i) ? (history >> (instruction.sh + 8U) & 1U) : p_[i];
    }
    store(in, instruction, value, at);
    std::copy_n(next.begin(), in.count(), p_.begin());
}

void Executor::raise(const Context& in, const Instruction& instruction, const double* a) {
    for (std::uint32_t i = 0; i < in.count(); ++i) {
        if (!acts(instruction, i)) continue;
        flags_.raised[i] = static_cast<std::uint8_t>(flags_.raised[i] | instruction.rd);
        if ((instruction.rd & static_cast<unsigned>(spec::Flag::Spike)) == 0) continue;
        const double payload = std::clamp(std::floor(a[i] / word_w), -32768.0, 32767.0);
        flags_.payload[i] = static_cast<std::int16_t>(payload);
    }
}

}  // namespace bouton::twin
