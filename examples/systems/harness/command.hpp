// SPDX-License-Identifier: Apache-2.0
// `bouton system`: runs systems and says whether their numbers are what they should be.
#pragma once

#include <span>
#include <string>

namespace bouton::systems {

// Arguments after the command's name; the exit status.
int run_command(std::span<const std::string> arguments);

}  // namespace bouton::systems
