// SPDX-License-Identifier: Apache-2.0
// TRANSPORT: the step's spikes along their fan-out lists, then the host's stream (section 5 of
// docs/machine.md).
//
// Cores of a mesh take each other's events here too, in the order of cores; what goes through the
// mesh is told to its timer.
#pragma once

#include <span>
#include <vector>

#include "sim/model/core.hpp"
#include "sim/model/mesh_timer.hpp"

namespace bouton::model {

struct MeshView {
    std::span<Core> cores;  // row by row
    std::uint32_t width = 1;
    MeshTimer& timer;
};

// Appends what leaves the chip to `output`: by core, then by neuron. `input` has no END; it is
// counted all the same.
void transport(const MeshView& mesh, std::span<const spec::StreamWord> input,
               std::vector<spec::StreamWord>& output);

}  // namespace bouton::model
