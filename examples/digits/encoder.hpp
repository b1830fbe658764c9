// SPDX-License-Identifier: Apache-2.0
// Turns an image into spikes: the central 20 x 20 pixels in blocks of 2 x 2, divided by their
// length, so that every image is an input of equal length; each of the 100 numbers is then a rate.
//
// Contract: deterministic. Pixel i adds its rate to an accumulator in every step and spikes when
// that passes 1. The accumulators start at different phases (from the seed) and are never reset, so
// what an image gives depends on all images before it. A black image gives no spikes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace bouton::digits {

constexpr std::uint32_t input_side = 10;
constexpr std::uint32_t input_count = input_side * input_side;

using Input = std::array<double, input_count>;

// Mean grey of each block, 0..1.
Input pool(std::span<const std::uint8_t> image);
// The same direction, length 1 (or 0).
Input normalised(const Input& input);

// The spikes of one image: those of step s are pixels[first[s]] to pixels[first[s + 1]].
struct Presentation {
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint32_t> first;

    std::size_t steps() const { return first.size() - 1; }
    std::span<const std::uint8_t> at(std::size_t step) const {
        return std::span(pixels).subspan(first[step], first[step + 1] - first[step]);
    }
};

class Encoder {
  public:
    // `length`: that of the vector of spike probabilities per step.
    Encoder(std::uint64_t seed, double length, std::uint32_t steps);
    void encode(std::span<const std::uint8_t> image, Presentation& out);

  private:
    double length_;
    std::uint32_t steps_;
    Input phase_{};
};

}  // namespace bouton::digits
