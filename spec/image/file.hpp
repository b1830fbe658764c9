// SPDX-License-Identifier: Apache-2.0
// Whole files: read into memory, and written so that a reader sees all of it or nothing (a
// temporary beside it, then a rename). Both throw ImageError.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bouton::image {

using Bytes = std::vector<unsigned char>;

Bytes read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::span<const unsigned char> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace bouton::image
