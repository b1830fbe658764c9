// SPDX-License-Identifier: Apache-2.0
// Spikes as text, see spike_file.hpp.
#include "runtime/session/spike_file.hpp"

#include "spec/image/file.hpp"

namespace bouton::runtime {

std::string format_spikes(std::span<const Event> events, const image::Image& image) {
    std::string text = "step,population,element,payload\n";
    for (const Event& e : events)
        text += std::to_string(e.step) + ',' + image.populations.at(e.population).name + ',' +
                std::to_string(e.element) + ',' + std::to_string(e.payload) + '\n';
    return text;
}

void write_spikes(const std::filesystem::path& path, std::span<const Event> events,
                  const image::Image& image) {
    image::write_file(path, std::string_view(format_spikes(events, image)));
}

}  // namespace bouton::runtime
