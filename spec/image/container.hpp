// SPDX-License-Identifier: Apache-2.0
// Image files. An envelope (sections.hpp) of kind "IMAG":
//   META    names and everything small, as JSON
//   CORE i  the memories of core i: for each region a count and that many words
//   REAL i  its FloatCore: five counts and float64 vectors
//   LOCS i  locations of population i
//   SYNS i  synapses of projection i, as columns
//
// What is read back compares equal to what was written. Reading trusts nothing: every count is
// bounded by the configuration and by the bytes that are there before memory is taken, and the
// result has passed require_valid. Errors are ImageError.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "spec/image/error.hpp"
#include "spec/image/file.hpp"
#include "spec/image/image.hpp"

namespace bouton::image {

void write_image(const std::filesystem::path& path, const Image& image);
Image read_image(const std::filesystem::path& path);

Bytes to_bytes(const Image& image);
// `file` is for messages.
Image from_bytes(std::span<const unsigned char> bytes, const std::string& file);

}  // namespace bouton::image
