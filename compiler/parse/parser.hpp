// SPDX-License-Identifier: Apache-2.0
// The text front end: a network file to its statements. Syntax errors are collected; after one,
// parsing goes on with the next statement. Names are resolved later, in passes/.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "compiler/ir/source.hpp"

namespace bouton::compiler {

// `defined` replaces `let` constants of the same name.
Source parse(std::string_view text, const std::map<std::string, double>& defined,
             Diagnostics& diagnostics);

// The models that populations name and the file does not define, from compiler/library/models.
void add_library_models(Source& source, Diagnostics& diagnostics);

// The dynamics that projections name and the file does not define, from compiler/library/dynamics.
void add_library_dynamics(Source& source, Diagnostics& diagnostics);

// Gives stimuli the waveforms that they name: the file's, or those of compiler/library/stimuli.
void find_waveforms(Source& source, Diagnostics& diagnostics);

}  // namespace bouton::compiler
