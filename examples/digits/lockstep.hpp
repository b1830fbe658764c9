// SPDX-License-Identifier: Apache-2.0
// The beginning of the training on the model and the RTL at once (runtime/session/lockstep).
//
// Contract: after every step both agree in every spike, state, trace, register and counter (cycles
// too) and in every dendrite that the step can write, after every step that learned in every
// weight, after every image in every word of every memory.
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
    Counts counts{};                              // of both, which agree

    bool agrees() const { return !difference; }
};

Verdict lockstep(const Recipe& recipe, const image::Image& image, const Network& network,
                 const Dataset& data, std::uint32_t images, const Progress& progress);

}  // namespace bouton::digits
