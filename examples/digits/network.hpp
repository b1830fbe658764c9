// SPDX-License-Identifier: Apache-2.0
// The digit network as the host sees it: where its inputs, neurons, weights and modulators are on
// the chip. Made from the image alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/device/device.hpp"
#include "spec/image/image.hpp"

namespace bouton::digits {

// digits.net with another number of neurons and seed, compiled for one `default` core.
image::Image compile_network(std::uint32_t neurons, std::uint64_t seed);
// As text, for the report.
std::string network_source();

struct Network {
    explicit Network(const image::Image& image);

    std::uint32_t neurons = 0;
    std::vector<std::uint16_t> pixel_axon;  // of each input
    std::uint16_t clear_axon = 0;
    std::uint16_t drift_channel = 0;
    std::int16_t drift_payload = 0;  // of 1.0
    std::uint32_t gate_register = 0;
    std::uint32_t gate_on = 0;                   // its word for 1.0
    std::vector<std::int32_t> neuron_at;         // element on a neuron index, -1: none
    std::vector<std::uint32_t> neuron_index;     // of each element
    std::vector<std::uint32_t> weight_index;     // region Synapse: [neuron * inputs + input]
    std::vector<std::uint32_t> threshold_index;  // region NeuronState, of each neuron
    double weight_scale = 1, threshold_scale = 1;
    double weight_offset = 0, threshold_offset = 0;
};

// What the network has learned, in the network's units.
struct Parameters {
    std::vector<double> weight;     // [neuron * inputs + input]
    std::vector<double> threshold;  // of each neuron

    bool operator==(const Parameters&) const = default;
};

template <class Device>
Parameters read_parameters(const Network& network, const Device& device) {
    Parameters result;
    for (std::uint32_t index : network.weight_index) {
        result.weight.push_back(
            (device.read_real(0, spec::Region::Synapse, index) + network.weight_offset) *
            network.weight_scale);
    }
    for (std::uint32_t index : network.threshold_index) {
        result.threshold.push_back(
            (device.read_real(0, spec::Region::NeuronState, index) + network.threshold_offset) *
            network.threshold_scale);
    }
    return result;
}

void write_parameters(const Network& network, runtime::DeviceInterface& device,
                      const Parameters& parameters);

}  // namespace bouton::digits
