// SPDX-License-Identifier: Apache-2.0
// A real number in a message: six digits, as short as they go. Where a number is read back, see
// real_text in json.hpp.
#pragma once

#include <cstdio>
#include <string>

namespace bouton::image {

inline std::string short_text(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

}  // namespace bouton::image
