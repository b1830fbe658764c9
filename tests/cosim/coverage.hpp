// SPDX-License-Identifier: Apache-2.0
// Functional coverage: which of the things that can happen in a core did happen, and how often. The
// points are declared before anything runs, so that what never happens shows as 0.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "spec/gen/spec.hpp"
#include "tests/cosim/random_image.hpp"

namespace bouton::cosim {

class Coverage {
  public:
    Coverage();

    // Counts a declared point; throws std::out_of_range on one that is not.
    void hit(const std::string& group, const std::string& point, std::uint64_t times = 1);

    // A program ran on something.
    void program_ran(spec::Trigger trigger, const std::vector<spec::Instruction>& program);

    std::vector<std::string> missed() const;
    void print(std::ostream& out) const;

  private:
    void declare_programs();
    void declare_events();

    std::map<std::string, std::map<std::string, std::uint64_t>> points_;
};

}  // namespace bouton::cosim
