// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/evaluate.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>

namespace bouton::digits {

Mean mean_of(std::span<const double> values) {
    Mean result;
    const auto n = static_cast<double>(values.size());
    if (values.empty()) return result;
    result.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    if (values.size() < 2) return result;
    double square = 0;
    for (double value : values) square += (value - result.mean) * (value - result.mean);
    const double t = boost::math::quantile(boost::math::students_t(n - 1), 0.975);
    result.half_interval = t * std::sqrt(square / (n - 1) / n);
    return result;
}

}  // namespace bouton::digits
