// SPDX-License-Identifier: Apache-2.0
// The lines of a definition in braces, as written, in a network's text or a file of the library.
#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/diagnostic.hpp"

namespace bouton::compiler {

// `at`: a place on the definition's first line. Empty if there is none.
std::string definition(Position at, std::string_view network, const Diagnostics& diagnostics);

}  // namespace bouton::compiler
