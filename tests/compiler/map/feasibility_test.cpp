// SPDX-License-Identifier: Apache-2.0
// No partition uses fewer cores than the bounds say, by trying all of them; and a network that
// cannot fit is refused with the resource and the population.
#include "compiler/map/feasibility.hpp"
#include "tests/compiler/map/check.hpp"

namespace bouton::test {
namespace {

using compiler::Resource;

struct Small {
    std::uint64_t groups, axons, words, fanout;
};

bool fits(const Sample& sample, const compiler::Mapping& mapping, std::uint32_t lanes,
          const Small& room) {
    for (const auto& [core, used] : count(sample, mapping, lanes, false))
        if (used.groups > room.groups || used.axons > room.axons || used.words > room.words ||
            used.fanout > room.fanout)
            return false;
    return true;
}

// The fewest cores over all partitions; 0: none fits. A neuron joins a core in use or a new one.
std::uint32_t fewest(const Sample& sample, std::uint32_t lanes, const Small& room) {
    std::vector<std::pair<std::size_t, std::size_t>> neurons;
    compiler::Mapping mapping{.mesh_x = 64, .mesh_y = 64, .core = {}, .slot = {}};
    for (std::size_t p = 0; p < sample.network.populations.size(); ++p) {
        const auto& population = sample.network.populations[p];
        mapping.core.emplace_back(population.input ? 0 : population.size);
        for (std::size_t i = 0; i < mapping.core[p].size(); ++i) neurons.emplace_back(p, i);
    }
    std::uint32_t best = 0;
    const auto assign = [&](const auto& self, std::size_t next, std::uint32_t used) -> void {
        if (best != 0 && used >= best) return;
        if (next == neurons.size()) {
            if (fits(sample, mapping, lanes, room)) best = used;
            return;
        }
        for (std::uint32_t core = 0; core <= used; ++core) {
            mapping.core[neurons[next].first][neurons[next].second] = core;
            self(self, next + 1, std::max(used, core + 1));
        }
    };
    assign(assign, 0, 0);
    return best;
}

}  // namespace

TEST_CASE("no partition of a tiny network uses fewer cores than the bounds", "[map]") {
    std::uint32_t compared = 0, tight = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        compiler::Random random(seed);
        Sample sample;
        add_population(sample, "in", 1 + random.below(5), true);
        add_population(sample, "a", 1 + random.below(4));
        add_population(sample, "b", 1 + random.below(3));
        sample.network.populations[1].recorded = true;
        for (std::uint32_t pre = 0; pre < 3; ++pre)
            for (std::uint32_t post = 1; post < 3; ++post)
                connect(sample, pre, post, 0.5, static_cast<Rows>(random.below(4)), random);
        const Small room{.groups = 1 + random.below(3),
                         .axons = 4 + 2 * random.below(5),
                         .words = 3 + random.below(12),
                         .fanout = 4 + random.below(10)};
        compiler::Capacity capacity = compiler::capacity(configuration("tiny"), 0);
        capacity.most[Resource::Neurons] = room.groups * capacity.lanes;
        capacity.most[Resource::Axons] = room.axons;
        capacity.most[Resource::Words] = room.words;
        capacity.most[Resource::Fanout] = room.fanout;
        const auto graph = compiler::hypergraph(sample.network, sample.plan, {});
        const compiler::ProgramRoom programs(sample.plan, graph.kinds);
        const auto feasible = compiler::feasibility(graph, programs, capacity);
        const std::uint32_t found = fewest(sample, capacity.lanes, room);
        if (found == 0) continue;
        ++compared;
        CHECK(feasible.oversize.empty());
        CHECK(feasible.cores() <= found);
        if (feasible.cores() == found) ++tight;
    }
    CHECK(compared >= 20);
    CHECK(tight >= compared / 3);
}

TEST_CASE("a network that cannot fit is refused with resource, need, supply and population",
          "[map]") {
    Sample sample;
    compiler::Random random(1);
    add_population(sample, "little", 8);
    add_population(sample, "much", 600);
    compiler::MapOptions options;
    options.mesh = {1, 2};
    compiler::Diagnostics diagnostics;
    compiler::MapReport report;
    compiler::map(sample.network, sample.plan, configuration("default"), options, diagnostics,
                  report);
    REQUIRE(diagnostics.failed());
    const std::string text = diagnostics.list[0].text;
    INFO(text);
    for (const char* part : {"too many neurons", "needed 608", "at least 3 cores",
                             "available 256 a core", "'much' asks for most", "1x2"})
        CHECK(text.find(part) != std::string::npos);
    CHECK(diagnostics.list[0].at.line == 2);
    REQUIRE(report.bounds.size() == 7);
    CHECK(report.bounds[0].cores == 3);
}

TEST_CASE("a neuron that no core can hold is refused with its element", "[map]") {
    Sample sample;
    compiler::Random random(1);
    add_population(sample, "in", 5000, true);
    add_population(sample, "a", 3);
    connect(sample, 0, 1, 1, Rows::Static, random);
    compiler::Diagnostics diagnostics;
    compiler::MapReport report;
    compiler::map(sample.network, sample.plan, configuration("default"), {}, diagnostics, report);
    REQUIRE(diagnostics.failed());
    const std::string text = diagnostics.list[0].text;
    INFO(text);
    for (const char* part :
         {"'a' element 0", "axons", "needed 5000", "available 4096", "'large' cores"})
        CHECK(text.find(part) != std::string::npos);
}

}  // namespace bouton::test
