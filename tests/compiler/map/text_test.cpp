// SPDX-License-Identifier: Apache-2.0
// Pins and rates that a network's text gives, and what the options do to them.
#include "compiler/compile.hpp"
#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

const std::string start =
    "network t input a 40 rate 20 Hz population b 30 relay() rate 5 Hz population c 30 relay()"
    " projection a -> b all_to_all projection b -> c all_to_all projection c -> b one_to_one ";

compiler::MapResult mapped(const std::string& text, const compiler::MapOptions& map = {}) {
    compiler::CompileOptions options;
    options.map = map;
    options.map.mesh = compiler::Place{3, 2};
    return compiler::map_text(text, "test.net", options, true);
}

// The populations' cores; each must be on one.
std::vector<std::uint32_t> cores(const compiler::MapResult& result) {
    REQUIRE(result.ok());
    std::vector<std::uint32_t> found;
    for (const auto& population : result.mapping->core) {
        if (population.empty()) continue;
        CHECK(std::count(population.begin(), population.end(), population[0]) ==
              static_cast<std::ptrdiff_t>(population.size()));
        found.push_back(population[0]);
    }
    return found;
}

}  // namespace

TEST_CASE("a pin of the text puts a population on its core", "[map]") {
    CHECK(cores(mapped(start + "pin b core (2, 1) pin c core (1, 0)")) ==
          std::vector<std::uint32_t>{5, 1});
    const auto spread = mapped(start + "pin c core (0, 0), (2, 0), (1, 1)");
    REQUIRE(spread.ok());
    for (std::uint32_t i = 0; i < 30; ++i)
        CHECK(spread.mapping->core[2][i] == (i < 10 ? 0u : i < 20 ? 2u : 4u));
}

TEST_CASE("a pin of the options replaces that of the text", "[map]") {
    compiler::MapOptions options;
    options.pins = {{.population = "b", .places = {{0, 1}}}};
    CHECK(cores(mapped(start + "pin b core (2, 1) pin c core (1, 0)", options)) ==
          std::vector<std::uint32_t>{3, 1});
}

TEST_CASE("rates of the text count, and those of the options replace them", "[map]") {
    const std::string pins = "pin b core (0, 0) pin c core (1, 0)";
    // Every b to the core of c, and every c to that of b: a population without a rate counts as 1.
    CHECK(mapped(start + pins).report.packets == Approx(40 * 20 + 30 * 5 + 30 * 1));
    compiler::MapOptions options;
    options.rates.emplace_back();
    options.rates[0].population = "b";
    options.rates[0].values = {7};
    CHECK(mapped(start + pins, options).report.packets == Approx(40 * 20 + 30 * 7 + 30 * 1));
    CHECK(mapped(start).hypergraph !=
          mapped(std::regex_replace(start, std::regex("5 Hz"), "6 Hz")).hypergraph);
}

TEST_CASE("pins and rates that cannot be are refused where they stand", "[map]") {
    const auto [text, message] =
        GENERATE(std::pair{"pin d core (0, 0)", "no population 'd'"},
                 std::pair{"pin a core (0, 0)", "is an input"},
                 std::pair{"pin b core (0, 0) pin b core (0, 0)", "pinned twice"},
                 std::pair{"pin b core (64, 0)", "from 0 to 63"},
                 std::pair{"pin b core (3, 0)", "a mesh of 3x2 does not have"},
                 std::pair{"pin b (3, 0)", "expected 'core'"},
                 std::pair{"population e 3 relay() rate 5", "a rate must be in Hz"},
                 std::pair{"input f 3 rate -5 Hz", "a rate must be in Hz"});
    CAPTURE(text);
    const auto result = mapped(start + text);
    CHECK_FALSE(result.ok());
    REQUIRE(result.diagnostics.size() == 1);
    CHECK_THAT(result.diagnostics[0].text, Catch::Contains(message));
    CHECK(result.diagnostics[0].at.line == 1);
}

TEST_CASE("an error of a pin is at the pin, not at its population", "[map]") {
    const auto [text, message] =
        GENERATE(std::pair{"\npin b core (3, 0)", "does not have"},
                 std::pair{"population e 300 relay()\npin e core (0, 0)", "does not fit"},
                 std::pair{"population e 200 relay() pin b core (0, 0) population f 200 relay() "
                           "pin e core (0, 0)\npin f core (0, 0)",
                           "'f' does not fit"});
    CAPTURE(text);
    const auto result = mapped(start + text);
    REQUIRE(result.diagnostics.size() == 1);
    CHECK_THAT(result.diagnostics[0].text, Catch::Contains(message));
    CHECK(result.diagnostics[0].at == compiler::Position{.line = 2, .column = 5});
}

}  // namespace bouton::test
