// SPDX-License-Identifier: Apache-2.0
// All that a chip holds between two steps: every region, register and counter. Taken from one exact
// device it can be given to another: they go on alike, bit for bit and cycle for cycle. The twin's
// state is not words, so it has none (SessionError).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "runtime/device/device.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

using Counters = std::array<std::uint64_t, spec::counter_count>;

struct DeviceState {
    std::vector<image::Core> cores;  // registers: those that can be written
    std::vector<Counters> counters;  // of each core

    bool operator==(const DeviceState&) const = default;
};

DeviceState capture(const DeviceInterface& device);
// `image` gives the shape of the chip; its memories are not looked at. Throws ImageError for a
// state no chip can have.
void restore(DeviceInterface& device, const image::Image& image, const DeviceState& state);

// Whole memory of a region, and a register.
std::vector<std::uint64_t> read_region(const DeviceInterface& device, std::uint32_t core,
                                       spec::Region region);
std::uint32_t read_register(const DeviceInterface& device, std::uint32_t core, spec::Csr csr);
std::uint64_t step_of(const DeviceInterface& device);

// Registers that hold state: writable, and not the window on the counters.
bool holds_state(std::uint32_t index);

}  // namespace bouton::runtime
