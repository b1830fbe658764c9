// SPDX-License-Identifier: Apache-2.0
// A spike as a user names it, going in or coming out.
#pragma once

#include <compare>
#include <cstdint>

#include "spec/gen/spec.hpp"

namespace bouton::runtime {

struct Event {
    std::uint64_t step = 0;
    std::uint32_t population = 0;  // index into Image::populations
    std::uint32_t element = 0;
    std::int16_t payload = spec::limits::UnitPayload;

    auto operator<=>(const Event&) const = default;
};

}  // namespace bouton::runtime
