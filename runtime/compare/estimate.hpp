// SPDX-License-Identifier: Apache-2.0
// A mean over seeds and how well it is known.
#pragma once

#include <cstddef>
#include <span>

namespace bouton::runtime::compare {

struct Estimate {
    double mean = 0;
    double half = 0;  // of the 95 % confidence interval, by Student's t; 0 from one value
    std::size_t count = 0;
};

Estimate estimate(std::span<const double> values);

}  // namespace bouton::runtime::compare
