// SPDX-License-Identifier: Apache-2.0
// Binary points are the finest that hold what has to be held, and what rounding costs is reported.
#include <cmath>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

image::QuantisationNote note(const std::string& weight, const std::string& more = "") {
    return compile_ok(
               "network q input a 20 population b 20 delta_lif() projection a -> b"
               " all_to_all weight " +
               weight + " " + more)
        .image->quantisation.at(0);
}

}  // namespace

TEST_CASE("a weight point is the finest that holds the largest weight", "[compiler]") {
    CHECK(note("1").scale == std::ldexp(1.0, -14));
    CHECK(note("0.99").scale == std::ldexp(1.0, -15));
    CHECK(note("1.99").scale == std::ldexp(1.0, -14));
    CHECK(note("2").scale == std::ldexp(1.0, -13));
    CHECK(note("1000").scale == std::ldexp(1.0, -5));
    CHECK(note("0.001").scale == std::ldexp(1.0, -24));
    CHECK(note("0").scale == std::ldexp(1.0, -14));
}

TEST_CASE("errors are at most half a place to nearest, a whole one else", "[compiler]") {
    const auto nearest = note("uniform(0, 1)");
    CHECK(nearest.largest_error <= nearest.scale / 2);
    CHECK(nearest.rms_error == Approx(nearest.scale / std::sqrt(12.0)).epsilon(0.1));
    CHECK(nearest.synapses == 400);
    const auto truncated = note("uniform(0, 1)", "rounding truncate bits 8");
    CHECK(truncated.scale == std::ldexp(1.0, -7));
    CHECK(truncated.largest_error <= truncated.scale);
    CHECK(truncated.rms_error == Approx(truncated.scale / std::sqrt(3.0)).epsilon(0.1));
    const auto stochastic = note("uniform(0, 1)", "rounding stochastic bits 8");
    CHECK(stochastic.rms_error == Approx(stochastic.scale / std::sqrt(6.0)).epsilon(0.1));
}

TEST_CASE("clipped weights and weights rounded to zero are counted", "[compiler]") {
    CHECK(note("uniform(0, 1)", "bits 4").rounded_to_zero == Approx(400 / 16).margin(12));
    const auto result = compile_ok(
        "network q input a 20 population b 20 relay()"
        " rule r { dw = 0.1*x0 bounds [0, 0.5] }"
        " projection a -> b all_to_all weight uniform(0, 1) rule r");
    CHECK(result.image->quantisation[0].clipped == Approx(200).margin(45));
}

TEST_CASE("weights that meet at a receptor share their point, other receptors do not",
          "[compiler]") {
    const auto result = compile_ok(
        "network q input a 2 population b 2 lif()"
        " projection a -> b all_to_all weight 0.01"
        " projection a -> b all_to_all weight 3"
        " projection a -> b all_to_all weight 0.1 receptor inh");
    CHECK(result.image->projections[0].weight.scale == std::ldexp(1.0, -13));
    CHECK(result.image->projections[1].weight.scale == std::ldexp(1.0, -13));
    CHECK(result.image->projections[2].weight.scale == std::ldexp(1.0, -18));
}

TEST_CASE("clipped initial weights and empty projections are warned of", "[compiler]") {
    const auto warnings = [](const std::string& options) {
        const auto result = compile_ok(
            "network q input a 3 population b 3 lif()"
            " rule s = pair_stdp(bounds = [0, 1])\nprojection a -> b " +
            options);
        std::string text;
        for (const auto& diagnostic : result.diagnostics) text += to_string(diagnostic) + '\n';
        return text;
    };
    CHECK(warnings("all_to_all weight 1 rule s").empty());
    const std::string clipped = warnings("one_to_one weight [0.5, 1.5, 2] rule s");
    CHECK(clipped.find("test.net:2:") == 0);
    CHECK(clipped.find("warning: initial weights beyond the bounds were clipped: 2 of 3 of "
                       "projection 'a->b'") != std::string::npos);
    CHECK(warnings("fixed_probability(0)").find("has no synapses") != std::string::npos);
}

TEST_CASE("a weight whose error could not even be reported is refused where it is written",
          "[compiler]") {
    for (const char* const weight : {"1e160", "1e308", "uniform(0.2, 1e308)", "[1, 1e200, 1]"}) {
        CAPTURE(weight);
        const auto result = compile(
            "network q input a 3 population b 3 lif()\nprojection a -> b one_to_one weight " +
            std::string(weight));
        CHECK_FALSE(result.ok());
        REQUIRE_FALSE(result.diagnostics.empty());
        CHECK(to_string(result.diagnostics[0]).find("test.net:2:12: error: ") == 0);
    }
}

TEST_CASE("the image carries weights and constants as they were before rounding", "[compiler]") {
    const auto result = compile_ok(
        "network q input a 3 population b 3 lif() projection a -> b"
        " all_to_all weight uniform(0.1, 0.9) bits 6");
    const image::Image& image = *result.image;
    const auto& words = image.cores[0].region[static_cast<std::size_t>(spec::Region::Synapse)];
    for (const auto& synapse : image.projections[0].synapses) {
        const std::size_t index = synapse.address * 8 + synapse.lane;
        const double exact = image.floats[0].weight.at(index);
        CHECK(exact != std::round(exact));
        CHECK(std::abs(exact - spec::SynapseWord::unpack(words[index]).weight) <= 512);
    }
    bool differs = false;
    const auto& constants = image.cores[0].region[static_cast<std::size_t>(spec::Region::Constant)];
    REQUIRE(image.floats[0].constant.size() == constants.size());
    for (std::size_t i = 0; i < constants.size(); ++i) {
        const auto word = static_cast<std::int16_t>(static_cast<std::uint16_t>(constants[i]));
        CHECK(std::abs(image.floats[0].constant[i] - word) <= 0.5);
        differs |= image.floats[0].constant[i] != word;
    }
    CHECK(differs);
}

}  // namespace bouton::test
