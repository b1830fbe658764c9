// SPDX-License-Identifier: Apache-2.0
// Whether an image can be loaded into a chip at all, for exact chips of any make. Not whether it is
// a good one: that is image::validate.
#pragma once

#include <stdexcept>
#include <string>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton {

// An image that names no configuration, or whose cores do not fit it.
struct LoadError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The image's configuration. Throws LoadError.
inline const spec::Configuration& configuration_of(const image::Image& image) {
    const spec::Configuration* const found = spec::find_configuration(image.configuration);
    if (found == nullptr)
        throw LoadError("no configuration is named '" + image.configuration + "'");
    if (image.cores.empty() || image.cores.size() != std::size_t{image.mesh_x} * image.mesh_y)
        throw LoadError("the image has " + std::to_string(image.cores.size()) +
                        " cores for a mesh of " + std::to_string(image.mesh_x) + " x " +
                        std::to_string(image.mesh_y));
    for (std::size_t core = 0; core < image.cores.size(); ++core)
        for (std::size_t i = 0; i < spec::region_count; ++i) {
            const auto region = static_cast<spec::Region>(i);
            const std::size_t words = image.cores[core].region[i].size();
            const std::size_t size = spec::region_size(region, *found);
            if (words > size)
                throw LoadError("core " + std::to_string(core) + ": region " +
                                std::string(spec::to_string(region)) + " of the image has " +
                                std::to_string(words) + " words, configuration " +
                                image.configuration + " " + std::to_string(size));
        }
    return *found;
}

}  // namespace bouton
