// SPDX-License-Identifier: Apache-2.0
// The part of a core that no run changes: programs, constants, descriptors, rows, ids, fan-out,
// where synapses lead, and the registers that say what is in use. A checkpoint must have it as its
// image has it, word by word: so what a restored chip runs has been validated with its image.
#pragma once

#include <string>

#include "spec/image/image.hpp"

namespace bouton::runtime {

// ImageError with the first word of `core` that is not the image's; `place` names the core.
void require_fixed_part(const image::Core& core, const image::Core& expected,
                        const spec::Configuration& configuration, const std::string& place,
                        const std::string& file);

}  // namespace bouton::runtime
