// SPDX-License-Identifier: Apache-2.0
// A line of a text file as fields between commas. A comment from '#' on, blanks around fields, and
// the '\r' of other systems' line ends are no part of them.
#pragma once

#include <string_view>
#include <vector>

namespace bouton::runtime {

inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

inline std::string_view without_comment(std::string_view line) {
    return trimmed(line.substr(0, line.find('#')));
}

// Of a line without its comment, at most `most` and one for all that follows.
inline void split_fields(std::string_view line, std::size_t most,
                         std::vector<std::string_view>& fields) {
    fields.clear();
    for (;;) {
        const std::size_t comma = fields.size() == most ? line.npos : line.find(',');
        fields.push_back(trimmed(line.substr(0, comma)));
        if (comma == line.npos) return;
        line.remove_prefix(comma + 1);
    }
}

}  // namespace bouton::runtime
