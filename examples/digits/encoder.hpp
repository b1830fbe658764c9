// SPDX-License-Identifier: Apache-2.0
// Turns an image into spikes: its central pixels in blocks of 2 x 2 (20 x 20 pixels make 10 x 10
// inputs, all 28 x 28 make 14 x 14), divided by their length, so that every image is an input of
// equal length; each of the numbers is then a rate.
//
// Contract: deterministic. Pixel i adds its rate to an accumulator in every step and spikes when
// that passes 1. The accumulators start at different phases (from the seed) and are never reset, so
// what an image gives depends on all images before it. A black image gives no spikes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace bouton::digits {

using Input = std::vector<double>;

// Mean grey of each of side x side blocks in the middle, 0..1. side: 1..14.
Input pool(std::span<const std::uint8_t> image, std::uint32_t side);
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
    Encoder(std::uint64_t seed, std::uint32_t side, double length, std::uint32_t steps);
    void encode(std::span<const std::uint8_t> image, Presentation& out);

  private:
    std::uint32_t side_;
    double length_;
    std::uint32_t steps_;
    Input phase_;
};

}  // namespace bouton::digits
