// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/encoder.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "examples/digits/mnist.hpp"

using namespace bouton::digits;

TEST_CASE("Pooling takes the mean of 2 x 2 pixels of the central 20 x 20", "[digits]") {
    std::vector<std::uint8_t> image(784, 0);
    image[4 * 28 + 4] = 255;    // the first pixel of the first block
    image[3 * 28 + 4] = 255;    // just outside
    image[23 * 28 + 23] = 255;  // the last pixel of the last block
    const auto input = pool(image, 10);
    CHECK(input[0] == 0.25);
    CHECK(input[99] == 0.25);
    CHECK(std::accumulate(input.begin(), input.end(), 0.0) == 0.5);
}

TEST_CASE("With 14 x 14 inputs pooling takes the whole image", "[digits]") {
    std::vector<std::uint8_t> image(784, 0);
    image[0] = image[783] = 255;
    const auto input = pool(image, 14);
    REQUIRE(input.size() == 196);
    CHECK(input[0] == 0.25);
    CHECK(input[195] == 0.25);
}

TEST_CASE("Every image is an input of length 1, a black one of length 0", "[digits]") {
    const auto data = load_mnist(BOUTON_MNIST, "t10k");
    for (std::size_t i = 0; i < 100; ++i) {
        double square = 0;
        for (double value : normalised(pool(data.images[i], 10))) square += value * value;
        CHECK(square == Approx(1));
    }
    CHECK(normalised(Input{}) == Input{});
}

TEST_CASE("The encoder spikes at the rates of the image, from image to image without a reset",
          "[digits]") {
    const auto data = load_mnist(BOUTON_MNIST, "train");
    Encoder encoder(1, 10, 0.4, 200);
    Presentation presentation;
    std::array<double, 100> expected{}, spikes{};
    std::size_t all = 0;
    for (std::size_t i = 0; i < 5000; ++i) {
        encoder.encode(data.images[i], presentation);
        REQUIRE(presentation.steps() == 200);
        all += presentation.pixels.size();
        const auto rate = normalised(pool(data.images[i], 10));
        for (std::size_t p = 0; p < 100; ++p) expected[p] += 200 * 0.4 * rate[p];
        for (std::uint8_t pixel : presentation.pixels) spikes[pixel] += 1;
    }
    for (std::size_t p = 0; p < 100; ++p) CHECK(std::abs(spikes[p] - expected[p]) <= 1);
    CHECK(static_cast<double>(all) / 5000 == Approx(462).epsilon(0.01));
}

TEST_CASE("Pixels of equal rate do not spike in step with each other", "[digits]") {
    std::vector<std::uint8_t> white(784, 255);
    Encoder encoder(1, 10, 0.4, 200);
    Presentation presentation;
    encoder.encode(white, presentation);
    std::size_t most = 0;
    for (std::size_t s = 0; s < 200; ++s) most = std::max(most, presentation.at(s).size());
    CHECK(most < 20);
    CHECK(presentation.pixels.size() == Approx(800).margin(100));
}
