// SPDX-License-Identifier: Apache-2.0
#include "compiler/ir/diagnostic.hpp"

#include <algorithm>

namespace bouton::compiler {
namespace {

std::string place(const std::string& file, Position at) {
    return file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
    return (diagnostic.at.line > 0 ? place(diagnostic.file, diagnostic.at) : diagnostic.file) +
           (diagnostic.severity == Severity::Error ? ": error: " : ": warning: ") + diagnostic.text;
}

void Diagnostics::add(Position at, Severity severity, std::string text) {
    if (at.origin > 0) {
        const Origin& origin = origins.at(at.origin - 1);
        text += " (in " + origin.name + ", " + place(origin.file.empty() ? file : origin.file, at) +
                ")";
        const auto argument = origin.arguments.find(at);
        at = argument != origin.arguments.end() ? argument->second : origin.at;
    }
    Diagnostic one{.file = file, .at = at, .severity = severity, .text = std::move(text)};
    // A rule is warned of once, on however many projections it is.
    if (severity == Severity::Warning && std::find(list.begin(), list.end(), one) != list.end())
        return;
    list.push_back(std::move(one));
}

}  // namespace bouton::compiler
