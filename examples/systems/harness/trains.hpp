// SPDX-License-Identifier: Apache-2.0
// Spike trains on both sides of a synapse, for networks with the inputs `pre` and `teacher`, whose
// cell k spikes a step after teacher k.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

struct Train {
    std::vector<std::uint64_t> pre, post;  // steps
};

// `count` pairs, a `period` apart; post comes `distance` after pre.
Train paired(int period, int distance, int count);
// Train k goes to element k; what is later than `steps` is left out.
void play_trains(Session& session, const std::vector<Train>& trains, std::uint64_t steps);
// All three tiers with these trains, T0 with their beginning: what the chip has learned in the
// projection `learn`.
std::vector<double> learn_trains(Bench& bench, const image::Image& image,
                                 const std::vector<Train>& trains, std::uint64_t steps);

}  // namespace bouton::systems
