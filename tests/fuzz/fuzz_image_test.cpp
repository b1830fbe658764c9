// SPDX-License-Identifier: Apache-2.0
// Images with some words changed at random: refused with an error that names the place, or run
// without harm.
#include <catch2/catch.hpp>

#include "sim/model/chip.hpp"
#include "spec/image/container.hpp"
#include "spec/image/validate.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/random.hpp"

using namespace bouton;

namespace {

// One word of the image becomes another: any, a flipped bit, or a copy of its neighbour.
void change(cosim::Random& random, image::Image& image) {
    auto& core = image.cores[0];
    const auto r = random.below(spec::region_count);
    auto& words = core.region[r];
    if (words.empty()) return;
    const auto size = static_cast<std::uint32_t>(words.size());
    std::uint64_t& word = words[random.below(size)];
    const unsigned bits = spec::regions[r].bits;
    switch (random.below(4)) {
        case 0:
            word = random.bits() & spec::detail::mask(bits);
            break;
        case 1:
            word = words[random.below(size)];
            break;
        case 2:
            word = random.bits();
            break;
        default:
            word ^= std::uint64_t{1} << random.below(bits);
            break;
    }
}

bool valid(const image::Image& image) {
    return image::validate(image).empty();
}

}  // namespace

TEST_CASE("a changed image is refused by the reader exactly when validation refuses it", "[fuzz]") {
    const auto& configuration = *spec::find_configuration("tiny");
    std::uint32_t refused = 0, accepted = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        CAPTURE(seed);
        cosim::Random random(seed);
        image::Image image = cosim::random_image(seed, configuration).image;
        for (std::uint32_t i = 0; i <= random.below(3); ++i) change(random, image);
        // Words wider than their region cannot be written at all.
        const auto problems = image::validate(image);
        image::Bytes bytes;
        try {
            bytes = image::to_bytes(image);
        } catch (const image::ImageError&) {
            REQUIRE_FALSE(problems.empty());
            ++refused;
            continue;
        }
        try {
            const image::Image back = image::from_bytes(bytes, "fuzz.image");
            ++accepted;
            CHECK(valid(back));
        } catch (const image::ImageError& error) {
            ++refused;
            CHECK(error.file == "fuzz.image");
            CHECK_FALSE(error.place.empty());
            CHECK_FALSE(problems.empty());
        }
    }
    CHECK(refused > 20);
    CHECK(accepted > 20);
}

TEST_CASE("a changed image that validation accepts runs, and both ways of the model agree",
          "[fuzz]") {
    const auto& configuration = *spec::find_configuration("tiny");
    model::Chip reference, batches;
    reference.set_reference(true);
    std::uint32_t run = 0;
    for (std::uint64_t seed = 0; seed < 600; ++seed) {
        CAPTURE(seed);
        cosim::Random random(seed ^ 0x66757a7a);
        auto image = cosim::random_image(seed, configuration);
        for (std::uint32_t i = 0; i <= random.below(6); ++i) change(random, image.image);
        if (!valid(image.image)) continue;
        ++run;
        const auto mismatch = cosim::lockstep(reference, batches, image, {.steps = 20});
        if (mismatch) FAIL_CHECK(cosim::describe(*mismatch));
    }
    CHECK(run > 60);
}
