// SPDX-License-Identifier: Apache-2.0
// The devices this build has, see devices.hpp.
#include "runtime/device/devices.hpp"

#include <array>

#include "runtime/device/adapter.hpp"
#include "sim/model/chip.hpp"
#include "sim/twin/chip.hpp"
#ifdef BOUTON_HAVE_RTL
#include "sim/verilated/chip.hpp"
#endif

namespace bouton::runtime {

namespace {

struct Entry {
    std::string_view name;
    Device (*make)();
};

template <class Chip>
Device make() {
    return std::make_unique<Adapter<Chip>>();
}

constexpr std::array entries{
    Entry{"model", make<model::Chip>},
    Entry{"twin", make<twin::Chip>},
#ifdef BOUTON_HAVE_RTL
    Entry{"rtl", make<verilated::Chip>},
#endif
};

constexpr auto names = [] {
    std::array<std::string_view, entries.size()> list;
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = entries[i].name;
    return list;
}();

std::string listed() {
    std::string text;
    for (const std::string_view name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

}  // namespace

UnknownDevice::UnknownDevice(std::string_view name_)
    : std::runtime_error("device '" + std::string(name_) + "': expected one of " + listed()),
      name(name_) {}

std::span<const std::string_view> device_names() {
    return names;
}

Device make_device(std::string_view name) {
    for (const Entry& entry : entries)
        if (entry.name == name) return entry.make();
    throw UnknownDevice(name);
}

bool set_threads(DeviceInterface& device, unsigned threads) {
    if (auto* const chip = chip_of<model::Chip>(device)) {
        chip->set_threads(threads);
        return true;
    }
#ifdef BOUTON_HAVE_RTL
    if (auto* const chip = chip_of<verilated::Chip>(device)) {
        chip->set_threads(threads);
        return true;
    }
#endif
    return false;
}

std::optional<StepCycles> step_cycles(const DeviceInterface& device) {
    if (device.cores() < 2) return std::nullopt;
    if (const auto* const chip = chip_of<model::Chip>(device))
        return StepCycles{chip->step_cycles(), true};
#ifdef BOUTON_HAVE_RTL
    if (const auto* const chip = chip_of<verilated::Chip>(device))
        return StepCycles{chip->step_cycles(), false};
#endif
    return std::nullopt;
}

bool is_exact(const DeviceInterface& device) {
    return device.name() != "twin";
}

}  // namespace bouton::runtime
