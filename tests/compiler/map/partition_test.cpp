// SPDX-License-Identifier: Apache-2.0
// What a partition keeps up to date is what counting anew gives, and `fits` tells the truth.
#include "compiler/map/partition.hpp"
#include "compiler/map/refine.hpp"
#include "compiler/map/search.hpp"
#include "tests/compiler/map/check.hpp"

namespace bouton::test {
namespace {

using compiler::Resource;

bool within(const compiler::Partition& partition) {
    const auto& most = partition.capacity().most;
    for (std::uint32_t part = 0; part < partition.parts(); ++part) {
        const auto& use = partition.use(part);
        if (use.groups * partition.capacity().lanes > most[Resource::Neurons] ||
            use.neurons > partition.capacity().neurons || use.axons > most[Resource::Axons] ||
            use.words > most[Resource::Words] ||
            use.fanout > static_cast<std::int64_t>(most[Resource::Fanout]))
            return false;
    }
    return true;
}

}  // namespace

TEST_CASE("moves keep a partition's counts as counting anew would have them", "[map]") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        const Sample sample = random_network(seed, 4, 30);
        const auto graph = compiler::hypergraph(sample.network, sample.plan, {});
        compiler::ProgramRoom programs(sample.plan, graph.kinds);
        compiler::Capacity capacity = compiler::capacity(configuration("default"), 0);
        capacity.most[Resource::Axons] = 64;
        capacity.most[Resource::Fanout] = 60;
        capacity.most[Resource::Neurons] = 16;
        constexpr std::uint32_t parts = 9;
        compiler::Partition partition(graph, capacity, programs, parts);
        compiler::Random random(seed);
        std::uint32_t refused = 0;
        for (std::uint32_t i = 0; i < 40 * graph.vertices(); ++i) {
            const std::uint32_t v = random.below(graph.vertices()), part = random.below(parts);
            if (partition.fits(v, part))
                partition.move(v, part);
            else
                ++refused;
            if (i % 16 == 0) REQUIRE(within(partition));
        }
        CHECK(refused > 0);
        const auto anew =
            compiler::make_partition(graph, capacity, programs, partition.part(), parts);
        CHECK(partition.packets() == Approx(partition.count_packets()));
        CHECK(partition.count_packets() == anew.count_packets());
        for (std::uint32_t part = 0; part < parts; ++part) {
            const auto &a = partition.use(part), &b = anew.use(part);
            CHECK(a.neurons == b.neurons);
            CHECK(a.groups == b.groups);
            CHECK(a.axons == b.axons);
            CHECK(a.words == b.words);
            CHECK(a.fanout == b.fanout);
            CHECK(partition.present(part) == anew.present(part));
        }
    }
}

TEST_CASE("a move is refused exactly if the part would not fit after it", "[map]") {
    const Sample sample = random_network(5, 4, 12);
    const auto graph = compiler::hypergraph(sample.network, sample.plan, {});
    compiler::ProgramRoom programs(sample.plan, graph.kinds);
    compiler::Capacity capacity = compiler::capacity(configuration("tiny"), 6);
    capacity.most[Resource::Axons] = 22;
    capacity.most[Resource::Fanout] = 30;
    compiler::Partition partition(graph, capacity, programs, 8);
    compiler::Random random(1);
    std::uint32_t refused = 0, accepted = 0;
    for (std::uint32_t i = 0; i < 4000; ++i) {
        const std::uint32_t v = random.below(graph.vertices()), part = random.below(8);
        const std::uint32_t from = partition.part()[v];
        const bool fits = partition.fits(v, part);
        partition.move(v, part);
        CHECK(within(partition) == fits);
        (fits ? accepted : refused)++;
        if (fits) continue;
        partition.take(v);
        if (from != compiler::nothing) partition.put(v, from);
    }
    CHECK(refused > 100);
    CHECK(accepted > 100);
}

TEST_CASE("refinement never ends with more packets, and stays within the limits", "[map]") {
    std::uint32_t improved = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        const Sample sample = random_network(seed, 4, 60);
        const auto graph = compiler::hypergraph(sample.network, sample.plan, {{"n1", {2.5}}});
        compiler::ProgramRoom programs(sample.plan, graph.kinds);
        const compiler::Capacity capacity = compiler::capacity(configuration("fpga"), 20);
        compiler::StageClock clock;
        const auto begin = compiler::search_random(sample.network, graph, capacity, programs,
                                                   {.seed = seed}, 12, clock);
        if (!begin) continue;
        auto partition =
            compiler::make_partition(graph, capacity, programs, begin->parts, begin->used);
        const double before = partition.count_packets();
        std::vector<bool> fixed(graph.vertices(), false);
        fixed[0] = true;
        compiler::Random random(seed);
        const auto result = compiler::refine(partition, fixed, random);
        CHECK(partition.count_packets() <= before);
        CHECK(partition.packets() == Approx(partition.count_packets()));
        CHECK(partition.part()[0] == begin->parts[0]);
        CHECK(within(partition));
        if (result.moves + result.swaps > 0) {
            ++improved;
            CHECK(partition.count_packets() < before);
        }
    }
    CHECK(improved >= 10);
}

}  // namespace bouton::test
