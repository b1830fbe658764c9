// SPDX-License-Identifier: Apache-2.0
// The cycle contract (docs/machine.md section 9), as the few sums it is made of. Reference and
// batch phases share them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "spec/gen/spec.hpp"

namespace bouton::model {

// A phase that goes through rows: the next row's header hides behind the words of the one before.
class RowTimer {
  public:
    // A row that takes `cycles` in this phase; 0: it has nothing in it.
    void add(std::uint64_t cycles) {
        if (rows_ != 0) before_ += std::max<std::uint64_t>(last_, spec::cycles::Header);
        last_ = cycles;
        ++rows_;
    }

    // `count` rows that have nothing in this phase.
    void add_idle(std::uint64_t count) {
        if (count == 0) return;
        add(0);
        before_ += (count - 1) * spec::cycles::Header;
        rows_ += count - 1;
    }

    std::uint64_t total() const { return rows_ == 0 ? 0 : spec::cycles::Rows + before_ + last_; }

  private:
    std::uint64_t rows_ = 0, before_ = 0, last_ = 0;
};

// A row of `words` in a program phase.
constexpr std::uint64_t row_cycles(std::uint32_t words, std::uint32_t slots, bool wide) {
    return std::uint64_t{words} * std::max<std::uint32_t>(slots, wide ? 2 : 1);
}

// A visit of a chain; `slots` is 0 where there is no program.
constexpr std::uint64_t visit_cycles(std::uint32_t slots) {
    return std::max<std::uint32_t>(slots, spec::cycles::Visit);
}

// A group in NEURON or AXON; `slots` is 0 where there is no program.
constexpr std::uint64_t group_cycles(std::uint32_t slots) {
    return std::max<std::uint32_t>(slots, 1);
}

// On a mesh TRANSPORT takes the host's NEXT and sends END.
inline constexpr std::uint64_t tokens = 2;

// TRANSPORT of one spike.
constexpr std::uint64_t spike_cycles(std::uint64_t fanout_entries) {
    return 2 + fanout_entries;
}

}  // namespace bouton::model
