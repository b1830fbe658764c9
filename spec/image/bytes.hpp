// SPDX-License-Identifier: Apache-2.0
// Little-endian writing and checked reading of bytes, the alphabet of every binary file. A Reader
// never reads past its end and never allocates more than the bytes that are left can fill; it
// throws ImageError.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spec/image/error.hpp"
#include "spec/image/file.hpp"

namespace bouton::image {

class Writer {
  public:
    void word(std::uint64_t value, unsigned width) {
        for (unsigned i = 0; i < width; ++i)
            bytes_.push_back(static_cast<unsigned char>(value >> (8 * i)));
    }
    void real(double value) { word(std::bit_cast<std::uint64_t>(value), 8); }
    void raw(std::span<const unsigned char> bytes) {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }

    // Values of one kind, in as few bytes each as the largest needs (at least one: a count never
    // promises more than the file holds). The count itself is the caller's.
    template <class Range, class Get>
    void column(const Range& range, Get get) {
        std::uint64_t largest = 0;
        for (const auto& item : range) largest = std::max<std::uint64_t>(largest, get(item));
        const auto width = std::max(1U, static_cast<unsigned>((std::bit_width(largest) + 7) / 8));
        word(width, 1);
        for (const auto& item : range) word(get(item), width);
    }

    Bytes take() { return std::move(bytes_); }

  private:
    Bytes bytes_;
};

class Reader {
  public:
    Reader(std::span<const unsigned char> bytes, std::string file, std::string place)
        : bytes_(bytes), file_(std::move(file)), place_(std::move(place)) {}

    std::size_t left() const { return bytes_.size() - at_; }

    std::uint64_t word(unsigned width) {
        need(width);
        std::uint64_t value = 0;
        for (unsigned i = 0; i < width; ++i) value |= std::uint64_t{bytes_[at_ + i]} << (8 * i);
        at_ += width;
        return value;
    }

    double real() {
        const double value = std::bit_cast<double>(word(8));
        if (!std::isfinite(value)) fail("a number that is not finite", "a finite number");
        return value;
    }

    // How many items of at least `width` bytes follow: refused when they could not be there, or
    // exceed the limit.
    std::size_t count(std::uint64_t limit, unsigned width) {
        const std::uint64_t n = word(4);
        if (n > limit) fail(std::to_string(n) + " entries", "at most " + std::to_string(limit));
        if (n * width > left())
            fail(std::to_string(n) + " entries in " + std::to_string(left()) + " bytes",
                 std::to_string(width) + " bytes an entry");
        return static_cast<std::size_t>(n);
    }

    template <class Range, class Set>
    void column(Range& range, std::uint64_t limit, Set set) {
        const auto width = static_cast<unsigned>(word(1));
        if (width < 1 || width > 4) fail(std::to_string(width) + " bytes a value", "1 to 4");
        if (range.size() > left() / width)
            fail(std::to_string(left()) + " bytes", std::to_string(range.size()) + " values");
        for (auto& item : range) {
            const std::uint64_t value = word(width);
            if (value > limit)
                fail("value " + std::to_string(value), "at most " + std::to_string(limit));
            set(item, static_cast<std::uint32_t>(value));
        }
    }

    void end() const {
        if (left() != 0) fail(std::to_string(left()) + " bytes too many", "the end of the section");
    }

    [[noreturn]] void fail(std::string found, std::string expected) const {
        throw ImageError(file_, place_ + ", byte " + std::to_string(at_), std::move(found),
                         std::move(expected));
    }

  private:
    void need(std::size_t n) const {
        if (n > left())
            fail("the end after " + std::to_string(left()) + " bytes",
                 std::to_string(n) + " more bytes");
    }

    std::span<const unsigned char> bytes_;
    std::size_t at_ = 0;
    std::string file_, place_;
};

}  // namespace bouton::image
