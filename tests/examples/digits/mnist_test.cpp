// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/mnist.hpp"

#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>

using namespace bouton::digits;
using Catch::Matchers::Contains;

namespace {

std::vector<std::uint8_t> image_file(std::uint32_t count, std::uint32_t rows = 28) {
    std::vector<std::uint8_t> bytes = {0, 0, 8, 3,
                                       0, 0, 0, static_cast<std::uint8_t>(count),
                                       0, 0, 0, static_cast<std::uint8_t>(rows),
                                       0, 0, 0, 28};
    bytes.resize(16 + count * 784, 9);
    return bytes;
}

std::string message(const auto& action) {
    try {
        action();
    } catch (const DataError& error) {
        return error.what();
    }
    return "no error";
}

// A folder that is gone at the end of the test.
struct Folder {
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path = (std::filesystem::temp_directory_path() / "bouton_mnist_test").string();
};

}  // namespace

TEST_CASE("The project's MNIST files are complete", "[digits]") {
    const auto test = load_mnist(BOUTON_MNIST, "t10k");
    REQUIRE(test.size() == 10000);
    CHECK(test.images.size() == 10000);
    CHECK(test.labels[0] == 7);
    CHECK(test.images[0].size() == 784);
}

TEST_CASE("An image file is refused with what is wrong with it", "[digits]") {
    CHECK(parse_images(image_file(2), "x").size() == 2);
    auto bytes = image_file(2);
    bytes[3] = 1;
    CHECK_THAT(message([&] { parse_images(bytes, "x.gz"); }),
               Contains("x.gz: starts with 2049, expected 2051"));
    bytes = image_file(2);
    bytes.pop_back();
    CHECK_THAT(message([&] { parse_images(bytes, "x"); }), Contains("announces 2 items"));
    bytes.resize(bytes.size() + 2);
    CHECK_THAT(message([&] { parse_images(bytes, "x"); }), Contains("1584 bytes, but has 1585"));
    CHECK_THAT(message([&] { parse_images(image_file(1, 27), "x"); }), Contains("27 x 28"));
    bytes.resize(9);
    CHECK_THAT(message([&] { parse_images(bytes, "x"); }), Contains("9 bytes long"));
}

TEST_CASE("A label file is refused with what is wrong with it", "[digits]") {
    std::vector<std::uint8_t> bytes = {0, 0, 8, 1, 0, 0, 0, 3, 0, 9, 5};
    CHECK(parse_labels(bytes, "x") == std::vector<std::uint8_t>{0, 9, 5});
    bytes[9] = 10;
    CHECK_THAT(message([&] { parse_labels(bytes, "x"); }), Contains("label 1 is 10"));
    bytes[7] = 4;
    CHECK_THAT(message([&] { parse_labels(bytes, "x"); }), Contains("announces 4 items"));
}

TEST_CASE("A file that is missing, cut or no gzip file is refused by name", "[digits]") {
    const Folder folder;
    const std::string file = folder.path + "/t10k-images-idx3-ubyte.gz";
    CHECK_THAT(message([&] { load_mnist(folder.path, "t10k"); }),
               Contains(file + ": cannot be opened"));
    std::ofstream(file) << "not compressed at all";
    CHECK_THAT(message([&] { load_mnist(folder.path, "t10k"); }),
               Contains(file + ": is not a complete gzip"));
    std::string packed;
    {
        boost::iostreams::filtering_ostream out;
        out.push(boost::iostreams::gzip_compressor());
        out.push(boost::iostreams::back_inserter(packed));
        const auto bytes = image_file(3);
        out.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
    }
    std::ofstream(file, std::ios::binary) << packed.substr(0, packed.size() / 2);
    CHECK_THAT(message([&] { read_gzip(file); }), Contains("is not a complete gzip"));
    std::ofstream(file, std::ios::binary) << packed;
    CHECK(read_gzip(file) == image_file(3));
}
