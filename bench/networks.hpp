// SPDX-License-Identifier: Apache-2.0
// The two networks that speed is measured on, as images written word by word (no compiler), with
// the input of a step.
//
// dense: 256 axons on 256 neurons, every pair a synapse with pair STDP (PRE and POST one
// instruction each, stochastic rounding); a fifth of the axons fire and a fifth of the neurons
// raise POST in every step. digits: 250 neurons with 11 instructions and one that inhibits, 100
// axons of 256 synapses whose weights only POST changes (2 instructions), traces of 3
// instructions; 2.3 axons fire in a step, one neuron raises POST in about 100 steps.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::bench {

struct Network {
    std::string_view name;
    image::Image image;
    std::uint32_t axons = 0;       // that the host spikes
    double events_per_step = 0.0;  // of these
};

Network dense_network();
Network digits_network();

// The host's words for steps first, first + 1, ...: a function of its arguments alone.
std::vector<std::vector<spec::StreamWord>> random_input(const Network& network, std::uint64_t first,
                                                        std::uint32_t steps);

}  // namespace bouton::bench
