// SPDX-License-Identifier: Apache-2.0
// Which parts of a core's memories a random image uses, so that a lockstep compares them after
// every step and not the whole chip.
#pragma once

#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"
#include "tests/cosim/random_image.hpp"

namespace bouton::cosim {

struct Window {
    spec::Region region = spec::Region::Csr;
    std::uint32_t first = 0;
    std::uint32_t count = 0;

    bool operator==(const Window&) const = default;
};

// The words of the image that steps change.
std::vector<Window> changing(const RandomImage& random_image);

// Every region but the registers, from end to end.
std::vector<Window> everything(const spec::Configuration& configuration);

}  // namespace bouton::cosim
