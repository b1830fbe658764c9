// SPDX-License-Identifier: Apache-2.0
// The error of a chip that was asked to step while a parity fault is latched (docs/machine.md
// section 6). Every device throws it, so that a caller can name the bad word, clear the fault and
// go on from a checkpoint.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "spec/gen/spec.hpp"

namespace bouton::image {

struct FaultError : std::runtime_error {
    FaultError(std::uint32_t core_, spec::Region region_, std::uint32_t lane_,
               std::uint32_t address_)
        : std::runtime_error(
              "core " + std::to_string(core_) + ": a word of " +
              std::string(spec::region_info(region_).name) + ", lane " + std::to_string(lane_) +
              ", address " + std::to_string(address_) +
              " failed its parity; the chip does not step until the fault is cleared"),
          core(core_),
          region(region_),
          lane(lane_),
          address(address_) {}

    std::uint32_t core;
    spec::Region region;
    std::uint32_t lane, address;
};

}  // namespace bouton::image
