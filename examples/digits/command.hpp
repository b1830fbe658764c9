// SPDX-License-Identifier: Apache-2.0
// `bouton digits`: the main job as a command.
#pragma once

#include <span>
#include <string>

namespace bouton::digits {

// Arguments after the command's name; the exit status. Prints to standard output, progress to
// standard error.
int run_command(std::span<const std::string> arguments);

}  // namespace bouton::digits
