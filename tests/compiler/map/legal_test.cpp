// SPDX-License-Identifier: Apache-2.0
// Every mapping that is handed out fits its cores, and is the same for the same seed.
#include "tests/compiler/map/check.hpp"

namespace bouton::test {
namespace {

void check(std::uint64_t seed, const std::string& name, std::uint32_t largest,
           compiler::Strategy strategy) {
    CAPTURE(seed, name);
    const Sample sample = random_network(seed, 2 + static_cast<std::uint32_t>(seed % 5), largest);
    compiler::MapOptions options;
    options.seed = seed;
    options.strategy = strategy;
    if (seed % 3 == 0) options.neurons = 1 + static_cast<std::uint32_t>(seed % 7);
    compiler::Diagnostics diagnostics;
    compiler::MapReport report, again;
    const compiler::Mapping mapping = compiler::map(
        sample.network, sample.plan, configuration(name), options, diagnostics, report);
    if (diagnostics.failed()) {
        // Refused only for a neuron that alone is too much.
        CHECK(diagnostics.list[0].text.find("never split") != std::string::npos);
        return;
    }
    CHECK(illegal(sample, mapping, configuration(name)) == "");
    CHECK(report.packets == count_packets(sample, mapping));
    for (const auto& [core, used] : count(sample, mapping, configuration(name).lanes)) {
        if (options.neurons != 0) CHECK(used.neurons <= options.neurons);
        for (const auto& one : report.cores) {
            if (one.place.y * mapping.mesh_x + one.place.x != core) continue;
            CHECK(one.neurons == used.neurons);
            CHECK(one.used[compiler::Resource::Axons] == used.axons);
            CHECK(one.used[compiler::Resource::Words] == used.words);
            CHECK(one.used[compiler::Resource::Fanout] == used.fanout);
            CHECK(one.used[compiler::Resource::Descriptors] == used.descriptors);
        }
    }
    const compiler::Mapping same = map_ok(sample, configuration(name), options, again);
    CHECK(same.core == mapping.core);
    CHECK(same.slot == mapping.slot);
}

}  // namespace

TEST_CASE("random networks are mapped legally, as reported, and again the same", "[map]") {
    const auto strategy = GENERATE(compiler::Strategy::Best, compiler::Strategy::Random);
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        check(seed, "tiny", 12, strategy);
        check(seed, "fpga", 100, strategy);
    }
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        check(seed, "default", 180, strategy);
        check(seed, "large", 180, strategy);
    }
}

TEST_CASE("what fits on one core is on one core, in the order of elements if rows are full",
          "[map]") {
    compiler::MapReport report;
    const compiler::Mapping mapping = map_ok(layers(), configuration("default"), {}, report);
    CHECK(mapping.cores() == 1);
    CHECK(mapping.slot.empty());
    CHECK(report.strategy == "order given");
}

TEST_CASE("a network without neurons has one core", "[map]") {
    Sample sample;
    add_population(sample, "in", 5, true);
    compiler::MapOptions options;
    options.strategy = GENERATE(compiler::Strategy::Best, compiler::Strategy::Random);
    compiler::MapReport report;
    CHECK(map_ok(sample, configuration("default"), options, report).cores() == 1);
    CHECK(to_html(report).find("</html>") != std::string::npos);
}

TEST_CASE("random mappings use as many cores as asked and differ by seed", "[map]") {
    const Sample sample = layers();
    compiler::MapOptions options;
    options.strategy = compiler::Strategy::Random;
    options.mesh = {4, 3};
    options.cores = 7;
    compiler::MapReport report;
    const compiler::Mapping one = map_ok(sample, configuration("default"), options, report);
    CHECK(report.cores.size() == 7);
    CHECK(illegal(sample, one, configuration("default")) == "");
    options.seed = 2;
    compiler::MapReport other_report;
    const compiler::Mapping other = map_ok(sample, configuration("default"), options, other_report);
    CHECK(one.core != other.core);
    CHECK(one.slot != other.slot);
}

TEST_CASE("pinned populations are where they were put, in pieces in the order of elements",
          "[map]") {
    const Sample sample = layers();
    compiler::MapOptions options;
    options.mesh = {3, 2};
    options.pins = {{"layer2", {{2, 1}, {0, 1}}}, {"layer3", {{2, 1}}}};
    const auto strategy = GENERATE(compiler::Strategy::Best, compiler::Strategy::Random);
    options.strategy = strategy;
    compiler::MapReport report;
    const compiler::Mapping mapping = map_ok(sample, configuration("default"), options, report);
    CHECK(illegal(sample, mapping, configuration("default")) == "");
    for (std::size_t i = 0; i < 40; ++i) CHECK(mapping.core[2][i] == (i < 20 ? 5u : 3u));
    for (const std::uint32_t core : mapping.core[3]) CHECK(core == 5);
}

TEST_CASE("options that name what is not there are refused", "[map]") {
    const Sample sample = layers();
    compiler::MapOptions options;
    options.mesh = {2, 2};
    std::string expected;
    SECTION("a pin of nothing") {
        options.pins = {{"nobody", {{0, 0}}}};
        expected = "'nobody' cannot be put on a core: there is no such population";
    }
    SECTION("a pin of an input") {
        options.pins = {{"layer0", {{0, 0}}}};
        expected = "'layer0' cannot be put on a core: it is an input";
    }
    SECTION("a pin outside the mesh") {
        options.pins = {{"layer1", {{2, 0}}}};
        expected = "'layer1' is put on core (2, 0), which a mesh of 2x2 does not have";
    }
    SECTION("rates of nothing") {
        options.rates = {{"nobody", {1}}};
        expected = "rates of 'nobody': there is no such population";
    }
    SECTION("too few rates") {
        options.rates = {{"layer1", {1, 2}}};
        expected = "rates of 'layer1': expected 1 or 40, found 2";
    }
    SECTION("a negative rate") {
        options.rates = {{"layer1", {-1}}};
        expected = "rates of 'layer1': expected 0 to 1e9, found -1";
    }
    SECTION("a mesh without cores") {
        options.mesh = {0, 2};
        expected = "a mesh has 1 to 64 cores along a side";
    }
    SECTION("more neurons than the core they are put on has") {
        options.neurons = 30;
        options.pins = {{"layer1", {{0, 0}}}};
        expected =
            "'layer1' does not fit on core (0, 0) with what else is put there: there is "
            "room up to element 30";
    }
    compiler::Diagnostics diagnostics;
    compiler::MapReport report;
    compiler::map(sample.network, sample.plan, configuration("default"), options, diagnostics,
                  report);
    REQUIRE(diagnostics.list.size() == 1);
    CHECK(diagnostics.list[0].text == expected);
}

}  // namespace bouton::test
