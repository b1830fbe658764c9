// SPDX-License-Identifier: Apache-2.0
// The devices this build has, by name: "model", "twin", and "rtl" unless it was left out.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "runtime/device/device.hpp"

namespace bouton::runtime {

struct UnknownDevice : std::runtime_error {
    explicit UnknownDevice(std::string_view name);
    std::string name;
};

std::span<const std::string_view> device_names();
Device make_device(std::string_view name);

// How many threads share the cores of a mesh (0: as many as are of use, the default), from the next
// load on. Results never depend on it. False: a device without threads, the twin.
bool set_threads(DeviceInterface& device, unsigned threads);

// Cycles of all steps of a mesh since its image was loaded, if the device knows them: predicted by
// the model, counted by the RTL (docs/machine.md section 10.5).
struct StepCycles {
    std::uint64_t cycles = 0;
    bool predicted = false;
};
std::optional<StepCycles> step_cycles(const DeviceInterface& device);

// Words are integers and equal the chip's bit for bit (all but the twin).
bool is_exact(const DeviceInterface& device);

}  // namespace bouton::runtime
