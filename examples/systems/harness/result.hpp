// SPDX-License-Identifier: Apache-2.0
// What running a system says: checks, each a measured number beside the one it should be, and the
// curves of its plot. Plain values; how they are shown is elsewhere (text, page).
#pragma once

#include <string>
#include <vector>

#include "examples/common/svg.hpp"

namespace bouton::systems {

enum class Tier : char { T0 = '0', T1 = '1', T2 = '2' };

// Where an expected number comes from.
enum class Origin : char {
    Seed = 'S',       // given by the text that describes the system
    Published = 'P',  // given by a paper's own code or data
    Theory = 'T',     // computed here from a closed form
    Reference = 'R',  // computed here by a float64 model that knows nothing of the chip
    Twin = 'F',       // the same programs in float64
    Contract = 'C',   // what the chip promises, whatever the system
};

struct Check {
    Tier tier = Tier::T2;
    std::string what;
    double measured = 0, expected = 0, tolerance = 0;
    Origin origin = Origin::Contract;
    bool passed = false;
    std::string skipped;  // why it could not be done; it has then not passed, nor failed

    bool failed() const { return !passed && skipped.empty(); }
};

struct Plot {
    std::string x, y;  // labels
    std::vector<common::Series> series;
};

struct Result {
    std::string id, word, title;
    std::vector<Check> checks;
    Plot plot;
    double seconds = 0;
    std::string error;  // what stopped it; empty: nothing

    bool passed() const;  // nothing failed
};

}  // namespace bouton::systems
