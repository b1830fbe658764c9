// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/estimate.hpp"

#include <array>
#include <cmath>

namespace bouton::runtime::compare {

namespace {

// The 97.5 % point of Student's t. Beyond the table its expansion in 1/freedom, good to 1e-4.
double student(std::size_t freedom) {
    constexpr std::array table{12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646,
                               2.3060,  2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448,
                               2.1314,  2.1199, 2.1098, 2.1009, 2.0930, 2.0860};
    if (freedom <= table.size()) return table[freedom - 1];
    constexpr double z = 1.959964;
    const auto n = static_cast<double>(freedom);
    return z + (std::pow(z, 3) + z) / (4 * n) +
           (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / (96 * n * n);
}

}  // namespace

Estimate estimate(std::span<const double> values) {
    Estimate result{.count = values.size()};
    if (values.empty()) return result;
    const auto n = static_cast<double>(values.size());
    for (const double value : values) result.mean += value / n;
    if (values.size() == 1) return result;
    double squares = 0;
    for (const double value : values) squares += (value - result.mean) * (value - result.mean);
    result.half = student(values.size() - 1) * std::sqrt(squares / (n - 1) / n);
    return result;
}

}  // namespace bouton::runtime::compare
