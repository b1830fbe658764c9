// SPDX-License-Identifier: Apache-2.0
// What is written into a core's regions from that core's layout alone: axon entries and rows,
// programs, registers, and, once its synapses are there, their chains.
#pragma once

#include <algorithm>

#include "compiler/emit/encode.hpp"
#include "compiler/ir/layout.hpp"
#include "compiler/ir/network.hpp"

namespace bouton::compiler {

inline std::vector<std::uint64_t>& region(image::Core& core, spec::Region which) {
    return core.region[static_cast<std::size_t>(which)];
}

inline void resize(image::Core& core, spec::Region which, std::size_t size) {
    region(core, which).resize(size, spec::region_info(which).empty);
}

// The number a descriptor has on a core.
inline std::uint8_t local(const CoreLayout& core, std::uint32_t descriptor) {
    return static_cast<std::uint8_t>(
        std::lower_bound(core.descriptors.begin(), core.descriptors.end(), descriptor) -
        core.descriptors.begin());
}

// The word of a state, for the chip and for the twin.
void put_state(std::vector<std::uint64_t>& words, std::vector<double>& exact, std::size_t index,
               const StateVariable& variable, std::uint32_t element);

struct CoreTask {
    const Network& network;
    const Plan& plan;
    const Layout& layout;
    const CoreLayout& here;
    const Encoded& encoded;
    std::uint32_t lanes;
    image::Core& core;
    image::FloatCore& floats;
};

void put_axons(const CoreTask& task);
void put_programs(const CoreTask& task);
void put_registers(const CoreTask& task);
void put_chains(const CoreTask& task);

}  // namespace bouton::compiler
