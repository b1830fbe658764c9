// SPDX-License-Identifier: Apache-2.0
// A core's image, through its back door.
#pragma once

#include "sim/verilated/back_door.hpp"
#include "spec/image/image.hpp"

namespace bouton::verilated {

// Of an image that fits: sim/load.hpp.
void load_core(BackDoor& door, const image::Core& core, const spec::Configuration& configuration);

}  // namespace bouton::verilated
