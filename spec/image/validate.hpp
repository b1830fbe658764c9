// SPDX-License-Identifier: Apache-2.0
// Whether a chip may run an image: every size, range and reference in it, the static rules of
// docs/machine.md 3.1 on every program that can run, chains and owners against the synapses, names
// against what they name. A device may rely on all of it. It does not say whether the image is the
// network its author meant.
#pragma once

#include <string>
#include <vector>

#include "spec/image/error.hpp"
#include "spec/image/image.hpp"
#include "spec/image/problem.hpp"

namespace bouton::image {

// All problems up to a few dozen; empty: valid.
std::vector<Problem> validate(const Image& image);

// Throws the first problem as ImageError. `file` is for the message.
void require_valid(const Image& image, const std::string& file = {});

}  // namespace bouton::image
