// SPDX-License-Identifier: Apache-2.0
// Random images for one core: programs for all triggers, rows, chains, fan-out and states, such
// that a step exercises everything docs/machine.md allows and the image passes the validation of
// whoever loads it.
//
// Contract: a pure function of seed and configuration. Does not fill what only names things for a
// user (populations, notes).
#pragma once

#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::cosim {

struct RandomImage {
    std::uint64_t seed = 0;
    spec::Configuration configuration;
    image::Image image;
    std::vector<std::uint32_t>
        event_axons;  // entries that an event may name: in use, first of their `more` list
    std::uint32_t neurons = 0;  // positions in the groups in use
    std::uint32_t receptors = 2;
    std::uint64_t first_step = 0;
};

RandomImage random_image(std::uint64_t seed, const spec::Configuration& configuration);

// The descriptor at `index` of a core's image.
spec::Descriptor descriptor(const image::Core& core, std::uint32_t index);

// The program at `pc`, up to its end.
std::vector<spec::Instruction> program(const image::Core& core, std::uint32_t pc);

}  // namespace bouton::cosim
