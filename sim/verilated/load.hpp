// SPDX-License-Identifier: Apache-2.0
// A core's image, through its back door.
#pragma once

#include <stdexcept>

#include "sim/verilated/back_door.hpp"
#include "spec/image/image.hpp"

namespace bouton::verilated {

struct LoadError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Throws LoadError if a region of the image is too long.
void load_core(BackDoor& door, const image::Core& core, const spec::Configuration& configuration);

}  // namespace bouton::verilated
