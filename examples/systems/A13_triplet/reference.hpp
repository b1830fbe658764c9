// SPDX-License-Identifier: Apache-2.0
// Triplet STDP in float64, from its equation: every sum over earlier spikes is made anew.
#pragma once

#include "examples/systems/harness/trains.hpp"

namespace bouton::systems::triplet {

// ms
struct Constants {
    double a2_plus = 5e-10, a3_plus = 6.2e-3, a2_minus = 7e-3, a3_minus = 2.3e-4;
    double tau_plus = 16.8, tau_minus = 33.7, tau_x = 101, tau_y = 125;
};

// Change of the weight by these trains of 1 ms steps.
double change(const Train& train, const Constants& constants = {});

// Mean change a second when both sides are Poisson spikes of this rate in Hz.
double drift(double rate, const Constants& constants = {});

}  // namespace bouton::systems::triplet
