// SPDX-License-Identifier: Apache-2.0
// What a refusal proposes does hold the network.
#include <regex>

#include "tests/compiler/map/check.hpp"

namespace bouton::test {
namespace {

std::string refusal(const Sample& sample, const std::string& name,
                    const compiler::MapOptions& options) {
    compiler::Diagnostics diagnostics;
    compiler::MapReport report;
    const auto mapping = compiler::map(sample.network, sample.plan, configuration(name), options,
                                       diagnostics, report);
    CHECK(mapping.core.empty());
    REQUIRE(diagnostics.failed());
    return diagnostics.list[0].text;
}

}  // namespace

TEST_CASE("a larger mesh that is proposed holds the network", "[map]") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        const Sample sample = random_network(seed, 4, 40);
        compiler::MapOptions options;
        options.mesh = {1, 1};
        options.neurons = 6;
        const std::string text = refusal(sample, "fpga", options);
        CAPTURE(text);
        std::smatch found;
        REQUIRE(std::regex_search(text, found,
                                  std::regex("\\(checked\\) with a mesh of "
                                             "([0-9]+)x([0-9]+)")));
        options.mesh = {static_cast<std::uint32_t>(std::stoul(found[1])),
                        static_cast<std::uint32_t>(std::stoul(found[2]))};
        compiler::MapReport report;
        const auto mapping = map_ok(sample, configuration("fpga"), options, report);
        CHECK(illegal(sample, mapping, configuration("fpga")) == "");
    }
}

TEST_CASE("more neurons a core, and large cores, are proposed where they are enough", "[map]") {
    const Sample sample = layers();
    compiler::MapOptions options;
    options.mesh = {1, 1};
    options.neurons = 50;
    const std::string text = refusal(sample, "default", options);
    CAPTURE(text);
    CHECK(text.find("a mesh of 2x1") != std::string::npos);
    CHECK(text.find("up to 256 neurons a core") != std::string::npos);
    CHECK(text.find("'large'") == std::string::npos);
    options.neurons = 0;
    compiler::MapReport report;
    map_ok(sample, configuration("default"), options, report);
}

TEST_CASE("large cores are proposed for what a smaller configuration cannot hold at all", "[map]") {
    Sample sample;
    compiler::Random random(1);
    add_population(sample, "in", 5000, true);
    add_population(sample, "a", 3);
    connect(sample, 0, 1, 1, Rows::Static, random);
    const std::string text = refusal(sample, "default", {});
    CAPTURE(text);
    CHECK(text.find("(checked) with 'large' cores") != std::string::npos);
    compiler::MapReport report;
    const auto mapping = map_ok(sample, configuration("large"), {}, report);
    CHECK(illegal(sample, mapping, configuration("large")) == "");
}

TEST_CASE("nothing is proposed where nothing helps", "[map]") {
    Sample sample;
    compiler::Random random(1);
    add_population(sample, "in", 9000, true);
    add_population(sample, "a", 1);
    connect(sample, 0, 1, 1, Rows::Static, random);
    const std::string text = refusal(sample, "default", {});
    CAPTURE(text);
    CHECK(text.find("checked") == std::string::npos);
}

}  // namespace bouton::test
