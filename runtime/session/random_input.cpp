// SPDX-License-Identifier: Apache-2.0
// Poisson input, see random_input.hpp.
#include "runtime/session/random_input.hpp"

#include <cmath>

#include "runtime/session/error.hpp"

namespace bouton::runtime {

RandomInput::RandomInput(const image::Image& image, double rate, std::uint64_t seed)
    : probability_(-std::expm1(-rate * image.step_seconds)), random_(seed) {
    if (!(rate >= 0 && std::isfinite(rate)))
        throw SessionError("rate", std::to_string(rate), "spikes a second, at least 0");
    for (std::uint32_t p = 0; p < image.populations.size(); ++p)
        if (image.populations[p].kind == image::PopulationKind::Input)
            inputs_.emplace_back(p, image.populations[p].size);
}

std::vector<Event> RandomInput::events(std::uint64_t step) {
    std::vector<Event> events;
    for (const auto& [population, size] : inputs_)
        for (std::uint32_t element = 0; element < size; ++element)
            // 53 random bits as a number in [0, 1): the standard's distributions differ between
            // libraries.
            if (std::ldexp(static_cast<double>(random_() >> 11), -53) < probability_)
                events.push_back({step, population, element});
    return events;
}

}  // namespace bouton::runtime
