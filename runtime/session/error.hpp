// SPDX-License-Identifier: Apache-2.0
// What a caller asked of a session that it cannot do: where, what was found, what it expected.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace bouton::runtime {

struct SessionError : std::runtime_error {
    SessionError(std::string place_, std::string found_, std::string expected_)
        : std::runtime_error(place_ + ": found " + found_ + ", expected " + expected_),
          place(std::move(place_)),
          found(std::move(found_)),
          expected(std::move(expected_)) {}

    std::string place, found, expected;
};

}  // namespace bouton::runtime
