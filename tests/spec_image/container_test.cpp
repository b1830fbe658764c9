// SPDX-License-Identifier: Apache-2.0
// Image files: what is written comes back, and nothing that is broken is accepted or does harm.
#include "spec/image/container.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>
#include <random>

#include <unistd.h>

#include "spec/image/bytes.hpp"
#include "spec/image/sections.hpp"
#include "tests/spec_image/sample.hpp"

using namespace bouton;
using bouton::test::sample_image;

namespace {

std::filesystem::path scratch(const std::string& name) {
    const auto folder = std::filesystem::temp_directory_path() / "bouton_image_test";
    std::filesystem::create_directories(folder);
    return folder / (name + std::to_string(::getpid()));
}

image::ImageError error_of(const image::Bytes& bytes) {
    try {
        image::from_bytes(bytes, "f");
    } catch (const image::ImageError& e) {
        return e;
    }
    FAIL("no error");
    throw std::logic_error("not reached");
}

// The sections of an image, changed, with all checksums right again.
image::Bytes resealed(const image::Bytes& bytes,
                      const std::function<void(image::Envelope&)>& change) {
    image::Envelope envelope = image::unpack(bytes, "IMAG", spec::limits::ImageVersion, "f");
    change(envelope);
    return image::pack(envelope);
}

}  // namespace

TEST_CASE("an image that is written is read back equal", "[spec_image]") {
    const image::Image image = sample_image();
    const auto path = scratch("roundtrip");
    image::write_image(path, image);
    CHECK(image::read_image(path) == image);
    std::filesystem::remove(path);
}

TEST_CASE("sections made one by one give the bytes of all at once", "[spec_image]") {
    const image::Bytes bytes = image::to_bytes(sample_image());
    const image::Envelope envelope = image::unpack(bytes, "IMAG", spec::limits::ImageVersion, "f");
    std::string order;
    std::vector<image::SectionMaker> makers;
    for (const image::Section& section : envelope.sections)
        makers.push_back({section.name, section.number, [&] {
                              order += 'm';
                              return section.bytes;
                          }});
    image::Bytes pieces;
    image::pack("IMAG", spec::limits::ImageVersion, makers,
                [&](std::span<const unsigned char> piece) {
                    order += 't';
                    pieces.insert(pieces.end(), piece.begin(), piece.end());
                });
    CHECK(pieces == bytes);
    CHECK(pieces == image::pack(envelope));
    // For the header all are made; then each is taken before the next is made.
    const std::size_t count = makers.size();
    std::string expected = std::string(count, 'm') + 't';
    for (std::size_t i = 0; i < count; ++i) expected += "mt";
    CHECK(order == expected);
}

TEST_CASE("real numbers survive a file exactly", "[spec_image]") {
    image::Image image = sample_image();
    std::mt19937_64 random(3);
    for (int i = 0; i < 200; ++i) {
        image.step_seconds = std::ldexp(static_cast<double>(random() | 1), -60 - i);
        image.populations[1].states[0].scale = -1.0 / static_cast<double>(random() | 1);
        REQUIRE(image::from_bytes(image::to_bytes(image), "f") == image);
    }
}

TEST_CASE("an image cut off anywhere is refused", "[spec_image]") {
    const image::Bytes bytes = image::to_bytes(sample_image());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        const image::Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        REQUIRE_THROWS_AS(image::from_bytes(cut, "f"), image::ImageError);
    }
}

TEST_CASE("an image with anything after its end is refused", "[spec_image]") {
    image::Bytes bytes = image::to_bytes(sample_image());
    bytes.push_back(0);
    CHECK(error_of(bytes).place == "file size");
}

TEST_CASE("an image with any one bit flipped is refused", "[spec_image]") {
    image::Bytes bytes = image::to_bytes(sample_image());
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        const auto mask = static_cast<unsigned char>(1U << bit % 8);
        bytes[bit / 8] ^= mask;
        bool refused = false;
        try {
            image::from_bytes(bytes, "f");
        } catch (const image::ImageError&) {
            refused = true;
        }
        bytes[bit / 8] ^= mask;
        if (!refused) FAIL("bit " << bit << " was flipped unnoticed");
    }
}

TEST_CASE("a changed image with right checksums is valid or refused, and never does harm",
          "[spec_image]") {
    const image::Bytes bytes = image::to_bytes(sample_image());
    const unsigned seed = 20240611;
    CAPTURE(seed);
    std::mt19937 random(seed);
    unsigned accepted = 0;
    for (int i = 0; i < 4000; ++i) {
        const image::Bytes changed = resealed(bytes, [&](image::Envelope& envelope) {
            image::Bytes& target = envelope.sections[random() % envelope.sections.size()].bytes;
            for (unsigned n = 1 + random() % 3; n > 0; --n) {
                const auto at =
                    target.begin() + static_cast<std::ptrdiff_t>(random() % target.size());
                switch (random() % 4) {
                    case 0:
                        *at = static_cast<unsigned char>(random());
                        break;
                    case 1:
                        *at = 0xff;
                        break;
                    case 2:
                        target.erase(at, target.end());
                        break;
                    default:
                        target.insert(at, static_cast<unsigned char>(random()));
                }
                if (target.empty()) break;
            }
        });
        try {
            image::from_bytes(changed, "f");
            ++accepted;
        } catch (const image::ImageError&) {
        }
    }
    // Some changes (a weight, a state) make another valid image: both ways were taken.
    CHECK(accepted > 0);
    CHECK(accepted < 4000);
}

TEST_CASE("errors of an image name file, place, what was found and what was expected",
          "[spec_image]") {
    const image::Bytes bytes = image::to_bytes(sample_image());
    SECTION("another kind of file") {
        const std::string text = "network digits\n";
        CHECK(error_of(image::Bytes(text.begin(), text.end())).place == "first bytes");
        CHECK(error_of({}).place == "first bytes");
    }
    SECTION("another version") {
        image::Envelope envelope = image::unpack(bytes, "IMAG", spec::limits::ImageVersion, "f");
        envelope.version = 99;
        const auto e = error_of(image::pack(envelope));
        CHECK(e.file == "f");
        CHECK(e.place == "version");
        CHECK(e.found == "99");
        CHECK(e.expected == "1");
    }
    SECTION("a checkpoint") {
        image::Envelope envelope = image::unpack(bytes, "IMAG", spec::limits::ImageVersion, "f");
        envelope.kind = "CHKP";
        CHECK(error_of(image::pack(envelope)).place == "kind");
    }
    SECTION("more words than the region has") {
        const auto e = error_of(resealed(bytes, [](image::Envelope& envelope) {
            envelope.sections[1].bytes[3] = 0x7f;  // the count of the first region
        }));
        CHECK(e.place.find("section CORE 0") == 0);
        CHECK(e.expected == "at most 64");
    }
    SECTION("more words than the section has") {
        const auto e = error_of(resealed(
            bytes, [](image::Envelope& envelope) { envelope.sections[1].bytes.resize(8); }));
        CHECK(e.expected == "4 bytes an entry");
    }
    SECTION("a missing section") {
        const auto e = error_of(
            resealed(bytes, [](image::Envelope& envelope) { envelope.sections.pop_back(); }));
        CHECK(e.place == "sections");
    }
    SECTION("an additional section") {
        const auto e = error_of(resealed(bytes, [](image::Envelope& envelope) {
            envelope.sections.push_back({"MORE", 0, {}});
        }));
        CHECK(e.place == "sections");
    }
    SECTION("a member that is not there") {
        const auto e = error_of(resealed(bytes, [](image::Envelope& envelope) {
            const std::string text = R"({"network":"n"})";
            envelope.sections[0].bytes.assign(text.begin(), text.end());
        }));
        CHECK(e.place == "META");
        CHECK(e.found == "no member configuration");
    }
    SECTION("JSON that never closes") {
        const auto e = error_of(resealed(bytes, [](image::Envelope& envelope) {
            envelope.sections[0].bytes.assign(100000, '[');
        }));
        CHECK(e.place == "META");
    }
    SECTION("no such file") {
        REQUIRE_THROWS_AS(image::read_image("/nowhere/at/all"), image::ImageError);
        REQUIRE_THROWS_AS(image::read_image("/"), image::ImageError);
    }
}

TEST_CASE("a file that cannot be written leaves the old one and nothing else", "[spec_image]") {
    const auto folder = scratch("folder");
    std::filesystem::create_directories(folder / "occupied");
    REQUIRE_THROWS_AS(image::write_image(folder / "occupied", sample_image()), image::ImageError);
    REQUIRE_THROWS_AS(image::write_image(folder / "missing" / "image", sample_image()),
                      image::ImageError);
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder))
        ++entries;
    CHECK(entries == 1);
    std::filesystem::remove_all(folder);
}
