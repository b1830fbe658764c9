// SPDX-License-Identifier: Apache-2.0
// The beginning of the training on the model and the RTL at once (runtime/session/lockstep): after
// every step both must agree in every spike, state, trace, dendrite, weight, register and counter,
// cycles too.
#pragma once

#include <cstdint>
#include <optional>

#include "examples/digits/experiment.hpp"
#include "runtime/session/mismatch.hpp"

namespace bouton::digits {

struct Verdict {
    std::uint32_t images = 0;  // in which both agreed
    std::uint64_t steps = 0;
    double seconds = 0;
    std::optional<runtime::Mismatch> difference;  // the first; it ends the run

    bool agrees() const { return !difference; }
};

Verdict lockstep(const Recipe& recipe, const image::Image& image, const Network& network,
                 const Dataset& data, std::uint32_t images, const Progress& progress);

}  // namespace bouton::digits
