// SPDX-License-Identifier: Apache-2.0
// Which programs a descriptor of an image has, and what those of a projection touch.
#pragma once

#include <cstdint>
#include <optional>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::image {

// Where the descriptor's program for that trigger begins, if it has one.
std::optional<std::uint32_t> pc_of(const spec::Descriptor& descriptor, spec::Trigger trigger);

// Whether a program of the projection's rows reads or writes the tag.
bool uses_tag(const Image& image, const Projection& projection);

}  // namespace bouton::image
