// SPDX-License-Identifier: Apache-2.0
// A connector's pairs, with weights, delays and tags drawn.
#pragma once

#include <string>
#include <vector>

#include "compiler/ir/network.hpp"

namespace bouton::compiler {

struct ConnectContext {
    const Population& pre;
    const Population& post;
    std::uint32_t salt = 0;  // number of the projection
    std::uint64_t seed = 1;
    double step_ms = 1;
    std::uint64_t most = 0;  // synapses the chip has at most
    std::uint32_t longest_delay = 63;
    std::string why_no_longer;  // said with it
    std::string directory;
};

struct Connected {
    std::vector<Synapse> synapses;
    std::vector<double> tags;  // as Projection::tags
};

// In the connector's order: by pre, then post. Ordinals are given later. Throws SourceError.
Connected connect(const ProjectionSource& projection, const ConnectContext& context);

// Lines `pre,post[,weight[,delay in ms]]`.
std::vector<ListedSynapse> read_synapse_file(const std::string& path, Position at);

}  // namespace bouton::compiler
