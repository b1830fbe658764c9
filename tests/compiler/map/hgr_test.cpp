// SPDX-License-Identifier: Apache-2.0
// The hypergraph as outside partitioners read it, and their answers.
#include "compiler/map/hgr.hpp"

#include <set>
#include <sstream>

#include "tests/compiler/map/check.hpp"

namespace bouton::test {
namespace {

// rate x (parts that an edge touches - 1), as outside partitioners count it, inputs' own part
// aside.
double objective(const std::string& hgr, const std::vector<std::uint32_t>& part,
                 std::size_t inputs) {
    std::istringstream text(hgr);
    std::string line;
    std::getline(text, line);
    std::istringstream head(line);
    std::size_t edges = 0, vertices = 0, format = 0;
    head >> edges >> vertices >> format;
    REQUIRE(format == 11);
    REQUIRE(vertices == part.size());
    double sum = 0;
    for (std::size_t e = 0; e < edges; ++e) {
        std::getline(text, line);
        std::istringstream words(line);
        double weight = 0;
        words >> weight;
        std::set<std::uint32_t> touched;
        for (std::uint32_t v = 0; words >> v;) {
            REQUIRE(v >= 1);
            REQUIRE(v <= vertices);
            touched.insert(part[v - 1]);
        }
        sum += weight / 10000 * static_cast<double>(touched.size() - (e < inputs ? 0 : 1));
    }
    std::size_t weights = 0;
    while (std::getline(text, line)) ++weights;
    CHECK(weights == vertices);
    return sum;
}

compiler::Diagnostics refused(const std::string& text, const Sample& sample,
                              const compiler::MapOptions& base = {}) {
    compiler::MapOptions options = base;
    options.strategy = compiler::Strategy::Given;
    options.given = text;
    options.given_name = "cores.txt";
    compiler::Diagnostics diagnostics{.file = "some.net", .list = {}};
    compiler::MapReport report;
    compiler::map(sample.network, sample.plan, configuration("default"), options, diagnostics,
                  report);
    return diagnostics;
}

}  // namespace

TEST_CASE("an edge of the exported file weighs what the mapper counts as packets", "[map]") {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        const Sample sample = random_network(seed, 4, 40);
        compiler::MapOptions options;
        options.neurons = 11;
        compiler::MapReport report;
        const compiler::Mapping mapping = map_ok(sample, configuration("large"), options, report);
        const auto graph = compiler::hypergraph(sample.network, sample.plan, {});
        std::size_t inputs = 0;
        for (const auto& edge : graph.edges)
            if (edge.head && edge.vertex == compiler::nothing) ++inputs;
        std::vector<std::uint32_t> part;
        for (const auto& cores : mapping.core) part.insert(part.end(), cores.begin(), cores.end());
        CHECK(objective(compiler::to_hgr(graph), part, inputs) ==
              Approx(count_packets(sample, mapping)));
    }
}

TEST_CASE("a small hypergraph is written as the format has it", "[map]") {
    Sample sample;
    compiler::Random random(1);
    add_population(sample, "in", 1, true);
    add_population(sample, "a", 2);
    connect(sample, 0, 1, 1, Rows::Static, random);
    connect(sample, 1, 1, 1, Rows::Plastic, random);
    const auto graph =
        compiler::hypergraph(sample.network, sample.plan, {{"in", {0.5}}, {"a", {1, 0.25}}});
    CHECK(compiler::to_hgr(graph) == "3 2 11\n5000 1 2\n10000 1 2\n2500 1 2\n4\n4\n");
}

TEST_CASE("a mapping written as a partition and read back is the same partition", "[map]") {
    const Sample sample = layers();
    compiler::MapOptions options;
    options.neurons = 17;
    compiler::MapReport report, again;
    const compiler::Mapping mapping = map_ok(sample, configuration("default"), options, report);
    options.strategy = compiler::Strategy::Given;
    for (const auto& cores : mapping.core)
        for (const std::uint32_t core : cores) options.given += std::to_string(core) + "\r\n";
    const compiler::Mapping same = map_ok(sample, configuration("default"), options, again);
    std::map<std::uint32_t, std::uint32_t> name;
    for (std::size_t p = 0; p < mapping.core.size(); ++p)
        for (std::size_t i = 0; i < mapping.core[p].size(); ++i)
            CHECK(name.emplace(mapping.core[p][i], same.core[p][i]).first->second ==
                  same.core[p][i]);
    CHECK(again.packets == report.packets);
    CHECK(again.strategy == "given");
}

TEST_CASE("bad partitions are refused with file and line", "[map]") {
    Sample sample;
    add_population(sample, "a", 3);
    const auto first = [&](const std::string& text) {
        const auto diagnostics = refused(text, sample);
        REQUIRE_FALSE(diagnostics.list.empty());
        return to_string(diagnostics.list[0]);
    };
    CHECK(first("0\n1\n") == "cores.txt:2:1: error: a core for 2 neurons only: the network has 3");
    CHECK(first("") == "cores.txt: error: a core for 0 neurons only: the network has 3");
    CHECK(first("0\n1\n2\n3\n") ==
          "cores.txt:4:1: error: more lines than neurons: the network has 3");
    CHECK(first("0\n\n one\n2\n") ==
          "cores.txt:3:1: error: expected the number of a core, found 'one'");
    CHECK(first("0\n-1\n2\n") == "cores.txt:2:1: error: expected the number of a core, found '-1'");
    CHECK(first("0\n1 2\n2\n") ==
          "cores.txt:2:1: error: expected the number of a core, found '1 2'");
    CHECK(first("0\n4096\n2\n") ==
          "cores.txt:2:1: error: core 4096: the largest mesh has 4096 cores");
    CHECK(first("0\n99999999999\n2\n").find("cores.txt:2:1: error: expected the number") == 0);
}

TEST_CASE("a partition that does not fit is refused with core, resource, need and supply",
          "[map]") {
    Sample sample;
    add_population(sample, "a", 300);
    std::string text;
    for (int i = 0; i < 300; ++i) text += i < 260 ? "0\n" : "1\n";
    auto diagnostics = refused(text, sample);
    REQUIRE(diagnostics.list.size() == 1);
    CHECK(to_string(diagnostics.list[0]) ==
          "cores.txt: error: core 0: too many neurons: needed 264, available 256");
    compiler::MapOptions options;
    options.mesh = {1, 2};
    text.clear();
    for (int i = 0; i < 300; ++i) text += std::to_string(i / 100) + "\n";
    diagnostics = refused(text, sample, options);
    REQUIRE(diagnostics.list.size() == 1);
    CHECK(to_string(diagnostics.list[0]) ==
          "cores.txt: error: the partition has 3 cores, a mesh of 1x2 'default' cores 2");
}

}  // namespace bouton::test
