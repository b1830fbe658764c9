// SPDX-License-Identifier: Apache-2.0
#include "runtime/compare/distance.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace bouton::runtime::compare {

namespace {

// Trains that have spikes near each other all along: the table of all prefixes, row by row.
double edit_distance(std::span<const double> a, std::span<const double> b, double cost) {
    std::vector<double> last(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j < last.size(); ++j) last[j] = static_cast<double>(j);
    for (std::size_t i = 0; i < a.size(); ++i) {
        row[0] = static_cast<double>(i + 1);
        for (std::size_t j = 0; j < b.size(); ++j)
            row[j + 1] =
                std::min({last[j + 1] + 1, row[j] + 1, last[j] + cost * std::abs(a[i] - b[j])});
        std::swap(last, row);
    }
    return last.back();
}

}  // namespace

double van_rossum(std::span<const double> a, std::span<const double> b, double tau) {
    // Between spikes the difference decays, and the integral of its square is known.
    double sum = 0, difference = 0, now = 0;
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        const bool first = j == b.size() || (i < a.size() && a[i] <= b[j]);
        const double at = first ? a[i++] : b[j++];
        sum -= difference * difference * std::expm1(-2 * (at - now) / tau) / 2;
        difference = difference * std::exp(-(at - now) / tau) + (first ? 1 : -1);
        now = at;
    }
    return std::sqrt(sum + difference * difference / 2);
}

double victor_purpura(std::span<const double> a, std::span<const double> b, double cost) {
    // No spike is moved by more than 2 / cost, as deleting and adding it is cheaper. So trains fall
    // apart where neither has a spike for so long.
    double sum = 0, last = 0;
    std::size_t first_a = 0, first_b = 0, i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        const bool next_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
        const double at = next_a ? a[i] : b[j];
        if (i + j > first_a + first_b && cost * (at - last) >= 2) {
            sum += edit_distance(a.subspan(first_a, i - first_a), b.subspan(first_b, j - first_b),
                                 cost);
            first_a = i;
            first_b = j;
        }
        last = at;
        ++(next_a ? i : j);
    }
    return sum + edit_distance(a.subspan(first_a), b.subspan(first_b), cost);
}

}  // namespace bouton::runtime::compare
