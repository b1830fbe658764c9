// SPDX-License-Identifier: Apache-2.0
// Fewer packets by moving neurons to other parts and swapping them, one improvement at a time,
// within all limits. Never ends with more than it began with.
#pragma once

#include "compiler/map/partition.hpp"
#include "compiler/map/random.hpp"

namespace bouton::compiler {

struct RefineOptions {
    std::uint32_t passes = 12;
    std::uint32_t samples =
        0;                  // neurons of a full part to try an exchange with, whatever they want
    double enough = 0.002;  // a pass that gains less than this share is the last
    std::uint64_t work =
        4'000'000'000;  // looks at an edge on a part; not seconds: the same for all
};

struct RefineResult {
    std::uint32_t passes = 0;
    std::uint64_t moves = 0, swaps = 0;
};

// `fixed`: neurons that stay, by vertex; empty: none.
RefineResult refine(Partition& partition, const std::vector<bool>& fixed, Random& random,
                    const RefineOptions& options = {});

}  // namespace bouton::compiler
