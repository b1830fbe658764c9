// SPDX-License-Identifier: Apache-2.0
// What the host will send: stream words for this and future steps, each step's sorted by (kind,
// core, index), so that the order of the calls that made them never matters. Steps that have passed
// are gone.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::runtime {

class Input {
  public:
    using Steps = std::map<std::uint64_t, std::vector<spec::StreamWord>>;

    // False, and nothing is added: the axon has an event in that step already.
    bool add(std::uint64_t step, spec::StreamWord word);
    // The words of a step, which are no longer pending.
    std::vector<spec::StreamWord> take(std::uint64_t step);
    void clear() { steps_.clear(); }
    const Steps& pending() const { return steps_; }

    bool operator==(const Input&) const = default;

  private:
    Steps steps_;
};

}  // namespace bouton::runtime
