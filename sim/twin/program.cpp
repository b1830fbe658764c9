// SPDX-License-Identifier: Apache-2.0
#include "sim/twin/program.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace bouton::twin {

using spec::Instruction;
using spec::Op;
using spec::Operand;
using spec::Region;
using spec::Trigger;

namespace {

constexpr double word_w = 65536.0;  // one W, T, Z, U or K word in a register
constexpr double word_s = 256.0;    // one S or X word
// Decaying traces never reach zero in float64; below this they are zero, before they become
// subnormal.
constexpr double negligible = 0x1p-900;

double power(unsigned n) {
    return std::ldexp(1.0, static_cast<int>(n));
}

bool is_synapse(Trigger map) {
    return map >= Trigger::Pre;
}

bool in_range(std::uint32_t code, Operand first, std::uint32_t count) {
    return code >= static_cast<std::uint32_t>(first) &&
           code < static_cast<std::uint32_t>(first) + count;
}

// W, T, Z, U of the synapse map.
bool in_synapse_words(std::uint32_t code) {
    return in_range(code, Operand::W, 4);
}

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

}  // namespace

struct Executor::Context {
    Core& core;
    Trigger map;
    const spec::Descriptor& descriptor;
    const Elements& elements;
    std::uint32_t slots;  // delay slots of a receptor
    std::uint64_t step;

    std::uint32_t count() const { return elements.count; }
    // Addresses as in the regions. Lanes and slots are powers of two.
    std::size_t word_of(std::uint32_t element, std::uint32_t words, std::uint32_t at) const {
        const std::uint32_t bits = core.lane_bits, lane = element & (core.lanes - 1);
        return ((element >> bits) * words + at) << bits | lane;
    }
    std::size_t neuron_state(std::uint32_t i, std::uint32_t s) const {
        return word_of(elements.neuron[i], spec::limits::States, s);
    }
    std::size_t axon_state(std::uint32_t i, std::uint32_t x) const {
        return word_of(elements.axon[i], spec::limits::AxonStates, x);
    }
    std::size_t dendrite(std::uint32_t neuron, std::uint32_t receptor, std::uint64_t time) const {
        const auto slot = receptor * slots + (static_cast<std::uint32_t>(time) & (slots - 1));
        return word_of(neuron, spec::limits::DendriteSlots, slot);
    }
};

const Flags& Executor::run(Core& core, Trigger map, const spec::Descriptor& descriptor,
                           std::uint32_t pc, const Elements& elements) {
    const Context in{core, map, descriptor, elements, core.slots(), step_};
    std::fill_n(p_.begin(), in.count(), 0);
    std::fill_n(flags_.raised.begin(), in.count(), std::uint8_t{0});
    std::fill_n(flags_.payload.begin(), in.count(), std::int16_t{0});
    const bool force = map == Trigger::Neuron && !core.forced.empty();
    const auto decision = force ? spike_decision(core, pc) : std::nullopt;
    for (std::uint32_t at = 0; at < spec::limits::ProgramLength; ++at) {
        const auto instruction =
            Instruction::unpack(static_cast<std::uint32_t>(core.words(Region::Program)[pc + at]));
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
            out[i] = std::exchange(core.sum[e.neuron[i]], 0.0) * scale;
        }
    } else if (in_synapse_words(code)) {
        const auto& source = code == 8 || code == 10 ? core.weight : core.tag;
        const std::uint32_t second = code >= 10 ? core.lanes : 0;
        for (std::uint32_t i = 0; i < n; ++i) out[i] = source[e.synapse[i] + second] * word_w;
    } else if (in_range(code, Operand::D0, 4) && in.map == Trigger::Core) {
        constant(std::exchange(core.pending[code - 12], 0.0) * power(in.descriptor.dshift));
    } else if (in_range(code, Operand::D0, 4)) {
        const double scale = power(in.descriptor.dshift);
        for (std::uint32_t i = 0; i < n; ++i) {
            auto& sum = core.dendrite[in.dendrite(e.neuron[i], code - 12, in.step)];
            out[i] = std::exchange(sum, 0.0) * scale;
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
        constant(core.constant[in.descriptor.bank * 16u + (code - 48)] * word_w);
    } else {
        constant(0.0);
    }
    return out.data();
}

void Executor::draw(const Context& in, bool gaussian, Reals& out, std::uint32_t at) const {
    const Core& core = in.core;
    for (std::uint32_t i = 0; i < in.count(); ++i) {
        std::uint32_t source = 0, target = 0, ordinal = 0;
        if (in.map == Trigger::Neuron || is_synapse(in.map)) {
            target =
                static_cast<std::uint32_t>(core.words(Region::NeuronId)[in.elements.neuron[i]]);
        }
        if (in.map == Trigger::Axon || is_synapse(in.map)) {
            const auto id =
                static_cast<std::uint32_t>(core.words(Region::AxonId)[in.elements.axon[i]]);
            (in.map == Trigger::Axon ? target : source) = id;
        }
        if (is_synapse(in.map)) {
            ordinal = spec::SynapseWord::unpack(core.words(Region::Synapse)[in.elements.synapse[i]])
                          .ordinal;
        }
        const auto row =
            arith::row_key(key_, source, in.descriptor.salt, static_cast<std::uint32_t>(in.map));
        const std::uint32_t bits = arith::draw(row, arith::draw_block(target, ordinal, at));
        const auto bytes = (bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24);
        out[i] = gaussian ? (static_cast<double>(bytes) - 510.0) * 0x1p21
                          : static_cast<double>(bits >> 1);
    }
}

void Executor::compute(const Context& in, const Instruction& instruction, std::uint32_t at) {
    const auto op = static_cast<Op>(instruction.op);
    const double* a = fetch(in, instruction.ra, a_, at);
    const double* b = fetch(in, instruction.rb, b_, at);
    const double down = 1.0 / power(instruction.sh);
    const double product = down / word_w;
    const std::uint32_t n = in.count();
    double* v = value_.data();
    const auto each = [n, v](auto value) {
        for (std::uint32_t i = 0; i < n; ++i) v[i] = value(i);
    };
    switch (op) {
        case Op::Add:
            each([=](auto i) { return a[i] + b[i] * down; });
            break;
        case Op::Sub:
            each([=](auto i) { return a[i] - b[i] * down; });
            break;
        case Op::Mul:
            each([=](auto i) { return a[i] * b[i] * product; });
            break;
        case Op::Mac: {
            const double* d = fetch(in, instruction.rd, d_, at);
            each([=](auto i) { return d[i] + a[i] * b[i] * product; });
            break;
        }
        case Op::Dcy:
            each([=](auto i) { return a[i] + a[i] * b[i] * product; });
            break;
        case Op::Min:
            each([=](auto i) { return std::min(a[i], b[i] * down); });
            break;
        case Op::Max:
            each([=](auto i) { return std::max(a[i], b[i] * down); });
            break;
        case Op::Sel:
            each([=, this](auto i) { return p_[i] != 0 ? a[i] : b[i] * down; });
            break;
        case Op::Exp2:
            each([=](auto i) { return std::exp2(a[i] * down) / down; });
            break;
        case Op::Cmp:
            each([=](auto i) { return b[i] * down; });
            compare(in, instruction, a, v);
            return;
        case Op::Dly:
            delay(in, instruction, a, value_);
            return;
        case Op::Flg:
            raise(in, instruction, a);
            return;
    }
    store(in, instruction, value_);
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
                     Reals& value) {
    std::array<std::int64_t, Elements::capacity> next{};
    for (std::uint32_t i = 0; i < in.count(); ++i) {
        const auto history = static_cast<std::uint32_t>(std::llrint(a[i]));
        const auto pushed = history << 1 | (p_[i] != 0 ? 256U : 0U);
        value[i] = static_cast<double>(static_cast<std::int32_t>(pushed));
        next[i] = acts(instruction, i) ? (history >> (instruction.sh + 8U) & 1U) : p_[i];
    }
    store(in, instruction, value);
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

void Executor::store(const Context& in, const Instruction& instruction, const Reals& value) {
    Core& core = in.core;
    const Elements& e = in.elements;
    const std::uint32_t code = instruction.rd, n = in.count();
    const auto each = [&](auto put) {
        for (std::uint32_t i = 0; i < n; ++i) {
            if (acts(instruction, i)) put(i, value[i]);
        }
    };
    const auto settle = [](double v) { return std::abs(v) < negligible ? 0.0 : v; };
    if (code < 8) {
        auto& r = r_[code];
        if (instruction.pr == 0) {
            std::copy_n(value.begin(), n, r.begin());
        } else {
            each([&](std::uint32_t i, double v) { r[i] = v; });
        }
    } else if (code == static_cast<std::uint32_t>(Operand::W)) {
        const double lo = in.descriptor.lo, hi = in.descriptor.hi;
        each([&](std::uint32_t i, double v) {
            const double wanted = v / word_w, kept = std::clamp(wanted, lo, hi);
            double& weight = core.weight[e.synapse[i]];
            if (kept != wanted) core.count(spec::Counter::Clipped);
            if (kept != weight) core.count(spec::Counter::Updates);
            weight = kept;
        });
    } else if (in_synapse_words(code)) {
        auto& words = code == 10 ? core.weight : core.tag;
        const std::uint32_t second = code >= 10 ? core.lanes : 0;
        each([&](std::uint32_t i, double v) { words[e.synapse[i] + second] = v / word_w; });
    } else if (code == 12 && is_synapse(in.map)) {
        each([&](std::uint32_t i, double v) {
            const auto synapse =
                spec::SynapseWord::unpack(core.words(Region::Synapse)[e.synapse[i]]);
            const std::uint32_t receptor = synapse.slot / in.slots, wait = synapse.slot % in.slots;
            core.dendrite[in.dendrite(e.neuron[i], receptor, in.step + wait)] += v / word_w;
        });
    } else if (code == static_cast<std::uint32_t>(Operand::TargetSum)) {
        each([&](std::uint32_t i, double v) { core.sum[e.neuron[i]] += v / word_w; });
    } else if (in_range(code, Operand::S0, spec::limits::States)) {
        each([&](std::uint32_t i, double v) {
            core.state[in.neuron_state(i, code - 16)] = settle(v / word_s);
        });
    } else if (in_range(code, Operand::X0, spec::limits::AxonStates)) {
        each([&](std::uint32_t i, double v) {
            core.trace[in.axon_state(i, code - 32)] = settle(v / word_s);
        });
    } else if (in_range(code, Operand::G0, spec::limits::Modulators)) {
        each([&](std::uint32_t, double v) { core.modulator[code - 40] = v; });
    }
}

}  // namespace bouton::twin
