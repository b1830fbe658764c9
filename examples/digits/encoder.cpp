// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/encoder.hpp"

#include <cmath>

#include "arith/splitmix.hpp"
#include "examples/digits/shuffle.hpp"

namespace bouton::digits {

Input pool(std::span<const std::uint8_t> image, std::uint32_t side) {
    constexpr std::uint32_t width = 28;
    const std::uint32_t border = width / 2 - side;
    Input result(std::size_t{side} * side);
    for (std::uint32_t y = 0; y < side; ++y) {
        for (std::uint32_t x = 0; x < side; ++x) {
            const std::size_t at = (border + 2 * y) * width + border + 2 * x;
            const int sum = image[at] + image[at + 1] + image[at + width] + image[at + width + 1];
            result[y * side + x] = sum / (4 * 255.0);
        }
    }
    return result;
}

Input normalised(const Input& input) {
    double square = 0;
    for (double value : input) square += value * value;
    Input result(input.size());
    if (square == 0) return result;
    const double scale = 1 / std::sqrt(square);
    for (std::size_t i = 0; i < input.size(); ++i) result[i] = input[i] * scale;
    return result;
}

Encoder::Encoder(std::uint64_t seed, std::uint32_t side, double length, std::uint32_t steps)
    : side_(side), length_(length), steps_(steps), phase_(std::size_t{side} * side) {
    std::uint64_t state = seed;
    for (double& phase : phase_)
        phase = std::ldexp(static_cast<double>(arith::splitmix64(state) >> 11), -53);
}

void Encoder::encode(std::span<const std::uint8_t> image, Presentation& out) {
    Input rate = normalised(pool(image, side_));
    for (double& value : rate) value *= length_;
    out.pixels.clear();
    out.first.assign(1, 0);
    for (std::uint32_t step = 0; step < steps_; ++step) {
        for (std::size_t i = 0; i < phase_.size(); ++i) phase_[i] += rate[i];
        for (std::size_t i = 0; i < phase_.size(); ++i) {
            if (phase_[i] < 1) continue;
            phase_[i] -= 1;
            out.pixels.push_back(static_cast<std::uint8_t>(i));
        }
        out.first.push_back(static_cast<std::uint32_t>(out.pixels.size()));
    }
}

}  // namespace bouton::digits
