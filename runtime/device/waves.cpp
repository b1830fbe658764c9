// SPDX-License-Identifier: Apache-2.0
// Waves, see waves.hpp.
#include "runtime/device/waves.hpp"

#include "runtime/session/error.hpp"
#ifdef BOUTON_HAVE_RTL
#include "runtime/device/adapter.hpp"
#include "sim/verilated/chip.hpp"
#endif

namespace bouton::runtime {

#ifdef BOUTON_HAVE_RTL
bool has_waves(DeviceInterface& device) {
    return chip_of<verilated::Chip>(device) != nullptr;
}

void start_waves(DeviceInterface& device, const std::filesystem::path& file, std::uint32_t core) {
    require_waves(device);
    if (core >= device.cores())
        throw SessionError("waves, core", std::to_string(core),
                           "below " + std::to_string(device.cores()));
    chip_of<verilated::Chip>(device)->start_waves(file, core);
}

void stop_waves(DeviceInterface& device) {
    require_waves(device);
    chip_of<verilated::Chip>(device)->stop_waves();
}
#else
bool has_waves(DeviceInterface&) {
    return false;
}
void start_waves(DeviceInterface& device, const std::filesystem::path&, std::uint32_t) {
    require_waves(device);
}
void stop_waves(DeviceInterface& device) {
    require_waves(device);
}
#endif

void require_waves(DeviceInterface& device) {
    if (!has_waves(device))
        throw SessionError("waves", "device " + std::string(device.name()),
                           "a device with wires: rtl, in a build that has it");
}

void require_waves_folder(const std::filesystem::path& file) {
    const auto folder = file.parent_path();
    std::error_code ignored;
    if (!folder.empty() && !std::filesystem::is_directory(folder, ignored))
        throw SessionError("waves", file.string(), "a file in a folder that is there");
}

}  // namespace bouton::runtime
