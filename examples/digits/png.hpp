// SPDX-License-Identifier: Apache-2.0
// A picture as a PNG data URI, for pages that need nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace bouton::digits {

using Colour = std::array<std::uint8_t, 3>;

struct Picture {
    Picture(std::uint32_t width_, std::uint32_t height_, Colour background);
    void set(std::uint32_t x, std::uint32_t y, Colour colour);

    std::uint32_t width, height;
    std::vector<std::uint8_t> rgb;
};

std::string png_uri(const Picture& picture);

}  // namespace bouton::digits
