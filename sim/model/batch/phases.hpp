// SPDX-License-Identifier: Apache-2.0
// The phases of a step over batches: the same names and the same meaning as ../phases.hpp, for a
// core no word of which is poisoned.
#pragma once

#include "sim/model/core.hpp"

namespace bouton::model::batch {

// Whether the batches can run this core's next step: parity is good, every row lies inside the
// synapse memory, and there is a memory: a blank core has nothing that could be fast.
bool can_run(Core& core);

void run_core_program(Core& core);
void run_neurons(Core& core);
void deliver(Core& core);
void learn_pre(Core& core);
void learn_post(Core& core);
void learn_sweep(Core& core);
void learn_reward(Core& core);
void run_axons(Core& core);

}  // namespace bouton::model::batch
