// SPDX-License-Identifier: Apache-2.0
// The host port of one core (docs/machine.md section 7): reads and writes between steps, with their
// side effects. Words are whole entries: the two halves of a synapse word are one. What the port
// answers with SLVERR is an AccessError.
#pragma once

#include <cstdint>

#include "sim/model/core.hpp"

namespace bouton::model {

// A core as it is after reset.
Core make_core(const spec::Configuration& configuration, std::uint32_t number,
               std::uint16_t address);

std::uint64_t host_read(const Core& core, spec::Region region, std::uint32_t index);
void host_write(Core& core, spec::Region region, std::uint32_t index, std::uint64_t word);

}  // namespace bouton::model
