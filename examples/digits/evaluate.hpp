// SPDX-License-Identifier: Apache-2.0
// Reads digits out of spike counts: the evaluator is that of `bouton compare`, a window is an
// image.
#pragma once

#include <span>

#include "runtime/compare/readout.hpp"

namespace bouton::digits {

constexpr std::size_t classes = 10;

using runtime::compare::Readout;
using runtime::compare::Responses;
using runtime::compare::Score;

inline Readout assign_labels(const Responses& responses, std::span<const std::uint8_t> truth) {
    return runtime::compare::assign_labels(responses, truth, classes);
}

// Mean and half of its 95 % confidence interval (Student's t).
struct Mean {
    double mean = 0, half_interval = 0;
};
Mean mean_of(std::span<const double> values);

}  // namespace bouton::digits
