// SPDX-License-Identifier: Apache-2.0
// The phases of a step within one core, one function each, one element at a time: section 5 of
// docs/machine.md as it reads. TRANSPORT is transport.hpp; the same phases over many elements at
// once are batch/phases.hpp.
#pragma once

#include "sim/model/core.hpp"

namespace bouton::model {

void begin_step(Core& core);
void run_core_program(Core& core);
void run_neurons(Core& core);
void list_rows(Core& core);  // of the step's events; their axons' flags go up
void deliver(Core& core);
void learn_pre(Core& core);
void learn_post(Core& core);
void learn_sweep(Core& core);
void learn_reward(Core& core);
void run_axons(Core& core);
void end_step(Core& core);

}  // namespace bouton::model
