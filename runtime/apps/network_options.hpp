// SPDX-License-Identifier: Apache-2.0
// What the commands that read a network have in common: which network, for which chip, mapped how.
#pragma once

#include "compiler/compile.hpp"
#include "runtime/apps/command.hpp"
#include "runtime/apps/files.hpp"

namespace bouton::apps {

struct NetworkFile {
    std::string path, text;
    compiler::CompileOptions how;
};

void add_network_options(Options& options);
// The network, and the files that options name.
std::vector<NamedFile> network_inputs(const Options& options);
// Reads the network, and the files that options name. Throws UsageError and ImageError.
NetworkFile network_file(const Options& options);

// To standard error, a line each.
void print_diagnostics(const std::vector<compiler::Diagnostic>& diagnostics);
boost::json::array diagnostics_json(const std::vector<compiler::Diagnostic>& diagnostics);

}  // namespace bouton::apps
