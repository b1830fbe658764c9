// SPDX-License-Identifier: Apache-2.0
// Counts what a mapping asks of each core, straight from the network: sets and maps, nothing of
// what the mapper keeps.
#pragma once

#include <map>
#include <string>

#include "tests/compiler/map/networks.hpp"

namespace bouton::test {

struct CoreCount {
    std::uint64_t neurons = 0, groups = 0, axons = 0, words = 0, longest_row = 0, fanout = 0;
    std::uint64_t descriptors = 0, instructions = 0;  // instructions: equal programs once
};

// `slots`: false: each row takes as many words as if its synapses were spread at will.
std::map<std::uint32_t, CoreCount> count(const Sample& sample, const compiler::Mapping& mapping,
                                         std::uint32_t lanes, bool slots = true);

// "" or what is wrong.
std::string illegal(const Sample& sample, const compiler::Mapping& mapping,
                    const spec::Configuration& configuration);

// Rate 1 for all: input axons on cores, and cores other than its own that hear a neuron's axon.
double count_packets(const Sample& sample, const compiler::Mapping& mapping);

}  // namespace bouton::test
