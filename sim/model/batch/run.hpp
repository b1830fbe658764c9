// SPDX-License-Identifier: Apache-2.0
// A program over a batch, one instruction at a time: what `run` of execute.hpp is for one element.
#pragma once

#include "sim/model/batch/elements.hpp"
#include "sim/model/decode.hpp"

namespace bouton::model::batch {

// Runs on the elements of the batch whose `run` is 1. The caller has set size, run, key and
// positions (of synapses: link too). Afterwards `flags` and `payload` are set if `any_flag`.
void run(const Program& program, Elements& elements);

}  // namespace bouton::model::batch
