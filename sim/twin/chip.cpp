// SPDX-License-Identifier: Apache-2.0
// The twin seen from outside: loading, the host's reads and writes, forced spikes.
#include "sim/twin/chip.hpp"

#include <algorithm>
#include <string>

namespace bouton::twin {

AddressError::AddressError(std::uint32_t core, spec::Region region, std::uint64_t index)
    : std::runtime_error("no word " + std::to_string(index) + " in region " +
                         std::string(spec::to_string(region)) + " of core " + std::to_string(core)),
      core(core),
      region(region),
      index(index) {}

ConfigurationError::ConfigurationError(const std::string& configuration)
    : std::runtime_error("unknown configuration '" + configuration + "'") {}

NotForcedError::NotForcedError(std::uint32_t core, std::uint32_t neuron)
    : std::runtime_error("neuron " + std::to_string(neuron) + " of core " + std::to_string(core) +
                         " is not among the forced neurons") {}

namespace {

// The compiler's name for the trace of a neuron: trace1, trace2, ...
bool is_trace(std::string_view name) {
    constexpr std::string_view prefix = "trace";
    return name.starts_with(prefix) && name.size() > prefix.size() &&
           std::all_of(name.begin() + prefix.size(), name.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void Chip::load(const image::Image& image) {
    const auto* shape = spec::find_configuration(image.configuration);
    if (shape == nullptr) throw ConfigurationError(image.configuration);
    configuration_ = *shape;
    mesh_x_ = image.mesh_x;
    cores_.clear();
    for (std::size_t c = 0; c < image.cores.size(); ++c) {
        cores_.emplace_back(*shape, image.cores[c],
                            c < image.floats.size() ? &image.floats[c] : nullptr, effects_);
    }
    executor_.set_effects(effects_);
    for (const auto& population : image.populations)
        for (const auto& state : population.states)
            if (is_trace(state.name))
                for (const auto& [core, neuron] : population.neurons)
                    cores_[core].mark_trace(neuron, state.index);
}

const Core& Chip::at(std::uint32_t core, spec::Region region, std::uint64_t index) const {
    if (core >= cores_.size() || static_cast<std::size_t>(region) >= spec::region_count ||
        index >= cores_[core].words(region).size()) {
        throw AddressError(core, region, index);
    }
    return cores_[core];
}

Core& Chip::at(std::uint32_t core, spec::Region region, std::uint64_t index) {
    return const_cast<Core&>(static_cast<const Chip*>(this)->at(core, region, index));
}

std::uint64_t Chip::read(std::uint32_t core, spec::Region region, std::uint32_t index) const {
    return at(core, region, index).read(region, index);
}

void Chip::write(std::uint32_t core, spec::Region region, std::uint32_t index, std::uint64_t word) {
    at(core, region, index).write(region, index, word);
}

void Chip::read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                      std::span<std::uint64_t> words) const {
    if (words.empty()) return;
    const Core& source = at(core, region, std::uint64_t{first} + words.size() - 1);
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = source.read(region, first + static_cast<std::uint32_t>(i));
    }
}

double Chip::read_real(std::uint32_t core, spec::Region region, std::uint32_t index) const {
    return at(core, region, index).read_real(region, index);
}

void Chip::write_real(std::uint32_t core, spec::Region region, std::uint32_t index, double word) {
    at(core, region, index).write_real(region, index, word);
}

std::uint64_t Chip::counter(std::uint32_t core, spec::Counter counter) const {
    return at(core, spec::Region::Csr, 0).counter[static_cast<std::size_t>(counter)];
}

void Chip::set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value) {
    at(core, spec::Region::Csr, 0).counter[static_cast<std::size_t>(counter)] = value;
}

void Chip::force(std::uint32_t core, std::span<const std::uint32_t> neurons) {
    Core& target = at(core, spec::Region::Csr, 0);
    target.forced.assign(neurons.empty() ? 0 : target.neurons, {});
    for (std::uint32_t neuron : neurons) {
        at(core, spec::Region::NeuronId, neuron);
        target.forced[neuron].active = true;
    }
}

void Chip::set_forced(std::uint32_t core, std::span<const ForcedSpike> spikes) {
    Core& target = at(core, spec::Region::Csr, 0);
    for (const auto& spike : spikes) {
        at(core, spec::Region::NeuronId, spike.neuron);
        if (spike.neuron >= target.forced.size() || !target.forced[spike.neuron].active) {
            throw NotForcedError(core, spike.neuron);
        }
        target.forced[spike.neuron].fires = true;
        target.forced[spike.neuron].payload = spike.payload;
    }
}

void Chip::step(std::span<const spec::StreamWord> input, std::vector<spec::StreamWord>& output) {
    output.clear();
    for (Core& core : cores_) begin(core);
    for (Core& core : cores_) run_neurons(core);
    for (std::uint32_t c = 0; c < cores_.size(); ++c) transport(c, output);
    host(input);
    for (Core& core : cores_) {
        sort_events(core);
        deliver(core);
        if (core.control.learn) learn(core);
        run_axons(core);
        end(core);
    }
    std::sort(output.begin(), output.end(), [](const auto& a, const auto& b) {
        return a.core != b.core ? a.core < b.core : a.index < b.index;
    });
}

}  // namespace bouton::twin
