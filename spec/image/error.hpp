// SPDX-License-Identifier: Apache-2.0
// What is wrong with a file or a value that came from outside: one struct for images, checkpoints
// and spike files.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace bouton::image {

struct ImageError : std::runtime_error {
    ImageError(std::string file_, std::string place_, std::string found_, std::string expected_)
        : std::runtime_error((file_.empty() ? std::string() : file_ + ": ") + place_ + ": found " +
                             found_ + ", expected " + expected_),
          file(std::move(file_)),
          place(std::move(place_)),
          found(std::move(found_)),
          expected(std::move(expected_)) {}

    std::string file, place, found, expected;
};

}  // namespace bouton::image
