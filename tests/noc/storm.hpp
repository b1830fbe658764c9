// SPDX-License-Identifier: Apache-2.0
// Storms on a mesh of routers: in every step every core sends many packets at once, under the
// barrier of docs/machine.md section 10.3, while random stalls hold up who sends and who takes.
#pragma once

#include <cstdint>
#include <string>

namespace bouton::tests {

enum class Pattern { Random, AllToOne, Transposed };

struct Storm {
    unsigned width = 1, height = 1;
    Pattern pattern = Pattern::Random;
    unsigned steps = 1;
    unsigned packets = 1;        // a core and a step
    unsigned stall_percent = 0;  // of the cycles, for sending and taking each
    std::uint64_t seed = 0;
};

struct StormResult {
    std::string problem;  // the first thing that went wrong; empty: nothing
    std::uint64_t packets = 0, cycles = 0;
    std::uint64_t barrier = 0;  // cycles from the last END sent to the last END received, summed
};

StormResult run(const Storm& storm);

}  // namespace bouton::tests
