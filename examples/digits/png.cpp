// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/png.hpp"

#include <zlib.h>

#include <stdexcept>
#include <string_view>

namespace bouton::digits {

namespace {

void put32(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

void chunk(std::string& out, std::string_view type, const std::string& data) {
    put32(out, static_cast<std::uint32_t>(data.size()));
    const std::string body = std::string(type) + data;
    out += body;
    put32(out, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                                                static_cast<uInt>(body.size()))));
}

std::string base64(const std::string& bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            three =
                three << 8 | (i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out.push_back(i + k <= bytes.size() ? digits[three >> (18 - 6 * k) & 63] : '=');
        }
    }
    return out;
}

}  // namespace

Picture::Picture(std::uint32_t width_, std::uint32_t height_, Colour background)
    : width(width_), height(height_) {
    for (std::uint32_t i = 0; i < width * height; ++i) {
        rgb.insert(rgb.end(), background.begin(), background.end());
    }
}

void Picture::set(std::uint32_t x, std::uint32_t y, Colour colour) {
    for (std::size_t c = 0; c < 3; ++c) rgb[(y * width + x) * std::size_t{3} + c] = colour[c];
}

std::string png_uri(const Picture& picture) {
    std::string lines;
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        lines.push_back(0);  // no filter
        const auto* line =
            reinterpret_cast<const char*>(picture.rgb.data()) + std::size_t{3} * y * picture.width;
        lines.append(line, std::size_t{3} * picture.width);
    }
    uLongf size = compressBound(static_cast<uLong>(lines.size()));
    std::string packed(size, '\0');
    if (compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                 reinterpret_cast<const Bytef*>(lines.data()),
                 static_cast<uLong>(lines.size())) != Z_OK) {
        throw std::runtime_error("a picture of the report could not be compressed");
    }
    packed.resize(size);
    std::string header;
    put32(header, picture.width);
    put32(header, picture.height);
    header += std::string("\x08\x02\x00\x00\x00", 5);  // 8 bits, RGB
    std::string file = "\x89PNG\r\n\x1a\n";
    chunk(file, "IHDR", header);
    chunk(file, "IDAT", packed);
    chunk(file, "IEND", "");
    return "data:image/png;base64," + base64(file);
}

}  // namespace bouton::digits
