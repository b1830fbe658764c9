// SPDX-License-Identifier: Apache-2.0
#include "sim/verilated/load.hpp"

namespace bouton::verilated {

using spec::Region;

void load_core(BackDoor& door, const image::Core& core, const spec::Configuration& configuration) {
    for (std::size_t i = 0; i < spec::region_count; ++i) {
        const auto region = static_cast<Region>(i);
        if (region == Region::Csr) continue;
        const std::uint32_t size = spec::region_size(region, configuration);
        for (std::uint32_t n = 0; n < size; ++n) {
            door.write(
                region, n,
                n < core.region[i].size() ? core.region[i][n] : spec::region_info(region).empty);
        }
    }
    const auto& registers = core.region[static_cast<std::size_t>(Region::Csr)];
    for (std::uint32_t n = 0; n < registers.size(); ++n) {
        const spec::CsrInfo* const info = spec::find_csr(n);
        if (info != nullptr && info->writable) door.write(Region::Csr, n, registers[n]);
    }
}

}  // namespace bouton::verilated
