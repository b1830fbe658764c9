// SPDX-License-Identifier: Apache-2.0
// Whole files: read into memory, and written so that a reader sees all of it or nothing (a
// temporary beside it, then a rename; devices and pipes are written to as they are). Both throw
// ImageError. Only regular files and pipes are
// read, and no more of either than a limit: nothing a user names can fill the memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bouton::image {

using Bytes = std::vector<unsigned char>;

// Images and checkpoints: the largest mesh at the default configuration fits.
inline constexpr std::uint64_t binary_limit = std::uint64_t{4} << 30;
// Networks, spikes, lists of synapses.
inline constexpr std::uint64_t text_limit = std::uint64_t{256} << 20;

Bytes read_file(const std::filesystem::path& path, std::uint64_t limit);
// At most text_limit bytes, none of them 0.
std::string read_text(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::span<const unsigned char> bytes);
// In pieces: `make` hands them to what it is given, in order. A large file is never in memory
// whole.
using Take = std::function<void(std::span<const unsigned char>)>;
void write_file(const std::filesystem::path& path, const std::function<void(const Take&)>& make);
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace bouton::image
