// SPDX-License-Identifier: Apache-2.0
// Binary points of everything a model computes with. A state's word is as fine as its range allows
// and as what arrives at it is; values on the way to a state have its point, others the finest that
// holds them, so that a factor fills its register.
#pragma once

#include <vector>

#include "compiler/passes/equations/ranges.hpp"

namespace bouton::compiler {

struct Points {
    std::vector<int> node;      // by node; of constants and conditions: unused
    std::vector<int> word;      // by word
    std::vector<double> range;  // by state: what its word holds
    std::uint32_t dshift = 0;
};

Points choose_points(const ModelContext& context, const BoundModel& model,
                     const Computation& computation, const Ranges& ranges);

inline constexpr int random_point = 31, gauss_point = 21, payload_point = 30;

}  // namespace bouton::compiler
