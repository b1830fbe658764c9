// SPDX-License-Identifier: Apache-2.0
// Descriptors, instructions and banks of constants that a core needs for what is on it: a
// descriptor for each population and each kind of row (two if its axon has a program), one for each
// gain of bare rows, one for the core's own program. Equal programs of a bank are stored once.
#pragma once

#include <map>
#include <vector>

#include "compiler/map/capacity.hpp"
#include "compiler/map/rows.hpp"

namespace bouton::compiler {

// Indices in increasing order.
struct Present {
    std::vector<std::uint32_t> populations, rows;

    auto operator<=>(const Present&) const = default;
};

class ProgramRoom {
  public:
    ProgramRoom(const Plan& plan, const RowKinds& kinds) : plan_(plan), kinds_(kinds) {}

    // Only Descriptors, Instructions and Banks are set.
    Amounts needs(const Present& present) const;
    // The same if they were spread over any number of cores, in sum and at least: equal programs
    // and constants are counted once, whatever their bank.
    Amounts least(const Present& present) const;
    bool fits(const Present& present, const Capacity& capacity);

  private:
    // Calls `visit(programs)` for each descriptor, in the allocator's order.
    template <class Visit>
    void each(const Present& present, Visit visit) const;

    const Plan& plan_;
    const RowKinds& kinds_;
    std::map<Present, Amounts> known_;  // cores of a network are much alike
};

}  // namespace bouton::compiler
