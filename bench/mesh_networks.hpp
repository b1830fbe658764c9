// SPDX-License-Identifier: Apache-2.0
// Networks of different shape on meshes of `default` cores, as images written word by word:
// neurons spike by lot, so that traffic is what the shape says and nothing else.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::bench {

struct MeshNetwork {
    std::string_view name;
    image::Image image;
    std::uint32_t steps = 0;       // that show its usual activity
    std::uint32_t host_axons = 0;  // of each core, from 0, that the host spikes
    double host_events = 0.0;      // of these in a step, on each core
};

std::vector<MeshNetwork> mesh_networks();

// The host's words for a step: a function of its arguments alone.
std::vector<spec::StreamWord> host_input(const MeshNetwork& network, std::uint32_t step);

}  // namespace bouton::bench
