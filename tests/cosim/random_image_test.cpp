// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/random_image.hpp"

#include <catch2/catch.hpp>

#include "spec/image/validate.hpp"
#include "tests/cosim/random_input.hpp"

using namespace bouton;

TEST_CASE("every random image passes the validation of the loader", "[cosim]") {
    for (const spec::Configuration& configuration : spec::configurations) {
        const std::uint64_t count = configuration.name == "tiny" ? 400 : 100;
        for (std::uint64_t seed = 0; seed < count; ++seed) {
            const auto random = cosim::random_image(seed, configuration);
            const auto problems = image::validate(random.image);
            CAPTURE(configuration.name, seed);
            if (problems.empty()) continue;
            FAIL(problems.front().place << ": " << problems.front().found << ", expected "
                                        << problems.front().expected);
        }
    }
}

TEST_CASE("a random image and its input are a pure function of the seed", "[cosim]") {
    const auto& configuration = *spec::find_configuration("tiny");
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        CAPTURE(seed);
        const auto a = cosim::random_image(seed, configuration),
                   b = cosim::random_image(seed, configuration);
        CHECK(a.image == b.image);
        CHECK_FALSE(a.image == cosim::random_image(seed + 1, configuration).image);
        for (std::uint64_t step = 0; step < 50; ++step) {
            CHECK(cosim::random_input(a, step) == cosim::random_input(b, step));
        }
    }
}
