// SPDX-License-Identifier: Apache-2.0
// Networks that have to be refused: `@` in the text marks where the error has to be.
#pragma once

#include <string>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {

struct Refused {
    std::string text, message;
};

// Removes the marker; returns its place.
inline compiler::Position unmark(std::string& text) {
    compiler::Position at{.line = 1, .column = 1};
    const std::size_t marker = text.find('@');
    REQUIRE(marker != std::string::npos);
    for (std::size_t i = 0; i < marker; ++i) {
        at.column = text[i] == '\n' ? 1 : at.column + 1;
        if (text[i] == '\n') ++at.line;
    }
    text.erase(marker, 1);
    return at;
}

inline void refused(const Refused& one) {
    std::string text = one.text;
    const compiler::Position at = unmark(text);
    const auto result = compile(text);
    CAPTURE(text, one.message, at.line, at.column);
    CHECK_FALSE(result.ok());
    bool found = false;
    for (const auto& diagnostic : result.diagnostics) {
        UNSCOPED_INFO(to_string(diagnostic));
        found |= diagnostic.at == at && diagnostic.text.find(one.message) != std::string::npos;
    }
    CHECK(found);
}

}  // namespace bouton::test
