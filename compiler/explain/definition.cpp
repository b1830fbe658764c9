// SPDX-License-Identifier: Apache-2.0
#include "compiler/explain/definition.hpp"

#include "compiler/library/library.hpp"

namespace bouton::compiler {
namespace {

std::string_view library_text(std::string_view path) {
    for (const auto files : {rule_files(), model_files(), dynamics_files(), waveform_files()})
        for (const LibraryFile& one : files)
            if (one.path == path) return one.text;
    return {};
}

}  // namespace

std::string definition(Position at, std::string_view network, const Diagnostics& diagnostics) {
    if (at.line == 0) return "";
    const std::string_view text =
        at.origin == 0 ? network : library_text(diagnostics.origins[at.origin - 1].file);
    std::size_t first = 0;
    for (std::uint32_t line = 1; line < at.line && first < text.size(); ++line)
        first = std::min(text.find('\n', first), text.size() - 1) + 1;
    int depth = 0;
    bool comment = false;
    for (std::size_t i = first; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') comment = false;
        if (c == '#') comment = true;
        if (comment) continue;
        if (c == '{') ++depth;
        if (c == '}' && --depth == 0) return std::string(text.substr(first, i + 1 - first)) + '\n';
    }
    return "";
}

}  // namespace bouton::compiler
