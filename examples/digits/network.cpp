// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/network.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "compiler/compile.hpp"
#include "network_text.hpp"
#include "runtime/device/devices.hpp"

namespace bouton::digits {

using spec::Csr;

namespace {

template <class T>
const T& named(const std::vector<T>& all, const std::string& name) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const T& x) { return x.name == name; });
    if (found == all.end()) throw std::runtime_error("the digit network has no '" + name + "'");
    return *found;
}

constexpr std::uint32_t no_element = ~0U;

spec::StreamWord word(spec::StreamKind kind, std::uint32_t core, std::uint32_t mesh_x,
                      std::uint32_t index) {
    return {.kind = static_cast<std::uint8_t>(kind),
            .core = static_cast<std::uint16_t>(core / mesh_x << 6 | core % mesh_x),
            .index = static_cast<std::uint16_t>(index),
            .payload = static_cast<std::int16_t>(spec::limits::UnitPayload)};
}

}  // namespace

std::string network_source(std::uint32_t neurons) {
    return neurons <= one_core ? network_text : mesh_network_text;
}

image::Image compile_network(std::uint32_t neurons, std::uint64_t seed) {
    compiler::CompileOptions options;
    options.definitions["N"] = neurons;
    options.seed = seed;
    auto result = compiler::compile_text(network_source(neurons), "digits.net", options);
    if (!result.ok()) {
        std::string text = "the digit network cannot be compiled";
        for (const auto& diagnostic : result.diagnostics) text += "\n" + to_string(diagnostic);
        throw std::runtime_error(text);
    }
    return std::move(*result.image);
}

runtime::Device make_device(const std::string& name) {
    auto device = runtime::make_device(name);
    runtime::set_threads(*device, 1);
    return device;
}

Network::Network(const image::Image& image)
    : mesh_x(image.mesh_x), cores(static_cast<std::uint32_t>(image.cores.size())) {
    const auto& configuration = *spec::find_configuration(image.configuration);
    const auto lanes = configuration.lanes;
    const auto& cells = named(image.populations, "cells");
    const auto& pixels = named(image.populations, "pixels");
    const auto events = [&](const image::Population& input, std::uint32_t element) {
        std::vector<spec::StreamWord> words;
        for (const auto [core, axon] : input.axons.at(element))
            words.push_back(word(spec::StreamKind::Spike, core, mesh_x, axon));
        return words;
    };
    neurons = cells.size;
    side = static_cast<std::uint32_t>(std::lround(std::sqrt(pixels.size)));
    for (std::uint32_t i = 0; i < pixels.size; ++i) pixel.push_back(events(pixels, i));
    clear = events(named(image.populations, "clear"), 0);

    const auto& drift_channel = named(image.modulators, "drift");
    for (std::uint32_t core = 0; core < cores; ++core)
        drift.push_back(word(spec::StreamKind::Modulate, core, mesh_x, drift_channel.channel));
    drift_payload = static_cast<std::int16_t>(std::lround(1 / drift_channel.input_scale));
    const auto& gate = named(image.modulators, "gate");
    gate_register = static_cast<std::uint32_t>(Csr::Modulator0) + gate.channel;
    gate_on = static_cast<std::uint32_t>(std::llround(1 / gate.scale));

    const auto& theta = named(cells.states, "theta");
    threshold_scale = theta.scale;
    threshold_offset = theta.offset;
    core_neurons = configuration.neurons;
    neuron = cells.neurons;
    neuron_at.assign(std::size_t{cores} * core_neurons, no_element);
    for (std::uint32_t n = 0; n < neurons; ++n) {
        const auto [core, index] = neuron.at(n);
        neuron_at.at(std::size_t{core} * core_neurons + index) = n;
        threshold.push_back(
            {core, (index / lanes * spec::limits::States + theta.index) * lanes + index % lanes});
    }
    const auto& input = named(image.projections, "input");
    weight_scale = input.weight.scale;
    weight_offset = input.weight.offset;
    weight.assign(static_cast<std::size_t>(neurons) * pixels.size, {});
    for (const auto& synapse : input.synapses) {
        weight.at(std::size_t{synapse.post} * pixels.size + synapse.pre) = {
            synapse.core, synapse.address * lanes + synapse.lane};
    }
}

void write_parameters(const Network& network, runtime::DeviceInterface& device,
                      const Parameters& parameters) {
    for (std::size_t i = 0; i < parameters.weight.size(); ++i) {
        const auto [core, index] = network.weight[i];
        device.write_real(core, spec::Region::Synapse, index,
                          parameters.weight[i] / network.weight_scale - network.weight_offset);
    }
    for (std::size_t i = 0; i < parameters.threshold.size(); ++i) {
        const auto [core, index] = network.threshold[i];
        device.write_real(
            core, spec::Region::NeuronState, index,
            parameters.threshold[i] / network.threshold_scale - network.threshold_offset);
    }
}

}  // namespace bouton::digits
