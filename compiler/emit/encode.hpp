// SPDX-License-Identifier: Apache-2.0
// Programs and their constants to the words of the program and constant memories. Equal programs
// are stored once; descriptors share banks of constants where they fit.
#pragma once

#include <vector>

#include "compiler/ir/layout.hpp"

namespace bouton::compiler {

struct Encoded {
    std::vector<std::uint64_t> program;
    std::vector<double> constants;  // as the twin sees them; the chip's are rounded
    std::vector<spec::Descriptor> descriptors;
    std::vector<image::ProgramNote> notes;
};

// One for each core, of the descriptors it has.
std::vector<Encoded> encode(const Layout& layout, Diagnostics& diagnostics);

}  // namespace bouton::compiler
