// SPDX-License-Identifier: Apache-2.0
// Programs and their constants to the words of the program and constant memories. Equal programs
// are stored once; descriptors share banks of constants where they fit.
#pragma once

#include <vector>

#include "compiler/ir/plan.hpp"

namespace bouton::compiler {

struct Encoded {
    std::vector<std::uint64_t> program;
    std::vector<double> constants;  // as the twin sees them; the chip's are rounded
    std::vector<spec::Descriptor> descriptors;
    std::vector<image::ProgramNote> notes;
    std::size_t banks = 0;
};

Encoded encode(const std::vector<DescriptorPlan>& descriptors, Diagnostics& diagnostics);

}  // namespace bouton::compiler
