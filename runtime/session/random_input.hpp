// SPDX-License-Identifier: Apache-2.0
// Poisson spikes for input populations, as independent draws in each step: an element spikes
// with the probability that a Poisson process of that rate has an event in it. The same seed gives
// the same spikes on every machine; those of a step depend on nothing but seed and step.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/session/event.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

class RandomInput {
  public:
    // `rate` in spikes a second, from 0 to one a step, of every input. An element has one event a
    // step at most, so rates near that give fewer: 1 - e^(-rate * step) a step.
    RandomInput(const image::Image& image, double rate, std::uint64_t seed);
    // A rate by population of the image, 0 for those that get no spikes. What one input gets does
    // not depend on the rates of the others.
    RandomInput(const image::Image& image, const std::vector<double>& rates, std::uint64_t seed);

    // The events of a step, sorted.
    std::vector<Event> events(std::uint64_t step) const;

  private:
    struct Input {
        std::uint32_t population = 0, size = 0;
        double probability = 0;
    };
    std::vector<Input> inputs_;
    std::uint64_t seed_;
};

}  // namespace bouton::runtime
