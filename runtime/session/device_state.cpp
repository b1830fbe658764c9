// SPDX-License-Identifier: Apache-2.0
// All that a chip holds, see device_state.hpp.
#include "runtime/session/device_state.hpp"

#include "runtime/device/devices.hpp"
#include "runtime/session/error.hpp"

namespace bouton::runtime {

namespace {

using spec::Csr;
using spec::Region;

constexpr std::uint32_t fault_bit = 2;  // of Status

std::vector<std::uint64_t> registers(const DeviceInterface& device, std::uint32_t core) {
    std::vector<std::uint64_t> words(spec::region_size(Region::Csr, device.configuration()));
    for (std::uint32_t i = 0; i < words.size(); ++i)
        if (holds_state(i)) words[i] = device.read(core, Region::Csr, i);
    return words;
}

// Trailing empty words say nothing: an image of the same content has none either.
void trim(std::vector<std::uint64_t>& words, std::uint64_t empty) {
    while (!words.empty() && words.back() == empty) words.pop_back();
}

}  // namespace

bool holds_state(std::uint32_t index) {
    const spec::CsrInfo* info = spec::find_csr(index);
    return info != nullptr && info->writable &&
           info->index < static_cast<std::uint32_t>(Csr::CounterSelect);
}

std::uint32_t read_register(const DeviceInterface& device, std::uint32_t core, Csr csr) {
    return static_cast<std::uint32_t>(
        device.read(core, Region::Csr, static_cast<std::uint32_t>(csr)));
}

std::uint64_t step_of(const DeviceInterface& device) {
    return std::uint64_t{read_register(device, 0, Csr::StepHigh)} << 32 |
           read_register(device, 0, Csr::StepLow);
}

std::vector<std::uint64_t> read_region(const DeviceInterface& device, std::uint32_t core,
                                       Region region) {
    if (region == Region::Csr) return registers(device, core);
    std::vector<std::uint64_t> words(spec::region_size(region, device.configuration()));
    device.read_block(core, region, 0, words);
    return words;
}

DeviceState capture(const DeviceInterface& device) {
    if (!is_exact(device))
        throw SessionError("checkpoint", "device " + std::string(device.name()),
                           "a device whose state is words: model or rtl");
    DeviceState state;
    for (std::uint32_t core = 0; core < device.cores(); ++core) {
        if ((read_register(device, core, Csr::Status) & fault_bit) != 0)
            throw SessionError("checkpoint",
                               "a latched parity fault on core " + std::to_string(core),
                               "a chip whose memories can be trusted");
        image::Core& memories = state.cores.emplace_back();
        for (std::size_t r = 0; r < spec::region_count; ++r) {
            const auto region = static_cast<Region>(r);
            memories.region[r] = read_region(device, core, region);
            trim(memories.region[r], spec::region_info(region).empty);
        }
        Counters& counters = state.counters.emplace_back();
        for (std::size_t c = 0; c < counters.size(); ++c)
            counters[c] = device.counter(core, static_cast<spec::Counter>(c));
    }
    return state;
}

// Loads the state as an image: so only what is not at rest becomes active, as it was.
void restore(DeviceInterface& device, const image::Image& image, const DeviceState& state) {
    image::Image memories;
    memories.network = image.network;
    memories.configuration = image.configuration;
    memories.step_seconds = image.step_seconds;
    memories.mesh_x = image.mesh_x;
    memories.mesh_y = image.mesh_y;
    memories.cores = state.cores;
    device.load(memories);
    for (std::uint32_t core = 0; core < device.cores(); ++core) {
        const auto& words = state.cores[core].region[static_cast<std::size_t>(Region::Csr)];
        for (const Csr csr : {Csr::StepLow, Csr::StepHigh}) {
            const auto index = static_cast<std::uint32_t>(csr);
            device.write(core, Region::Csr, index, index < words.size() ? words[index] : 0);
        }
        for (std::size_t c = 0; c < spec::counter_count; ++c)
            device.set_counter(core, static_cast<spec::Counter>(c), state.counters[core][c]);
    }
}

}  // namespace bouton::runtime
