// SPDX-License-Identifier: Apache-2.0
// What the network is shown, as the two files that `bouton compare` takes: its input (learning
// images, then images that give labels, then tests), and the windows of the latter two. Inputs,
// order and drift are those of the job, but the encoder is not begun anew for the evaluation.
#pragma once

#include <iosfwd>

#include "examples/digits/job.hpp"

namespace bouton::digits {

// Returns the number of steps.
std::uint64_t write_task(const Options& options, const Data& data, std::ostream& input,
                         std::ostream& labels);

}  // namespace bouton::digits
