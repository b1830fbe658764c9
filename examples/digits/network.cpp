// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/network.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "compiler/compile.hpp"
#include "network_text.hpp"

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

std::uint16_t axon_of(const image::Population& input, std::uint32_t element) {
    return static_cast<std::uint16_t>(input.axons.at(element).at(0).index);
}

}  // namespace

std::string network_source() {
    return network_text;
}

image::Image compile_network(std::uint32_t neurons, std::uint64_t seed) {
    compiler::CompileOptions options;
    options.definitions["N"] = neurons;
    options.seed = seed;
    auto result = compiler::compile_text(network_text, "digits.net", options);
    if (!result.ok()) {
        std::string text = "the digit network cannot be compiled";
        for (const auto& diagnostic : result.diagnostics) text += "\n" + to_string(diagnostic);
        throw std::runtime_error(text);
    }
    return std::move(*result.image);
}

Network::Network(const image::Image& image) {
    const auto lanes = spec::find_configuration(image.configuration)->lanes;
    const auto& cells = named(image.populations, "cells");
    const auto& pixels = named(image.populations, "pixels");
    neurons = cells.size;
    for (std::uint32_t i = 0; i < pixels.size; ++i) pixel_axon.push_back(axon_of(pixels, i));
    clear_axon = axon_of(named(image.populations, "clear"), 0);

    const auto& drift = named(image.modulators, "drift");
    drift_channel = static_cast<std::uint16_t>(drift.channel);
    drift_payload = static_cast<std::int16_t>(std::lround(1 / drift.input_scale));
    const auto& gate = named(image.modulators, "gate");
    gate_register = static_cast<std::uint32_t>(Csr::Modulator0) + gate.channel;
    gate_on = static_cast<std::uint32_t>(std::llround(1 / gate.scale));

    const auto& threshold = named(cells.states, "theta");
    threshold_scale = threshold.scale;
    threshold_offset = threshold.offset;
    neuron_at.assign(spec::find_configuration(image.configuration)->neurons, -1);
    for (std::uint32_t n = 0; n < neurons; ++n) {
        const std::uint32_t index = cells.neurons.at(n).index;
        neuron_at.at(index) = static_cast<std::int32_t>(n);
        neuron_index.push_back(index);
        threshold_index.push_back((index / lanes * spec::limits::States + threshold.index) * lanes +
                                  index % lanes);
    }
    const auto& input = named(image.projections, "input");
    weight_scale = input.weight.scale;
    weight_offset = input.weight.offset;
    weight_index.assign(static_cast<std::size_t>(neurons) * pixels.size, 0);
    for (const auto& synapse : input.synapses) {
        weight_index.at(synapse.post * pixels.size + synapse.pre) =
            synapse.address * lanes + synapse.lane;
    }
}

void write_parameters(const Network& network, runtime::DeviceInterface& device,
                      const Parameters& parameters) {
    for (std::size_t i = 0; i < parameters.weight.size(); ++i) {
        device.write_real(0, spec::Region::Synapse, network.weight_index[i],
                          parameters.weight[i] / network.weight_scale - network.weight_offset);
    }
    for (std::size_t i = 0; i < parameters.threshold.size(); ++i) {
        device.write_real(
            0, spec::Region::NeuronState, network.threshold_index[i],
            parameters.threshold[i] / network.threshold_scale - network.threshold_offset);
    }
}

}  // namespace bouton::digits
