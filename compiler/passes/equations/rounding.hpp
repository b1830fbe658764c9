// SPDX-License-Identifier: Apache-2.0
// How each state is stored, where the model does not say it, and how far off its end a state stays.
//
// A state that decays by a factor c in a step moves by (1 - c) of its distance: rounded to nearest
// it stops half a place / (1 - c) before its end. What reads it stays off with it: a current of 25
// places may hold a membrane by thousands of its own. So the distance is followed through the other
// states, by the derivatives of the step. Nearest stays, and with it a program without draws, where
// no state is held off by more than a stated part of its word; else the store is stochastic: right
// in the mean, with a stall 256 times shorter, of the registers' rounding. Toward zero would reach
// zero only, and be off by as much on the way to any other end. Words that are kept whole need no
// choice.
#pragma once

#include <string>
#include <vector>

#include "compiler/passes/equations/points.hpp"

namespace bouton::compiler {

struct StateRounding {
    spec::Store store = spec::Store::Nearest;
    double stall = 0;     // how far from its end it may stop, of itself
    double off = 0;       // the same with what it reads
    std::string warning;  // where it stays too far off; empty: it does not
    double lost = 0;      // a constant that steps add and its store loses; 0: none
};

// By state.
std::vector<StateRounding> choose_rounding(const BoundModel& model, const Computation& computation,
                                           const Ranges& ranges, const Points& points,
                                           WordKind words);

}  // namespace bouton::compiler
