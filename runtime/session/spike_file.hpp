// SPDX-License-Identifier: Apache-2.0
// Spikes as text: one `step,population,element[,payload]` a line, ordered by step; population is a
// name. An empty line, one that starts with '#', and the header line are skipped. What is wrong is
// an ImageError whose place is the line and field.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/session/event.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

std::vector<Event> parse_spikes(std::string_view text, const image::Image& image,
                                const std::string& file);
std::vector<Event> read_spikes(const std::filesystem::path& path, const image::Image& image);

std::string format_spikes(std::span<const Event> events, const image::Image& image);
void write_spikes(const std::filesystem::path& path, std::span<const Event> events,
                  const image::Image& image);

}  // namespace bouton::runtime
