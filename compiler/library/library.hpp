// SPDX-License-Identifier: Apache-2.0
// What has a name without being defined in a network: texts in the network format, one file each,
// compiled in. Users read and copy the files.
#pragma once

#include <span>
#include <string_view>

namespace bouton::compiler {

struct LibraryFile {
    std::string_view name, path, text;  // path: from the root of the repository
};

std::span<const LibraryFile> rule_files();
std::span<const LibraryFile> model_files();
std::span<const LibraryFile> dynamics_files();
std::span<const LibraryFile> waveform_files();

}  // namespace bouton::compiler
