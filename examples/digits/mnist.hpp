// SPDX-License-Identifier: Apache-2.0
// Reads MNIST: IDX files, compressed with gzip.
//
// Contract: a file is read completely and checked (magic number, sizes, nothing missing, nothing
// left over, labels 0..9) before anything of it is used; anything else is a DataError that names
// the file.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace bouton::digits {

struct DataError : std::runtime_error {
    DataError(std::string file_, std::string problem_);
    std::string file, problem;
};

struct Images {
    std::uint32_t rows = 0, columns = 0;
    std::vector<std::uint8_t> pixels;

    std::size_t size() const { return pixels.size() / (std::size_t{rows} * columns); }
    std::span<const std::uint8_t> operator[](std::size_t i) const {
        const std::size_t n = static_cast<std::size_t>(rows) * columns;
        return std::span(pixels).subspan(i * n, n);
    }
};

struct Dataset {
    Images images;
    std::vector<std::uint8_t> labels;

    std::size_t size() const { return labels.size(); }
};

// The two kinds of IDX file, uncompressed. `file` is for messages.
Images parse_images(std::span<const std::uint8_t> bytes, const std::string& file);
std::vector<std::uint8_t> parse_labels(std::span<const std::uint8_t> bytes,
                                       const std::string& file);

std::vector<std::uint8_t> read_gzip(const std::string& file);

// `set` is "train" or "t10k".
Dataset load_mnist(const std::string& folder, const std::string& set);

}  // namespace bouton::digits
