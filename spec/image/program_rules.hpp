// SPDX-License-Identifier: Apache-2.0
// The static rules of docs/machine.md section 3.1 on one program: what a chip may rely on. Rule 8's
// receptors, which need the rows, are in validate.hpp; what they need from the program is in the
// result.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/problem.hpp"

namespace bouton::image {

struct ProgramContext {
    spec::Trigger trigger = spec::Trigger::Neuron;
    bool four_receptors = false;
    bool wide = false;  // of a row of stride 2
};

struct ProgramCheck {
    std::uint32_t length = 0;     // instructions, up to and with `end`
    std::uint32_t receptors = 0;  // NEURON: bit i: it reads D(i)
    bool delivers = false;        // DELIVER: it adds to its dendrite
    std::vector<Problem> problems;
    std::vector<std::uint32_t> at;  // the instruction of each problem
};

// `memory` is region Program (shorter is padded with the empty word).
ProgramCheck check_program(std::span<const std::uint64_t> memory, std::uint32_t pc,
                           const ProgramContext& context, const std::string& place);

}  // namespace bouton::image
