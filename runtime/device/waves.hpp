// SPDX-License-Identifier: Apache-2.0
// Waves of the steps between start and stop, as an FST file, from devices that have wires: the RTL.
// Of a mesh, they are of one core and its router. SessionError for others.
#pragma once

#include <filesystem>

#include "runtime/device/device.hpp"

namespace bouton::runtime {

bool has_waves(DeviceInterface& device);
void require_waves(DeviceInterface& device);
void start_waves(DeviceInterface& device, const std::filesystem::path& file,
                 std::uint32_t core = 0);
void stop_waves(DeviceInterface& device);
// SessionError when the folder of the file is not there: the device would write nothing, silently.
void require_waves_folder(const std::filesystem::path& file);

}  // namespace bouton::runtime
