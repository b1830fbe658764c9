// SPDX-License-Identifier: Apache-2.0
// All that a network is between two steps, by population, element and synapse: what does not depend
// on where anything lies on a chip. So it is the same for every placement, and goes from one to
// another. Numbers are words of the chip's formats (the twin's are finer: it can be read, not set).
//
// Not in it: input that waits, and counters, which count the work of a placement.
#pragma once

#include <cstdint>
#include <vector>

namespace bouton::runtime {

struct LogicalState {
    struct Population {
        std::vector<double> states;        // element * 16 + number of the S word
        std::vector<double> sums;          // A, by element
        std::vector<double> dendrites;     // element * 128 + receptor and slot
        std::vector<std::uint32_t> flags;  // spiked, POST and payload of the last step

        bool operator==(const Population&) const = default;
    };
    struct Projection {
        std::vector<double> weights, tags;  // by synapse
        std::vector<double> seconds;        // Z, U of wide rows: 2 * synapse
        std::vector<bool> alive;
        std::vector<double> traces;  // pre element * 4 + number of the X word; empty if no
                                     // program or gain of the projection can read them

        bool operator==(const Projection&) const = default;
    };

    std::uint64_t step = 0, seed = 0;
    bool learn = false;
    std::vector<double> modulators, pending;
    std::vector<Population> populations;  // as in the image; of inputs empty
    std::vector<Projection> projections;

    bool operator==(const LogicalState&) const = default;
};

}  // namespace bouton::runtime
