// SPDX-License-Identifier: Apache-2.0
// The devices this build has, by name: "model", "twin", and "rtl" unless it was left out.
#pragma once

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

// How many threads share the cores of a mesh, on devices that can (0: as many as the machine has,
// the default). Results never depend on it.
void set_threads(DeviceInterface& device, unsigned threads);

// Words are integers and equal the chip's bit for bit (all but the twin).
bool is_exact(const DeviceInterface& device);

}  // namespace bouton::runtime
