// SPDX-License-Identifier: Apache-2.0
// Random programs that obey every static rule of docs/machine.md section 3.1 and still do
// something: they move states, spike now and then, and saturate sometimes.
//
// Contract: the result is a valid program for its trigger and a pure function of the random stream
// and the shape.
#pragma once

#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"
#include "tests/cosim/random.hpp"

namespace bouton::cosim {

// What a program has to respect.
struct ProgramShape {
    spec::Trigger trigger = spec::Trigger::Neuron;
    bool wide = false;              // its rows have stride 2: Z and U exist
    std::uint32_t receptors = 2;    // 2 or 4
    std::uint32_t must_clear = 0;   // neuron: bit i, D_i has to be read
    std::uint32_t max_length = 12;  // instructions
};

// K15 of every bank is compared with RND to decide rare things; see random_image.cpp.
inline constexpr std::uint8_t threshold_constant = 63;

std::vector<spec::Instruction> random_program(Random& random, const ProgramShape& shape);

}  // namespace bouton::cosim
