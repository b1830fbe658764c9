// SPDX-License-Identifier: Apache-2.0
// Text to tokens. Line breaks are spaces; # starts a comment. Anything that is no token is reported
// and skipped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/diagnostic.hpp"

namespace bouton::compiler {

struct Token {
    enum class Kind : std::uint8_t { Name, Number, Text, Symbol, End };
    Kind kind = Kind::End;
    std::string text;  // of Number too, as written
    double number = 0;
    Position at;
    bool starts_line = false;  // first token of its line
};

// The last token is End.
std::vector<Token> lex(std::string_view text, Diagnostics& diagnostics);

}  // namespace bouton::compiler
