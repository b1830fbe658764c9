// SPDX-License-Identifier: Apache-2.0
// The twin's memories: loading, and the host's view of them. Reading a number as a word rounds it
// to the nearest word and saturates; the number itself stays.
#include "sim/twin/core.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bouton::twin {

using spec::Csr;
using spec::Region;

namespace {

std::int64_t sign_extend(std::uint64_t raw, unsigned bits) {
    return static_cast<std::int64_t>(raw << (64 - bits)) >> (64 - bits);
}

std::uint64_t to_word(double value, unsigned bits) {
    const double limit = std::ldexp(1.0, static_cast<int>(bits) - 1);
    const auto rounded =
        static_cast<std::int64_t>(std::clamp(std::nearbyint(value), -limit, limit - 1));
    return static_cast<std::uint64_t>(rounded) & (~0ULL >> (64 - bits));
}

// The first `reals.size()` entries come from before quantisation, the rest from the words.
std::vector<double> numbers(const std::vector<std::uint64_t>& words, unsigned shift, unsigned bits,
                            const std::vector<double>* reals) {
    std::vector<double> result(words.size());
    const std::size_t known = reals == nullptr ? 0 : std::min(reals->size(), words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
        result[i] =
            i < known ? (*reals)[i] : static_cast<double>(sign_extend(words[i] >> shift, bits));
    }
    return result;
}

std::size_t offset_of(std::uint32_t index, Csr base) {
    return index - static_cast<std::uint32_t>(base);
}

bool is_modulator(std::uint32_t index) {
    return index >= static_cast<std::uint32_t>(Csr::Modulator0) &&
           offset_of(index, Csr::Modulator0) < spec::limits::Modulators;
}

bool is_pending(std::uint32_t index) {
    return index >= static_cast<std::uint32_t>(Csr::Pending0) &&
           offset_of(index, Csr::Pending0) < spec::limits::Channels;
}

}  // namespace

Core::Core(const spec::Configuration& shape, const image::Core& image,
           const image::FloatCore* before, const Effects& effects)
    : lanes(shape.lanes),
      lane_bits(static_cast<std::uint32_t>(std::countr_zero(shape.lanes))),
      neurons(shape.neurons),
      axons(shape.axons) {
    for (std::size_t r = 0; r < spec::region_count; ++r) {
        const auto region = static_cast<Region>(r);
        word[r] = image.region[r];
        word[r].resize(spec::region_size(region, shape), spec::region_info(region).empty);
    }
    const auto& synapses = words(Region::Synapse);
    weight = numbers(synapses, 48, 16, before && !effects.weights ? &before->weight : nullptr);
    tag = numbers(synapses, 32, 16, before && !effects.traces ? &before->tag : nullptr);
    // A second word has no entry of its own before quantisation: Z and U keep the image's words.
    for (std::uint64_t row : words(Region::Row)) {
        const auto header = spec::RowWord::unpack(static_cast<std::uint32_t>(row));
        if (!header.wide) continue;
        for (std::uint32_t i = 0; i < header.words * lanes; ++i) {
            const std::size_t at = (header.pointer + 2 * (i / lanes) + 1) * lanes + i % lanes;
            if (at >= synapses.size()) break;
            weight[at] = static_cast<double>(sign_extend(synapses[at] >> 48, 16));
            tag[at] = static_cast<double>(sign_extend(synapses[at] >> 32, 16));
        }
    }
    dendrite = numbers(words(Region::Dendrite), 0, 32, nullptr);
    state = numbers(words(Region::NeuronState), 0, 24,
                    before && !effects.states ? &before->neuron_state : nullptr);
    sum = numbers(words(Region::NeuronSum), 0, 32, nullptr);
    trace = numbers(words(Region::AxonState), 0, 24,
                    before && !effects.traces ? &before->axon_state : nullptr);
    constant = numbers(words(Region::Constant), 0, 16, before ? &before->constant : nullptr);
    for (std::uint32_t i = 0; i < 64; ++i) write(Region::Csr, i, words(Region::Csr)[i]);
    active.assign(axons / lanes, 0);
    for (std::size_t i = 0; i < trace.size(); ++i) {
        if (trace[i] != 0) active[i / (std::size_t{spec::limits::AxonStates} * lanes)] = 1;
    }
}

spec::Descriptor Core::descriptor(std::uint32_t index) const {
    std::array<std::uint32_t, 8> raw{};
    for (std::size_t i = 0; i < raw.size(); ++i) {
        raw[i] = static_cast<std::uint32_t>(words(Region::Descriptor)[index * raw.size() + i]);
    }
    return spec::Descriptor::unpack(raw);
}

void Core::refresh() {
    control = spec::ControlWord::unpack(csr(Csr::Control));
    batches.clear();
    std::array<std::int32_t, spec::limits::Descriptors> batch_of{};
    batch_of.fill(-1);
    const std::uint32_t groups = std::min(csr(Csr::NeuronGroups), neurons / lanes);
    for (std::uint32_t group = 0; group < groups; ++group) {
        const auto entry =
            spec::GroupWord::unpack(static_cast<std::uint32_t>(words(Region::NeuronGroup)[group]));
        if (!entry.valid || !descriptor(entry.descriptor).has_main) continue;
        auto& number = batch_of[entry.descriptor];
        if (number < 0) {
            number = static_cast<std::int32_t>(batches.size());
            batches.push_back({descriptor(entry.descriptor), {}, trace_states[entry.descriptor]});
        }
        for (std::uint32_t n = group * lanes; n < (group + 1) * lanes; ++n) {
            if (words(Region::NeuronId)[n] == spec::limits::NoId) continue;
            batches[static_cast<std::size_t>(number)].neurons.push_back(n);
        }
    }
    stale = false;
}

const std::vector<double>* Core::reals(Region region) const {
    switch (region) {
        case Region::Dendrite:
            return &dendrite;
        case Region::NeuronState:
            return &state;
        case Region::NeuronSum:
            return &sum;
        case Region::AxonState:
            return &trace;
        case Region::Constant:
            return &constant;
        case Region::Synapse:
            return &weight;
        default:
            return nullptr;
    }
}

std::vector<double>* Core::reals(Region region) {
    return const_cast<std::vector<double>*>(static_cast<const Core*>(this)->reals(region));
}

std::uint64_t Core::read(Region region, std::uint32_t index) const {
    const std::uint64_t raw = words(region)[index];
    if (region == Region::Synapse) {
        return (raw & 0xffffffffULL) | to_word(weight[index], 16) << 48 |
               to_word(tag[index], 16) << 32;
    }
    if (const auto* values = reals(region)) {
        return to_word((*values)[index], spec::region_info(region).bits);
    }
    if (region != Region::Csr) return raw;
    if (is_modulator(index)) return to_word(modulator[offset_of(index, Csr::Modulator0)], 32);
    if (is_pending(index)) return to_word(pending[offset_of(index, Csr::Pending0)], 32);
    const std::uint32_t selected = csr(Csr::CounterSelect);
    const std::uint64_t value = selected < spec::counter_count ? counter[selected] : 0;
    if (index == static_cast<std::uint32_t>(Csr::CounterLow)) return value & 0xffffffffULL;
    if (index == static_cast<std::uint32_t>(Csr::CounterHigh)) return value >> 32;
    return raw;
}

void Core::write(Region region, std::uint32_t index, std::uint64_t value) {
    words(region)[index] = value;
    stale = true;
    if (region == Region::Synapse) {
        weight[index] = static_cast<double>(sign_extend(value >> 48, 16));
        tag[index] = static_cast<double>(sign_extend(value >> 32, 16));
    } else if (auto* values = reals(region)) {
        (*values)[index] = static_cast<double>(sign_extend(value, spec::region_info(region).bits));
    } else if (region == Region::Csr) {
        const auto number = static_cast<double>(sign_extend(value, 32));
        const std::uint32_t selected = csr(Csr::CounterSelect);
        if (is_modulator(index)) modulator[offset_of(index, Csr::Modulator0)] = number;
        if (is_pending(index)) pending[offset_of(index, Csr::Pending0)] = number;
        if (selected < spec::counter_count &&
            index == static_cast<std::uint32_t>(Csr::CounterLow)) {
            counter[selected] = (counter[selected] & ~0xffffffffULL) | (value & 0xffffffffULL);
        }
        if (selected < spec::counter_count &&
            index == static_cast<std::uint32_t>(Csr::CounterHigh)) {
            counter[selected] = (counter[selected] & 0xffffffffULL) | value << 32;
        }
    }
    if (region == Region::AxonState) active[index / (spec::limits::AxonStates * lanes)] = 1;
}

double Core::read_real(Region region, std::uint32_t index) const {
    if (const auto* values = reals(region)) return (*values)[index];
    if (region == Region::Csr && is_modulator(index)) {
        return modulator[offset_of(index, Csr::Modulator0)];
    }
    if (region == Region::Csr && is_pending(index)) return pending[offset_of(index, Csr::Pending0)];
    return static_cast<double>(read(region, index));
}

void Core::write_real(Region region, std::uint32_t index, double value) {
    if (auto* values = reals(region)) {
        (*values)[index] = value;
        if (region == Region::Constant) words(region)[index] = to_word(value, 16);
        if (region == Region::AxonState) active[index / (spec::limits::AxonStates * lanes)] = 1;
    } else if (region == Region::Csr && is_modulator(index)) {
        modulator[offset_of(index, Csr::Modulator0)] = value;
    } else if (region == Region::Csr && is_pending(index)) {
        pending[offset_of(index, Csr::Pending0)] = value;
    } else {
        write(region, index, static_cast<std::uint64_t>(std::llrint(value)));
    }
}

}  // namespace bouton::twin
