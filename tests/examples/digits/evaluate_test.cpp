// SPDX-License-Identifier: Apache-2.0
#include "examples/digits/evaluate.hpp"

#include <catch2/catch.hpp>

using namespace bouton::digits;

namespace {

// Neurons 0 and 1 answer to class 3, neuron 2 to class 5 (and a little to 3), neuron 3 never.
const Responses labelling{.neurons = 4,
                          .spikes = {2, 1, 1, 0,    // a 3
                                     2, 1, 0, 0,    // a 3
                                     0, 0, 3, 0}};  // a 5
const std::vector<std::uint8_t> truth{3, 3, 5};

}  // namespace

TEST_CASE("A neuron gets the class it answers most per image, or none", "[digits]") {
    const auto readout = assign_labels(labelling, truth);
    CHECK(readout.label == std::vector<std::uint8_t>{3, 3, 5, Readout::no_label});
    CHECK(readout.neurons_of[3] == 2);
    CHECK(readout.neurons_of[5] == 1);
    CHECK(readout.profile[2][3] == Approx(0.5 / 3.5));
    CHECK(readout.profile[2][5] == Approx(3 / 3.5));
    CHECK(readout.profile[3][0] == 0);
}

TEST_CASE("Votes count per neuron of the class, and a silent image is wrong", "[digits]") {
    const auto readout = assign_labels(labelling, truth);
    const Responses testing{.neurons = 4,
                            .spikes = {1, 0, 1, 0,    // 3: 1/2, 5: 1 -> 5
                                       2, 2, 1, 0,    // 3: 2, 5: 1 -> 3
                                       0, 0, 0, 0,    // silent
                                       0, 0, 0, 7}};  // only the neuron without a label
    const auto result = score(readout, testing, std::vector<std::uint8_t>{5, 3, 0, 1});
    CHECK(result.windows == 4);
    CHECK(result.silent == 1);
    CHECK(result.vote == Approx(50));
    CHECK(result.confusion[5][5] == 1);
    CHECK(result.confusion[3][3] == 1);
    CHECK(result.spikes_per_window == Approx(14 / 4.0));
}

TEST_CASE("An image that only neurons without a label answer is wrong, also when it is a 0",
          "[digits]") {
    const auto readout = assign_labels(labelling, truth);
    const Responses testing{.neurons = 4, .spikes = {0, 0, 0, 7}};
    const auto result = score(readout, testing, std::vector<std::uint8_t>{0});
    CHECK(result.vote == 0);
    CHECK(result.soft == 0);
    CHECK(result.confusion[0][0] == 0);
}

TEST_CASE("The soft vote weighs a spike with its neuron's profile", "[digits]") {
    const auto readout = assign_labels(labelling, truth);
    // Votes: 3 gets 1/2, 5 gets 1. Soft: 3 gets 1 + 1/7, 5 gets 6/7.
    const Responses testing{.neurons = 4, .spikes = {1, 0, 1, 0}};
    const auto result = score(readout, testing, std::vector<std::uint8_t>{3});
    CHECK(result.vote == 0);
    CHECK(result.soft == 100);
}

TEST_CASE("The interval of a mean is Student's", "[digits]") {
    const auto mean = mean_of(std::vector<double>{1, 2, 3, 4});
    CHECK(mean.mean == Approx(2.5));
    CHECK(mean.half_interval == Approx(3.1824463 * 1.2909944 / 2));
    CHECK(mean_of(std::vector<double>{7}).half_interval == 0);
}
