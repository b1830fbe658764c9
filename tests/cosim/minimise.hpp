// SPDX-License-Identifier: Apache-2.0
// Makes a failing random run smaller by cheap means (fewer steps, no input, no learning, fewer
// programs and spikes) and says how to run it again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/cosim/lockstep.hpp"

namespace bouton::cosim {

// One run in lockstep of a random image.
using Run = std::function<std::optional<Mismatch>(const RandomImage&, const LockstepOptions&)>;

struct Minimised {
    RandomImage image;
    LockstepOptions options;
    Mismatch mismatch;
    std::vector<std::string> without;  // what turned out not to matter
};

// `mismatch` is what `run(image, options)` returned.
Minimised minimise(const Run& run, const RandomImage& image, const LockstepOptions& options,
                   const Mismatch& mismatch);

// For a person: what differs, what the smallest failing run is, and the command that repeats it.
std::string report(const Minimised& smallest, const Mismatch& first);

// Minimises and reports; empty when there was no mismatch.
std::string explain(const Run& run, const RandomImage& image, const LockstepOptions& options,
                    const std::optional<Mismatch>& mismatch);

}  // namespace bouton::cosim
