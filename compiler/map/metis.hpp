// SPDX-License-Identifier: Apache-2.0
// A first partition from METIS (Karypis and Kumar 1998), where its library was installed when this
// was built. It cuts a graph, not packets: a spike to three neurons of another part counts three
// times there, so what it finds is refined like every first partition. Without the library there is
// one candidate less; no result of a network depends on it.
#pragma once

#include "compiler/map/partition.hpp"

namespace bouton::compiler {

bool have_metis();

// Puts every neuron on one of about `parts` parts; false if not all found room. `partition` must be
// empty. The same seed gives the same parts.
bool cut_by_metis(Partition& partition, std::uint32_t parts, std::uint64_t seed);

}  // namespace bouton::compiler
