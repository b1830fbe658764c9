// SPDX-License-Identifier: Apache-2.0
// The memories of a core as bytes: for each region a count and that many words, each in the bytes
// its width needs. Shared by images and checkpoints.
#pragma once

#include "spec/image/bytes.hpp"
#include "spec/image/image.hpp"

namespace bouton::image {

Bytes core_bytes(const Core& core);
Core core_of(Reader in, const spec::Configuration& configuration);

}  // namespace bouton::image
