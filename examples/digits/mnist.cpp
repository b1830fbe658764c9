// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/mnist.hpp"

#include <algorithm>
#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <fstream>
#include <utility>

namespace bouton::digits {

DataError::DataError(std::string file_, std::string problem_)
    : std::runtime_error(file_ + ": " + problem_),
      file(std::move(file_)),
      problem(std::move(problem_)) {}

namespace {

constexpr std::uint32_t magic_of_images = 0x803, magic_of_labels = 0x801;
constexpr std::uint32_t side = 28;

std::uint32_t big_endian(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint32_t>(bytes[at]) << 24 |
           static_cast<std::uint32_t>(bytes[at + 1]) << 16 |
           static_cast<std::uint32_t>(bytes[at + 2]) << 8 | bytes[at + 3];
}

// Checks the header of `words` 32-bit words and that `unit` bytes an item follow it; gives the
// items.
std::span<const std::uint8_t> items(std::span<const std::uint8_t> bytes, const std::string& file,
                                    std::uint32_t magic, std::size_t header, std::size_t unit) {
    if (bytes.size() < header) {
        throw DataError(file, "is " + std::to_string(bytes.size()) +
                                  " bytes long, its header alone is " + std::to_string(header));
    }
    if (big_endian(bytes, 0) != magic) {
        throw DataError(file, "starts with " + std::to_string(big_endian(bytes, 0)) +
                                  ", expected " + std::to_string(magic));
    }
    const std::size_t expected = header + unit * big_endian(bytes, 4);
    if (bytes.size() != expected) {
        throw DataError(file, "announces " + std::to_string(big_endian(bytes, 4)) +
                                  " items, which is " + std::to_string(expected) +
                                  " bytes, but has " + std::to_string(bytes.size()));
    }
    return bytes.subspan(header);
}

}  // namespace

Images parse_images(std::span<const std::uint8_t> bytes, const std::string& file) {
    const auto pixels = items(bytes, file, magic_of_images, 16, std::size_t{side} * side);
    if (big_endian(bytes, 8) != side || big_endian(bytes, 12) != side) {
        throw DataError(file, "has images of " + std::to_string(big_endian(bytes, 8)) + " x " +
                                  std::to_string(big_endian(bytes, 12)) +
                                  " pixels, expected 28 x 28");
    }
    return {.rows = side, .columns = side, .pixels = {pixels.begin(), pixels.end()}};
}

std::vector<std::uint8_t> parse_labels(std::span<const std::uint8_t> bytes,
                                       const std::string& file) {
    const auto labels = items(bytes, file, magic_of_labels, 8, 1);
    const auto bad =
        std::find_if(labels.begin(), labels.end(), [](auto label) { return label > 9; });
    if (bad != labels.end()) {
        throw DataError(file, "label " + std::to_string(bad - labels.begin()) + " is " +
                                  std::to_string(*bad) + ", expected 0 to 9");
    }
    return {labels.begin(), labels.end()};
}

std::vector<std::uint8_t> read_gzip(const std::string& file) {
    std::ifstream compressed(file, std::ios::binary);
    if (!compressed) throw DataError(file, "cannot be opened");
    std::vector<char> bytes;
    try {
        boost::iostreams::filtering_istream in;
        in.push(boost::iostreams::gzip_decompressor());
        in.push(compressed);
        boost::iostreams::copy(in, boost::iostreams::back_inserter(bytes));
    } catch (const boost::iostreams::gzip_error& error) {
        throw DataError(file, std::string("is not a complete gzip file (") + error.what() + ")");
    }
    return {bytes.begin(), bytes.end()};
}

Dataset load_mnist(const std::string& folder, const std::string& set) {
    const std::string images = folder + "/" + set + "-images-idx3-ubyte.gz";
    const std::string labels = folder + "/" + set + "-labels-idx1-ubyte.gz";
    Dataset data{.images = parse_images(read_gzip(images), images),
                 .labels = parse_labels(read_gzip(labels), labels)};
    if (data.images.size() != data.labels.size()) {
        throw DataError(labels, "has " + std::to_string(data.labels.size()) + " labels for " +
                                    std::to_string(data.images.size()) + " images");
    }
    return data;
}

}  // namespace bouton::digits
