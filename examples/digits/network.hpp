// SPDX-License-Identifier: Apache-2.0
// The digit network as the host sees it: where its inputs, neurons, weights and modulators are on
// the chip, on however many cores. Made from the image alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runtime/device/device.hpp"
#include "spec/image/image.hpp"

namespace bouton::digits {

constexpr std::uint32_t one_core = 250;  // neurons; with more the network is digits_mesh.net

// The network with another number of neurons and seed, compiled for `default` cores, as many as it
// takes.
image::Image compile_network(std::uint32_t neurons, std::uint64_t seed);
// As text, for the report.
std::string network_source(std::uint32_t neurons);

// A device of the runtime. Its model runs the cores of a mesh on one thread: a step is far too
// short to share, and whole runs are what digits does side by side.
runtime::Device make_device(const std::string& name);

struct Network {
    explicit Network(const image::Image& image);

    // Element of `cells` whose spike this is.
    std::uint32_t element_of(const spec::StreamWord& spike) const {
        return neuron_at[core_of(spike.core) * core_neurons + spike.index];
    }
    std::uint32_t inputs() const { return side * side; }
    std::uint32_t core_of(std::uint32_t number) const {
        return (number >> 6) * mesh_x + (number & 63U);
    }

    std::uint32_t mesh_x = 1, cores = 1;
    std::uint32_t neurons = 0, side = 0;               // side * side inputs
    std::vector<std::vector<spec::StreamWord>> pixel;  // the events that one spike of an input is
    std::vector<spec::StreamWord> clear;
    std::vector<spec::StreamWord> drift;  // one for each core
    std::int16_t drift_payload = 0;       // of 1.0
    std::uint32_t gate_register = 0;
    std::uint32_t gate_on = 0;  // its word for 1.0
    std::uint32_t core_neurons = 0;
    std::vector<std::uint32_t> neuron_at;    // element, by core and neuron index
    std::vector<image::Location> neuron;     // of each element
    std::vector<image::Location> weight;     // region Synapse: [neuron * inputs + input]
    std::vector<image::Location> threshold;  // region NeuronState, of each neuron
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
    for (const auto [core, index] : network.weight) {
        result.weight.push_back(
            (device.read_real(core, spec::Region::Synapse, index) + network.weight_offset) *
            network.weight_scale);
    }
    for (const auto [core, index] : network.threshold) {
        result.threshold.push_back(
            (device.read_real(core, spec::Region::NeuronState, index) + network.threshold_offset) *
            network.threshold_scale);
    }
    return result;
}

void write_parameters(const Network& network, runtime::DeviceInterface& device,
                      const Parameters& parameters);

}  // namespace bouton::digits
