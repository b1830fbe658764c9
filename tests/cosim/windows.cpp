// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/windows.hpp"

namespace bouton::cosim {

using spec::Region;

std::vector<Window> changing(const RandomImage& random_image) {
    std::vector<Window> windows;
    for (const Region region :
         {Region::Synapse, Region::Dendrite, Region::NeuronState, Region::NeuronSum,
          Region::NeuronFlag, Region::AxonState, Region::AxonFlag}) {
        const auto& words = random_image.image.cores[0].region[static_cast<std::size_t>(region)];
        auto end = static_cast<std::uint32_t>(words.size());
        // Flags of axons are zero in an image: their window is that of the ids.
        if (region == Region::AxonFlag) {
            const auto& ids =
                random_image.image.cores[0].region[static_cast<std::size_t>(Region::AxonId)];
            end = static_cast<std::uint32_t>(ids.size());
        }
        std::uint32_t first = 0;
        while (first < words.size() && words[first] == spec::region_info(region).empty) ++first;
        if (region != Region::Synapse) first = 0;
        if (end > first) windows.push_back({region, first, end - first});
    }
    return windows;
}

std::vector<Window> everything(const spec::Configuration& configuration) {
    std::vector<Window> windows;
    for (std::size_t r = 0; r < spec::region_count; ++r) {
        const auto region = static_cast<Region>(r);
        if (region != Region::Csr)
            windows.push_back({region, 0, spec::region_size(region, configuration)});
    }
    return windows;
}

}  // namespace bouton::cosim
