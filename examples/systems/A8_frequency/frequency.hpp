// SPDX-License-Identifier: Apache-2.0
// How weights drift between Poisson spikes.
#pragma once

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems::frequency {

// Mean change of all weights a second at this rate, over so many seconds; all start at 0.
double drift(Session& session, double rate, double seconds);

}  // namespace bouton::systems::frequency
