// SPDX-License-Identifier: Apache-2.0
// Random images for a mesh: a random image for each core (random_image.hpp), whose fan-out lists
// reach into the others.
//
// Contract: a pure function of seed, configuration and mesh. An axon that another core sends to has
// no other source, and the host names none that a fan-out list does: which of two events comes
// first is nobody's promise on a mesh.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/cosim/random_image.hpp"
#include "tests/cosim/random_input.hpp"

namespace bouton::cosim {

struct RandomMesh {
    std::vector<RandomImage> cores;  // windows, inputs and writes of each
    image::Image image;              // of all
    std::uint64_t first_step = 0;
    std::uint32_t remote_entries = 0;  // of the fan-out lists, to other cores
};

RandomMesh random_mesh(std::uint64_t seed, const spec::Configuration& configuration,
                       std::uint16_t mesh_x, std::uint16_t mesh_y);

// Words for all cores, some for none.
std::vector<spec::StreamWord> random_input(const RandomMesh& mesh, std::uint64_t step);

}  // namespace bouton::cosim
