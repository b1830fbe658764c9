// SPDX-License-Identifier: Apache-2.0
// Poisson input, see random_input.hpp.
#include "runtime/session/random_input.hpp"

#include <cmath>

#include "arith/splitmix.hpp"
#include "runtime/session/error.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::runtime {

namespace {

double probability(const image::Image& image, double rate) {
    if (!(rate >= 0 && std::isfinite(rate)))
        throw SessionError("rate", image::short_text(rate), "spikes a second, at least 0");
    // An element has one event a step at most: more would silently be fewer.
    if (rate * image.step_seconds > 1)
        throw SessionError("rate",
                           image::short_text(rate) + " spikes/s in steps of " +
                               image::short_text(image.step_seconds) + " s",
                           "at most " + image::short_text(1 / image.step_seconds) + ", one a step");
    return -std::expm1(-rate * image.step_seconds);
}

}  // namespace

RandomInput::RandomInput(const image::Image& image, double rate, std::uint64_t seed)
    : RandomInput(image, std::vector<double>(image.populations.size(), rate), seed) {}

RandomInput::RandomInput(const image::Image& image, const std::vector<double>& rates,
                         std::uint64_t seed)
    : seed_(seed) {
    for (std::uint32_t p = 0; p < image.populations.size(); ++p)
        if (image.populations[p].kind == image::PopulationKind::Input)
            inputs_.push_back({p, image.populations[p].size, probability(image, rates.at(p))});
}

std::vector<Event> RandomInput::events(std::uint64_t step) const {
    std::vector<Event> events;
    // Two rounds, so that neighbouring seeds and steps have nothing in common.
    std::uint64_t state = seed_;
    state = arith::splitmix64(state) ^ step;
    state = arith::splitmix64(state);
    for (const auto& [population, size, probability] : inputs_) {
        // 53 random bits, against the probability in the same places: the standard's distributions
        // differ between libraries.
        const double limit = std::ldexp(probability, 53);
        for (std::uint32_t element = 0; element < size; ++element)
            if (static_cast<double>(arith::splitmix64(state) >> 11) < limit)
                events.push_back({step, population, element});
    }
    return events;
}

}  // namespace bouton::runtime
