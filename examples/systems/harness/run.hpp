// SPDX-License-Identifier: Apache-2.0
// Runs a row: what it throws becomes its result's error.
#pragma once

#include "examples/systems/harness/bench.hpp"
#include "examples/systems/harness/row.hpp"

namespace bouton::systems {

Result run(const Row& row, const Settings& settings);

}  // namespace bouton::systems
