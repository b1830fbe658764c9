// SPDX-License-Identifier: Apache-2.0
// Reading files is bounded: the limit holds for files and for pipes, and devices are refused.
#include "spec/image/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "spec/image/error.hpp"

using namespace bouton;

namespace {

constexpr std::string_view ten = "0123456789";

// What is wrong with reading it; empty: nothing.
std::string problem(const std::string& path, std::uint64_t limit) {
    try {
        const image::Bytes bytes = image::read_file(path, limit);
        CHECK(std::string(bytes.begin(), bytes.end()) == ten);
        return {};
    } catch (const image::ImageError& e) {
        CHECK(e.file == path);
        return e.place + ": " + e.found + ", " + e.expected;
    }
}

}  // namespace

TEST_CASE("a file is read up to the limit and refused beyond it", "[spec_image]") {
    const std::string path = "build_file_test.txt";
    image::write_file(path, ten);
    CHECK(problem(path, 10).empty());
    CHECK(image::read_text(path) == ten);
    CHECK(problem(path, 9) == "file size: 10 bytes, at most 9");
    std::remove(path.c_str());
}

TEST_CASE("a pipe is read up to the limit and refused beyond it", "[spec_image]") {
    const std::uint64_t limit = GENERATE(9U, 10U);
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    REQUIRE(::write(ends[1], ten.data(), ten.size()) == 10);
    ::close(ends[1]);
    const std::string found = problem("/proc/self/fd/" + std::to_string(ends[0]), limit);
    CHECK(found == (limit == 10 ? "" : "file size: more than 9 bytes, at most 9"));
    ::close(ends[0]);
}

TEST_CASE("what is neither a file nor a pipe is refused", "[spec_image]") {
    CHECK(problem("/dev/zero", 10) == "file: a device, a regular file or a pipe");
    CHECK(problem("/", 10) == "file: a directory, a readable file");
    CHECK(problem("nowhere/at/all", 10) == "file: No such file or directory, a readable file");
}

TEST_CASE("a binary file is refused as a text, by its first zero", "[spec_image]") {
    const auto file = std::filesystem::temp_directory_path() / "bouton_binary_test";
    const auto refusal = [&](std::string_view bytes) {
        image::write_file(file, bytes);
        try {
            image::read_text(file);
        } catch (const image::ImageError& error) {
            return error.place + ": " + error.found;
        }
        return std::string("accepted");
    };
    CHECK(refusal(std::string_view("ab\0c", 4)) == "byte 2: a binary file");
    CHECK(refusal(std::string_view("\x89"
                                   "BTN\0",
                                   5)) == "byte 4: an image or checkpoint of Bouton");
    CHECK(refusal("text") == "accepted");
    std::filesystem::remove(file);
}

TEST_CASE("writing follows a link, and writes to a pipe instead of replacing it", "[spec_image]") {
    const auto folder = std::filesystem::temp_directory_path() / "bouton_file_test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    const auto file = folder / "file", link = folder / "link", pipe = folder / "pipe";
    image::write_file(file, "old");
    std::filesystem::create_symlink(file, link);
    image::write_file(link, ten);
    CHECK(std::filesystem::is_symlink(link));
    CHECK(image::read_text(file) == ten);

    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    REQUIRE(reader >= 0);
    image::write_file(pipe, ten);
    std::array<char, 16> bytes{};
    CHECK(::read(reader, bytes.data(), bytes.size()) == static_cast<ssize_t>(ten.size()));
    ::close(reader);
    CHECK(std::filesystem::is_fifo(pipe));
    std::filesystem::remove_all(folder);
}

TEST_CASE("a file in pieces is the old one until the last piece is there", "[spec_image]") {
    const auto folder = std::filesystem::temp_directory_path() / "bouton_pieces_test";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    const auto file = folder / "file";
    image::write_file(file, "old");
    const auto piece = [](std::string_view text) {
        return std::vector<unsigned char>(text.begin(), text.end());
    };
    CHECK_THROWS_AS(image::write_file(file,
                                      [&](const image::Take& take) {
                                          take(piece("half"));
                                          throw std::runtime_error("no more");
                                      }),
                    std::runtime_error);
    CHECK(image::read_text(file) == "old");
    image::write_file(file, [&](const image::Take& take) {
        take(piece("01234"));
        CHECK(image::read_text(file) == "old");
        take(piece("56789"));
    });
    CHECK(image::read_text(file) == ten);
    CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 1);
    std::filesystem::remove_all(folder);
}
