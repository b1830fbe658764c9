// SPDX-License-Identifier: Apache-2.0
// What a counter of kind `format` means when it is not 0, in plain words, and what to do about it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::runtime {

struct Ailment {
    std::string_view counter;
    std::uint64_t value = 0;
    std::string_view meaning, remedy;

    bool operator==(const Ailment&) const = default;
};

// `values` are the counters of a chip; `refused` the events a session refused.
std::vector<Ailment> diagnose(const std::array<std::uint64_t, spec::counter_count>& values,
                              std::uint64_t refused);

// One line for each.
std::string to_text(const std::vector<Ailment>& ailments);

}  // namespace bouton::runtime
