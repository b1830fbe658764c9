// SPDX-License-Identifier: Apache-2.0
// Which core every neuron is on, and why it had to be so. A core is named by its place in the mesh,
// `y * mesh_x + x`. Inputs have no core: their axon entries are on every core that hears them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bouton::compiler {

struct Mapping {
    std::uint32_t mesh_x = 1, mesh_y = 1;
    std::vector<std::vector<std::uint32_t>> core;  // by population (inputs: empty), element
    // The order of a population's neurons inside their core: 0, 1, ... over those it has there, the
    // n-th in lane n mod lanes of its groups. Empty: the order of elements.
    std::vector<std::vector<std::uint32_t>> slot;

    std::uint32_t cores() const { return mesh_x * mesh_y; }
};

}  // namespace bouton::compiler
