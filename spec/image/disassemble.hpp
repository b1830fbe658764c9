// SPDX-License-Identifier: Apache-2.0
// Instructions as the assembly of docs/network-format.md section 7. What it writes for a legal
// instruction, the compiler's assembler reads back; constants show as K<n>, or as k(word) when the
// bank is given.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::image {

std::string disassemble(const spec::Instruction& instruction, spec::Trigger trigger,
                        std::span<const std::uint64_t> bank = {});

// One line an instruction, from pc to `end` (or the end of the memory). `memory` is region Program.
std::vector<std::string> disassemble_program(std::span<const std::uint64_t> memory,
                                             std::uint32_t pc, spec::Trigger trigger,
                                             std::span<const std::uint64_t> bank = {});

}  // namespace bouton::image
