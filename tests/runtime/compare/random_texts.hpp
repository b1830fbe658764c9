// SPDX-License-Identifier: Apache-2.0
// Random texts of one kind: each is compiled and asked what it does otherwise than it says. Texts
// that the compiler refuses are passed over; most are not. Of those that differ the shortest is
// shown. The seed of the first is random and printed; BOUTON_SEED in the environment sets it,
// BOUTON_TIMES multiplies the number of texts.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>

#include "spec/image/image.hpp"

namespace bouton::tests {

struct RandomText {
    std::string text;
    // Of its image: what differs, and where.
    std::function<std::optional<std::string>(image::Image, std::mt19937&)> difference;
};

void check_texts(unsigned texts, const std::function<RandomText(std::mt19937&)>& next);

}  // namespace bouton::tests
