// SPDX-License-Identifier: Apache-2.0
// Spikes as text: a heading, then `step,population,element,payload`, one a line; population is a
// name. Spikes of inputs written so are an input file (input_file.hpp).
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "runtime/session/event.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

std::string format_spikes(std::span<const Event> events, const image::Image& image);
void write_spikes(const std::filesystem::path& path, std::span<const Event> events,
                  const image::Image& image);

}  // namespace bouton::runtime
