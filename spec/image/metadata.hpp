// SPDX-License-Identifier: Apache-2.0
// The small things of an image as JSON, and back. Arrays of locations and synapses are not in it
// (container.hpp).
#pragma once

#include <boost/json.hpp>
#include <string>

#include "spec/image/image.hpp"

namespace bouton::image {

boost::json::value to_json(const Image& image);
// An image without memories, locations and synapses.
Image from_json(const boost::json::value& meta, const std::string& file);

}  // namespace bouton::image
