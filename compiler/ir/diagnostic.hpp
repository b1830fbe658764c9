// SPDX-License-Identifier: Apache-2.0
// What the compiler has to say about a network, as values: where, and what. SourceError carries one
// to the place that collects them (the loop over statements, or over elements of a pass), so that
// one run reports all it can find.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace bouton::compiler {

// Line and column count from 1; line 0: no place in the file. `origin` 0 is the file itself; n is a
// text that was put in, Diagnostics::origins[n - 1].
struct Position {
    std::uint32_t line = 0, column = 0, origin = 0;

    auto operator<=>(const Position&) const = default;
};

// A text with parameters, put in where it was named: an instance of a rule.
struct Origin {
    std::string name, file;  // of the text; the file it is in, empty: the one that names it
    Position at;             // where it was named
    std::map<Position, Position> arguments;  // places in the text: where what stands there is given
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

// Collects diagnostics of one file. What is wrong inside a text that was put in is reported where
// it was named (or its argument is), and says the place in the text.
struct Diagnostics {
    std::string file;
    std::vector<Diagnostic> list;
    std::vector<Origin> origins{};

    void add(Position at, Severity severity, std::string text);
    void error(Position at, std::string text) { add(at, Severity::Error, std::move(text)); }
    void warning(Position at, std::string text) { add(at, Severity::Warning, std::move(text)); }
    bool failed() const {
        for (const Diagnostic& one : list)
            if (one.severity == Severity::Error) return true;
        return false;
    }
    // Does it, and notes the SourceError that ends it. False if there is one.
    template <class Action>
    bool guarded(Action action) {
        try {
            action();
            return true;
        } catch (const SourceError& one) {
            error(one.at, one.what());
            return false;
        }
    }
};

}  // namespace bouton::compiler
