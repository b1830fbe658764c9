// SPDX-License-Identifier: Apache-2.0
// Random words of the host's stream for one step: mostly good ones, some late, duplicate, or naming
// what is not there.
//
// Contract: a pure function of the image's seed and the step counter. END is not included; the
// device adds it.
#pragma once

#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"
#include "tests/cosim/random_image.hpp"

namespace bouton::cosim {

std::vector<spec::StreamWord> random_input(const RandomImage& random_image, std::uint64_t step);

// Cycles in which the host offers no word (input) or takes none (output), for devices that have
// cycles: a bit each, in turn. None for some images, many for others; never all.
struct StallBits {
    std::uint64_t input = 0, output = 0;
};

StallBits random_stalls(const RandomImage& random_image);

// A host write between two steps: a new weight, state, sum or flag, such as a user may set.
struct HostWrite {
    spec::Region region = spec::Region::Csr;
    std::uint32_t index = 0;
    std::uint64_t word = 0;
};

// None in most steps.
std::vector<HostWrite> random_writes(const RandomImage& random_image, std::uint64_t step);

}  // namespace bouton::cosim
