// SPDX-License-Identifier: Apache-2.0
// Reads a text of the library that holds one definition, `KEYWORD NAME body`, named as the file is.
// Throws std::logic_error where the text is wrong: the library is tested.
#pragma once

#include <stdexcept>
#include <string_view>

#include "compiler/library/library.hpp"
#include "compiler/parse/parts.hpp"

namespace bouton::compiler {

// `body` parses what follows the name. Places are in the text number `origin`.
template <class Body>
auto read_library_file(const LibraryFile& file, std::uint32_t origin, std::string_view keyword,
                       Body body) {
    Diagnostics own{.file = std::string(file.path), .list = {}};
    std::vector<Token> tokens = lex(file.text, own);
    for (Token& token : tokens) token.at.origin = origin;
    Cursor cursor(std::move(tokens), {});
    try {
        if (!cursor.accept_name(keyword)) cursor.fail(keyword);
        const Token name = cursor.expect_name("a name");
        auto result = body(cursor, name.text, name.at);
        if (!cursor.at_end()) cursor.fail("the end of the file");
        if (name.text != file.name)
            throw SourceError(name.at, "a file is named after what it defines");
        return result;
    } catch (const SourceError& error) {
        own.error({error.at.line, error.at.column}, error.what());
        throw std::logic_error(to_string(own.list.front()));
    }
}

}  // namespace bouton::compiler
