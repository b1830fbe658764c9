// SPDX-License-Identifier: Apache-2.0
// One thing that is wrong with an image.
#pragma once

#include <string>

namespace bouton::image {

struct Problem {
    std::string place, found, expected;

    bool operator==(const Problem&) const = default;
};

}  // namespace bouton::image
