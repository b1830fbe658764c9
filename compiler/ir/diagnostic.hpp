// SPDX-License-Identifier: Apache-2.0
// What the compiler has to say about a network, as values: where, and what. SourceError carries one
// to the place that collects them (the loop over statements, or over elements of a pass), so that
// one run reports all it can find.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace bouton::compiler {

// Both count from 1; line 0: no place in the file.
struct Position {
    std::uint32_t line = 0, column = 0;

    bool operator==(const Position&) const = default;
};

enum class Severity : std::uint8_t { Error, Warning };

struct Diagnostic {
    std::string file;
    Position at;
    Severity severity = Severity::Error;
    std::string text;

    bool operator==(const Diagnostic&) const = default;
};

// "file:line:column: error: text"
std::string to_string(const Diagnostic& diagnostic);

struct SourceError : std::runtime_error {
    SourceError(Position position, const std::string& text)
        : std::runtime_error(text), at(position) {}
    Position at;
};

// Collects diagnostics of one file.
struct Diagnostics {
    std::string file;
    std::vector<Diagnostic> list;

    void error(Position at, std::string text) {
        list.push_back(
            {.file = file, .at = at, .severity = Severity::Error, .text = std::move(text)});
    }
    void warning(Position at, std::string text) {
        list.push_back(
            {.file = file, .at = at, .severity = Severity::Warning, .text = std::move(text)});
    }
    bool failed() const {
        for (const Diagnostic& one : list)
            if (one.severity == Severity::Error) return true;
        return false;
    }
};

}  // namespace bouton::compiler
