// SPDX-License-Identifier: Apache-2.0
// Checkpoint files: the state of a chip between two steps and the input that waits for it. An
// envelope (spec/image/sections.hpp) of kind "CHKP":
//   META    network, configuration, mesh, step, refused events (JSON)
//   CORE i  the memories and registers of core i, as in an image
//   CNTR i  its counters, 64 bits each
//   INPT    pending input: count, then for each word its step (64 bits) and the word (64 bits)
//
// The same file for model and RTL. Reading trusts nothing, as with images; a checkpoint goes only
// with the image it was taken from: network and configuration are compared, and every word that no
// run changes (fixed_part.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "runtime/session/device_state.hpp"
#include "runtime/session/input.hpp"
#include "spec/image/file.hpp"

namespace bouton::runtime {

struct Checkpoint {
    std::uint64_t step = 0;
    std::uint64_t refused = 0;
    DeviceState state;
    Input input;

    bool operator==(const Checkpoint&) const = default;
};

image::Bytes to_bytes(const Checkpoint& checkpoint, const image::Image& image);
Checkpoint checkpoint_of(std::span<const unsigned char> bytes, const image::Image& image,
                         const std::string& file);

}  // namespace bouton::runtime
