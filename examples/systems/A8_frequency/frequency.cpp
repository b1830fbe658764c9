// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A8_frequency/frequency.hpp"

#include <numeric>

namespace bouton::systems::frequency {

double drift(Session& session, double rate, double seconds) {
    session.reset(runtime::Reset::StateAndWeights);
    const auto steps = static_cast<std::uint64_t>(seconds / session.image().step_seconds);
    play_poisson(session, rate, steps, static_cast<std::uint64_t>(rate * 10));
    const auto weights = session.weights("learn");
    return std::accumulate(weights.begin(), weights.end(), 0.0) /
           static_cast<double>(weights.size()) / seconds;
}

}  // namespace bouton::systems::frequency
