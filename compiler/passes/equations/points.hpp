// SPDX-License-Identifier: Apache-2.0
// Binary points of everything a model computes with. A state's word is as fine as its range allows
// and as what arrives at it is; values on the way to a state have its point, others the finest that
// holds them, so that a factor fills its register. They depend on what is computed, not on the
// order in which the text has what does not depend on each other.
#pragma once

#include <vector>

#include "compiler/passes/equations/ranges.hpp"

namespace bouton::compiler {

struct Points {
    std::vector<int> node;  // by node; of constants and conditions: unused
    std::vector<int> word;  // by word
    // By state: the range its word is chosen for, the largest value that was found on the state's
    // way through a step, and where the word, and registers with its point, saturate.
    std::vector<double> range, need, limit;
    std::uint32_t dshift = 0;
};

Points choose_points(const ModelContext& context, const BoundModel& model,
                     const Computation& computation, const Ranges& ranges);

inline constexpr int random_point = 31, gauss_point = 21, payload_point = 30;

}  // namespace bouton::compiler
