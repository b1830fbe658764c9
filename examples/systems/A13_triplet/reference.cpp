// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/A13_triplet/reference.hpp"

#include <cmath>

namespace bouton::systems::triplet {

namespace {

// Sum over spikes before `now`, or at it too.
double trace(const std::vector<std::uint64_t>& spikes, std::uint64_t now, double tau,
             bool and_now = false) {
    double sum = 0;
    for (const auto at : spikes)
        if (at < now || (and_now && at == now))
            sum += std::exp(-static_cast<double>(now - at) / tau);
    return sum;
}

}  // namespace

double change(const Train& train, const Constants& c) {
    double w = 0;
    for (const auto now : train.post)
        w += trace(train.pre, now, c.tau_plus) *
             (c.a2_plus + c.a3_plus * trace(train.post, now, c.tau_y));
    for (const auto now : train.pre)
        w -= trace(train.post, now, c.tau_minus, true) *
             (c.a2_minus + c.a3_minus * trace(train.pre, now, c.tau_x));
    return w;
}

double drift(double rate, const Constants& c) {
    const double r = rate / 1000;  // a ms
    const double up = c.a2_plus * r * r * c.tau_plus + c.a3_plus * r * r * r * c.tau_plus * c.tau_y;
    const double down =
        c.a2_minus * r * r * c.tau_minus + c.a3_minus * r * r * r * c.tau_minus * c.tau_x;
    return 1000 * (up - down);
}

}  // namespace bouton::systems::triplet
