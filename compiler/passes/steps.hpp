// SPDX-License-Identifier: Apache-2.0
// Times in steps.
#pragma once

#include <cmath>

#include "compiler/ir/quantity.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {

inline double in_steps(double value, Dimension dimension, double step_ms) {
    return dimension == Dimension::Steps ? value : value / step_ms;
}

inline double in_steps(const Quantity& time, double step_ms) {
    return in_steps(time.value, time.dimension, step_ms);
}

// The whole number it is, within rounding; else an error.
inline double whole_steps(double steps, Position at, const std::string& what) {
    const double nearest = std::round(steps);
    if (std::abs(steps - nearest) > 1e-6 * std::max(1.0, std::abs(steps)))
        throw SourceError(
            at, what + " must be a whole number of steps, found " + image::short_text(steps));
    return nearest;
}

}  // namespace bouton::compiler
