// SPDX-License-Identifier: Apache-2.0
// Mistakes of a caller of model::Chip, one struct each, with their facts.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "spec/gen/spec.hpp"

namespace bouton::model {

// What the host port answers with SLVERR: an address that is not there, or a write to a read-only
// register.
struct AccessError : std::runtime_error {
    AccessError(std::uint32_t core_, spec::Region region_, std::uint32_t index_, const char* what_)
        : std::runtime_error("core " + std::to_string(core_) + ", " +
                             std::string(spec::to_string(region_)) + "[" + std::to_string(index_) +
                             "]: " + what_),
          core(core_),
          region(region_),
          index(index_) {}

    std::uint32_t core;
    spec::Region region;
    std::uint32_t index;
};

// END is the device's to add: an input that has one does not describe one step.
struct InputError : std::runtime_error {
    explicit InputError(std::size_t position_)
        : std::runtime_error("word " + std::to_string(position_) +
                             " of a step's input is an END; the device adds it"),
          position(position_) {}

    std::size_t position;
};

}  // namespace bouton::model
