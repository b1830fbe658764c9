// SPDX-License-Identifier: Apache-2.0
// How far values can go: intervals through the graph, for states the smallest that a step does not
// leave, starting from the initial values and with what can arrive in one step. Where there is none
// a limit is assumed: beyond it the state saturates, which is counted.
#pragma once

#include <vector>

#include "compiler/passes/equations/computation.hpp"

namespace bouton::compiler {

struct StateRange {
    Interval reach;       // of the word, relative to its origin; clipped at the limit
    bool proved = false;  // it stays within the limit, whatever happens
};

struct Ranges {
    std::vector<StateRange> states;
    std::vector<Interval> nodes;
};

// The declared ranges; where there is none, one that no state reaches.
std::vector<double> declared_limits(const BoundModel& model);

// `limits`: by state. Throws SourceError for a state that has neither a proof nor a declared range.
Ranges analyse(const ModelContext& context, const BoundModel& model, const Computation& computation,
               const std::vector<double>& limits);

// By state: the value that it keeps for ever, whatever arrives.
std::vector<std::optional<double>> unchanging(const ModelContext& context, const BoundModel& model,
                                              const Computation& computation);

}  // namespace bouton::compiler
