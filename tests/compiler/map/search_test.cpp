// SPDX-License-Identifier: Apache-2.0
// The search is no worse than packing layers, and finds what packing in a scrambled order cannot.
#include <set>

#include "compiler/map/fill.hpp"
#include "compiler/map/metis.hpp"
#include "compiler/map/search.hpp"
#include "tests/compiler/map/check.hpp"

namespace bouton::test {
namespace {

double packed(const Sample& sample, const compiler::Capacity& capacity, bool apart) {
    const auto graph = compiler::hypergraph(sample.network, sample.plan, {});
    compiler::ProgramRoom programs(sample.plan, graph.kinds);
    compiler::Partition partition(graph, capacity, programs, 64);
    std::vector<std::uint32_t> order;
    for (std::uint32_t p = 0; p < sample.network.populations.size(); ++p) order.push_back(p);
    REQUIRE(compiler::pack(partition, order, apart));
    return partition.count_packets();
}

// 16 clusters of 12 neurons that hear only each other, scrambled.
Sample clusters() {
    Sample sample;
    add_population(sample, "n", 192);
    compiler::Random random(3);
    std::vector<std::uint32_t> name(192);
    for (std::uint32_t i = 0; i < 192; ++i) name[i] = i;
    random.shuffle(name);
    compiler::Projection projection{.name = "p", .pre = 0, .post = 0, .rule = {}, .synapses = {}};
    for (std::uint32_t i = 0; i < 192; ++i)
        for (std::uint32_t j = 0; j < 192; ++j)
            if (i / 12 == j / 12 && i != j)
                projection.synapses.push_back({.pre = name[i], .post = name[j]});
    std::sort(projection.synapses.begin(), projection.synapses.end(),
              [](const auto& a, const auto& b) {
                  return std::pair(a.pre, a.post) < std::pair(b.pre, b.post);
              });
    sample.network.projections.push_back(std::move(projection));
    sample.plan.rows.resize(1);
    return sample;
}

// Recorded neurons with `fan_out` targets each, anywhere: nearly all are heard by all cores.
Sample spread(std::uint32_t neurons, std::uint32_t fan_out) {
    Sample sample;
    add_population(sample, "n", neurons);
    sample.network.populations[0].recorded = true;
    compiler::Random random(5);
    compiler::Projection projection{.name = "p", .pre = 0, .post = 0, .rule = {}, .synapses = {}};
    for (std::uint32_t i = 0; i < neurons; ++i) {
        std::set<std::uint32_t> targets;
        while (targets.size() < fan_out) targets.insert(random.below(neurons));
        for (const std::uint32_t j : targets) projection.synapses.push_back({.pre = i, .post = j});
    }
    sample.network.projections.push_back(std::move(projection));
    sample.plan.rows.resize(1);
    return sample;
}

}  // namespace

TEST_CASE("where all cores hear all neurons, there are as many as fan-out and rows need", "[map]") {
    const Sample sample = spread(7700, 110);
    spec::Configuration narrow = configuration("large");
    narrow.words = 14000;
    compiler::MapReport report;
    map_ok(sample, narrow, {}, report);  // checks every limit
    CHECK(report.cores.size() > 8);      // 8 cores hold 7700 neurons, but not 9 entries for each
    CHECK(report.cores.size() < 40);
}

TEST_CASE("dense layers never take more packets than layers packed in order", "[map]") {
    const Sample sample = layers();
    for (const std::uint32_t neurons : {7u, 16u, 20u, 33u, 64u}) {
        CAPTURE(neurons);
        compiler::MapOptions options;
        options.neurons = neurons;
        compiler::MapReport report;
        map_ok(sample, configuration("default"), options, report);
        const auto capacity = compiler::capacity(configuration("default"), neurons);
        CHECK(report.packets <= packed(sample, capacity, false));
        CHECK(report.packets <= packed(sample, capacity, true));
    }
}

TEST_CASE("scrambled clusters that fit a core each are found", "[map]") {
    const Sample sample = clusters();
    compiler::MapOptions options;
    options.neurons = 26;
    compiler::MapReport report;
    const compiler::Mapping mapping = map_ok(sample, configuration("default"), options, report);
    CHECK(count_packets(sample, mapping) == 0);
    CHECK(packed(sample, compiler::capacity(configuration("default"), 26), false) > 500);
}

TEST_CASE("METIS, where it is installed, finds clusters, alike for a seed", "[map]") {
    const Sample sample = clusters();
    const auto capacity = compiler::capacity(configuration("default"), 26);
    const auto graph = compiler::hypergraph(sample.network, sample.plan, {});
    compiler::ProgramRoom programs(sample.plan, graph.kinds);
    const auto cut = [&](std::uint64_t seed) {
        compiler::Partition partition(graph, capacity, programs, 16);
        CHECK(compiler::cut_by_metis(partition, 8, seed) == compiler::have_metis());
        if (compiler::have_metis()) CHECK(partition.count_packets() < 200);
        return partition.part();
    };
    CHECK(cut(1) == cut(1));
}

TEST_CASE("rates decide what is kept together", "[map]") {
    // b and c both hear a, and only one of them can be with it.
    Sample sample;
    compiler::Random random(1);
    for (const char* name : {"a", "b", "c"}) add_population(sample, name, 8);
    connect(sample, 0, 1, 1, Rows::Static, random);
    connect(sample, 0, 2, 1, Rows::Static, random);
    connect(sample, 1, 0, 1, Rows::Static, random);
    connect(sample, 2, 0, 1, Rows::Static, random);
    const bool b_is_loud = GENERATE(true, false);
    compiler::MapOptions options;
    options.neurons = 16;
    options.rates = {{b_is_loud ? "b" : "c", {10}}};
    compiler::MapReport report;
    const compiler::Mapping mapping = map_ok(sample, configuration("default"), options, report);
    INFO(to_text(report));
    CHECK(mapping.core[b_is_loud ? 1 : 2] == mapping.core[0]);
    CHECK(report.packets == 16);
}

TEST_CASE("lanes are given so that rows take fewer words", "[map]") {
    // Every second neuron hears the input: in the order of elements, half of the lanes.
    Sample sample;
    add_population(sample, "in", 20, true);
    add_population(sample, "n", 64);
    compiler::Projection projection{.name = "p", .pre = 0, .post = 1, .rule = {}, .synapses = {}};
    for (std::uint32_t i = 0; i < 20; ++i)
        for (std::uint32_t j = 0; j < 64; j += 2)
            projection.synapses.push_back({.pre = i, .post = j});
    sample.network.projections.push_back(std::move(projection));
    sample.plan.rows.resize(1);
    compiler::MapReport report;
    compiler::Mapping mapping = map_ok(sample, configuration("default"), {}, report);
    CHECK(count(sample, mapping, 8).at(0).words == 20 * 4);
    CHECK(report.row_fill == 1);
    mapping.slot.clear();
    CHECK(count(sample, mapping, 8).at(0).words == 20 * 8);
}

TEST_CASE("neurons that feed a modulator have room for an entry to every core", "[map]") {
    // On 12 cores 256 of them would need 256 * 3 * 12 entries, more than the 8192 a core has.
    Sample sample;
    add_population(sample, "n", 2700);
    for (std::uint32_t modulator = 0; modulator < 3; ++modulator)
        sample.network.feeds.push_back({.population = 0, .modulator = modulator});
    compiler::MapReport report;
    const compiler::Mapping mapping = map_ok(sample, configuration("default"), {}, report);
    CHECK(illegal(sample, mapping, configuration("default")) == "");
    CHECK(mapping.cores() > 12);
}

TEST_CASE("a fan-out that fills the cores' tables still finds a partition", "[map]") {
    // 2000 recorded neurons, each to be sent to many cores.
    Sample sample;
    add_population(sample, "n", 2000);
    sample.network.populations[0].recorded = true;
    compiler::Random random(9);
    connect(sample, 0, 0, 0.02, Rows::Static, random);
    compiler::MapOptions options;
    options.neurons = 16;
    const auto capacity_of = [&](std::uint64_t fanout) {
        auto capacity = compiler::capacity(configuration("default"), 16);
        capacity.most[compiler::Resource::Fanout] = fanout;
        return capacity;
    };
    const auto graph = compiler::hypergraph(sample.network, sample.plan, {});
    compiler::ProgramRoom programs(sample.plan, graph.kinds);
    compiler::StageClock clock;
    const auto found =
        compiler::search(sample.network, graph, capacity_of(420), programs, {}, clock);
    REQUIRE(found);
    const auto partition =
        compiler::make_partition(graph, capacity_of(420), programs, found->parts, found->used);
    for (std::uint32_t part = 0; part < found->used; ++part)
        CHECK(partition.use(part).fanout <= 420);
}

}  // namespace bouton::test
