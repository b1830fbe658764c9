// SPDX-License-Identifier: Apache-2.0
// How far two spike trains are apart. Trains are ascending times in seconds.
#pragma once

#include <span>

namespace bouton::runtime::compare {

// Van Rossum 2001: every spike becomes e^(-t/tau) from its time on; D^2 = 1/tau times the integral
// of the squared difference. One spike too many is sqrt(1/2), however long the trains are.
double van_rossum(std::span<const double> a, std::span<const double> b, double tau);

// Victor and Purpura 1996: the cheapest way from one train to the other, where adding or deleting
// a spike costs 1 and moving one costs `cost` a second.
double victor_purpura(std::span<const double> a, std::span<const double> b, double cost);

}  // namespace bouton::runtime::compare
