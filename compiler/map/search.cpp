// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/search.hpp"

#include <algorithm>
#include <numeric>

#include "compiler/map/fill.hpp"
#include "compiler/map/metis.hpp"
#include "compiler/map/refine.hpp"

namespace bouton::compiler {
namespace {

constexpr std::uint32_t rounds = 5;
// How many first partitions are refined goes by synapses.
constexpr std::size_t few_pins = 200'000, many_pins = 800'000;
constexpr std::size_t most_cut = 2'000'000;  // METIS takes 40 bytes a synapse

struct Seed {
    Parts parts;
    Candidate candidate;
};

// A partition with lanes; if it is not legal, what may be promised the next time for it to become
// so.
struct Checked {
    Found found;
    bool legal = true;
    std::uint64_t words = std::numeric_limits<std::uint64_t>::max(), row_words = words;
};

// Room for refinement: on full parts nothing can move.
Capacity with_slack(const Capacity& capacity, double share) {
    Capacity result = capacity;
    const auto scaled = [&](std::uint64_t most) {
        return static_cast<std::uint64_t>(share * static_cast<double>(most));
    };
    result.neurons = std::max<std::uint64_t>(1, scaled(capacity.neurons));
    for (const Resource one :
         {Resource::Neurons, Resource::Axons, Resource::Words, Resource::Fanout})
        result.most[one] = std::max<std::uint64_t>(capacity.lanes, scaled(capacity.most[one]));
    return result;
}

std::uint32_t parts_of(const Parts& parts) {
    std::uint32_t count = 0;
    for (const std::uint32_t part : parts) count = std::max(count, part + 1);
    return count;
}

class Search {
  public:
    Search(const Network& network, const Hypergraph& graph, const Capacity& capacity,
           ProgramRoom& programs, const SearchOptions& options, StageClock& clock)
        : network_(network),
          graph_(graph),
          programs_(programs),
          options_(options),
          clock_(clock),
          given_(capacity),
          capacity_(capacity) {
        for (const std::uint32_t part : options.pinned) {
            fixed_.push_back(part != nothing);
            if (part != nothing) pinned_ = std::max(pinned_, part + 1);
        }
    }

    // The words of a core are known when lanes are: until they fit, less is promised.
    std::optional<Found> run() {
        for (std::uint32_t round = 0; round < rounds; ++round) {
            std::vector<Seed> seeds = first();
            if (seeds.empty()) return std::nullopt;
            std::optional<Found> best;
            std::uint64_t &words = capacity_.most[Resource::Words],
                          &row_words = capacity_.most[Resource::RowWords];
            for (const Seed& seed : seeds) {
                Checked one = finish(seed);
                words = std::min(words, one.words);
                row_words = std::min(row_words, one.row_words);
                if (one.legal && (!best || one.found.packets < best->packets))
                    best = std::move(one.found);
            }
            if (best) {
                best->candidates = candidates_;
                return best;
            }
            candidates_.clear();
        }
        return std::nullopt;
    }

    std::optional<Found> run_random(std::uint32_t wanted) {
        Random random(options_.seed);
        for (std::uint32_t parts = std::max({wanted, pinned_, 1u});;) {
            parts = std::min(parts, options_.parts);
            Partition partition = empty(capacity_, parts);
            if (scatter(partition, random)) {
                Checked one = check(partition, "random", &random);
                if (one.legal) return std::move(one.found);
            }
            if (parts == options_.parts) break;
            parts += 1 + parts / 4;
        }
        clock_.done("random partition");
        return walk(random);
    }

  private:
    Partition empty(const Capacity& capacity, std::uint32_t parts) {
        Partition partition(graph_, capacity, programs_, parts);
        for (std::uint32_t v = 0; v < options_.pinned.size(); ++v)
            if (options_.pinned[v] != nothing) partition.put(v, options_.pinned[v]);
        return partition;
    }

    // The best first partitions, to be refined.
    std::vector<Seed> first() {
        std::vector<std::uint32_t> given(network_.populations.size());
        std::iota(given.begin(), given.end(), 0u);
        std::vector<Seed> seeds;
        const bool large = graph_.pin_list.size() > many_pins;
        const std::size_t kept = large ? 1 : small() ? 4 : 2;
        // What is on one part has no packets between parts: there is nothing to search for.
        const auto in_order = [&](Partition& p) { return pack(p, given, false); };
        if (pinned_ < 2 && add(seeds, "order given", 1, in_order, 1)) return seeds;
        grown(seeds, "grown by overlap", false);
        if (!large) grown(seeds, "grown by rate", true);
        if (small())
            for (const bool by_rate : {false, true})
                add(seeds, "grown to the brim", 1, [&](Partition& p) { return grow(p, by_rate); });
        if (options_.refine || seeds.empty()) packed(seeds, given);
        if (options_.refine && graph_.pin_list.size() < most_cut && pinned_ == 0) cut(seeds);
        std::stable_sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) {
            return a.candidate.packets < b.candidate.packets;
        });
        if (seeds.size() > kept) seeds.resize(kept);
        return seeds;
    }

    bool small() const { return graph_.pin_list.size() < few_pins; }

    void grown(std::vector<Seed>& seeds, const std::string& name, bool by_rate) {
        for (const double share : {0.93, 0.97, 1.0})
            if (add(seeds, name, share, [&](Partition& p) { return grow(p, by_rate); })) return;
    }

    // Into as many parts as the best of the others took.
    void cut(std::vector<Seed>& seeds) {
        if (!have_metis() || seeds.empty()) return;
        const auto best = std::min_element(
            seeds.begin(), seeds.end(),
            [](const Seed& a, const Seed& b) { return a.candidate.packets < b.candidate.packets; });
        const std::uint32_t parts = best->candidate.parts;
        add(seeds, "METIS", 1, [&](Partition& p) { return cut_by_metis(p, parts, options_.seed); });
    }

    void packed(std::vector<Seed>& seeds, const std::vector<std::uint32_t>& given) {
        double bound = std::numeric_limits<double>::infinity();
        for (const Seed& seed : seeds) bound = std::min(bound, 1.2 * seed.candidate.packets);
        const auto depth = by_depth(network_);
        add(seeds, "order given", 1, [&](Partition& p) { return pack(p, given, false, bound); });
        if (std::count(graph_.first_vertex.begin(), graph_.first_vertex.end(), nothing) + 1 <
            static_cast<std::ptrdiff_t>(given.size()))
            add(seeds, "populations apart", 1,
                [&](Partition& p) { return pack(p, given, true, bound); });
        if (depth != given)
            add(seeds, "by depth", 1, [&](Partition& p) { return pack(p, depth, false, bound); });
    }

    // Fan-out counts up to the end, so a part that was within its limit may be pushed over it
    // and then nothing can hear its neurons: in that case the fan-out of the partition without
    // that limit is what neurons are charged with the next time.
    template <class Fill>
    bool add(std::vector<Seed>& seeds, const std::string& name, double share, Fill fill,
             std::uint32_t parts = 0) {
        const Capacity capacity = with_slack(capacity_, share);
        const std::uint32_t most = parts == 0 ? options_.parts : parts;
        std::vector<std::uint32_t> expected;
        for (std::uint32_t round = 0; round < (parts == 1 ? 1 : rounds); ++round) {
            Capacity filled = capacity;
            if (round == 1) filled.most[Resource::Fanout] = nothing;
            Partition partition = empty(filled, most);
            if (round > 1) partition.expect_fanout(&expected);
            const bool whole = fill(partition);
            clock_.done(name);
            if (whole && round != 1 && (round == 0 || fanout_fits(partition))) {
                seeds.push_back(
                    {.parts = partition.part(),
                     .candidate = {name, parts_of(partition.part()), partition.packets()}});
                candidates_.push_back(seeds.back().candidate);
                return true;
            }
            if (!whole && round >= 1) return false;
            if (round >= 1) expect(partition, round, expected);
        }
        return false;
    }

    bool fanout_fits(const Partition& partition) const {
        const Partition exact = make_partition(graph_, capacity_, programs_, partition.part(),
                                               parts_of(partition.part()));
        for (std::uint32_t part = 0; part < exact.parts(); ++part)
            if (exact.use(part).fanout >
                static_cast<std::int64_t>(capacity_.most[Resource::Fanout]))
                return false;
        return true;
    }

    // A little more than what it was: smaller parts are more, and more parts are heard by more. And
    // every round more so, because where everybody is heard everywhere that goes far.
    void expect(const Partition& partition, std::uint32_t round,
                std::vector<std::uint32_t>& expected) const {
        const std::size_t sixteenths = 1 + 4 * (round - 1);
        expected.resize(graph_.vertices(), 0);
        for (std::uint32_t v = 0; v < graph_.vertices(); ++v) {
            std::size_t entries = graph_.fixed_fanout[v];
            for (std::uint32_t e = graph_.out_begin[v]; e < graph_.out_end[v]; ++e)
                if (graph_.edges[e].head) entries += partition.shares(e).size();
            entries += entries * sixteenths / 16;
            expected[v] = std::max(expected[v], static_cast<std::uint32_t>(entries));
        }
    }

    Checked finish(const Seed& seed) {
        Partition partition =
            make_partition(graph_, capacity_, programs_, seed.parts, seed.candidate.parts);
        const bool refined = options_.refine && seed.candidate.parts > 1;
        if (refined) {
            Random random(options_.seed);
            RefineOptions options;
            if (graph_.pin_list.size() > many_pins) options.enough = 0.01;
            if (small()) options.samples = 3;
            refine(partition, fixed_, random, options);
            clock_.done("refine");
        }
        Checked one = check(partition, seed.candidate.name, nullptr);
        clock_.done("lanes");
        if (refined)
            candidates_.push_back(
                {seed.candidate.name + ", refined", one.found.used, one.found.packets});
        return one;
    }

    // Without the parts that are empty; pinned ones stay, so that their numbers do.
    Checked check(const Partition& partition, const std::string& name, Random* random) {
        Checked one;
        Found& found = one.found;
        found.parts = partition.part();
        found.strategy = name;
        std::vector<std::uint32_t> number(partition.parts(), nothing);
        for (std::uint32_t part = 0; part < partition.parts(); ++part)
            if (part < pinned_ || partition.use(part).neurons > 0) number[part] = found.used++;
        for (std::uint32_t& part : found.parts) part = number[part];
        const Partition exact = make_partition(graph_, given_, programs_, found.parts, found.used);
        found.packets = exact.packets();
        found.lanes = assign_lanes(exact, random);
        fit(exact, one);
        return one;
    }

    // Lanes make rows longer than they have to be: by as much as here, they are taken to be again.
    void fit(const Partition& exact, Checked& one) const {
        const auto less = [](std::uint64_t promised, std::uint64_t given, std::uint64_t used) {
            return static_cast<std::uint64_t>(0.97 * static_cast<double>(promised) *
                                              static_cast<double>(given) /
                                              static_cast<double>(used));
        };
        const std::uint64_t words = given_.most[Resource::Words],
                            row_words = given_.most[Resource::RowWords];
        for (std::uint32_t part = 0; part < exact.parts(); ++part) {
            const Amounts used = amounts(exact, programs_, one.found.lanes, part);
            if (within(used, given_)) continue;
            one.legal = false;
            if (used[Resource::Words] > words)
                one.words =
                    std::min(one.words, less(exact.use(part).words, words, used[Resource::Words]));
            if (used[Resource::RowWords] > row_words)
                one.row_words = std::min(one.row_words, less(capacity_.most[Resource::RowWords],
                                                             row_words, used[Resource::RowWords]));
        }
        if (!one.legal && one.words > words && one.row_words > row_words)
            one.words = less(capacity_.most[Resource::Words], 1, 1);
    }

    // From a legal partition by random legal moves: for networks that no random one holds.
    std::optional<Found> walk(Random& random) {
        SearchOptions quick = options_;
        quick.refine = false;
        auto begin = search(network_, graph_, given_, programs_, quick, clock_);
        if (!begin) return std::nullopt;
        const std::uint32_t parts = std::min(options_.parts, begin->used + 1 + begin->used / 8);
        Partition partition = make_partition(graph_, given_, programs_, begin->parts, parts);
        for (std::uint64_t i = 0; i < 8ull * graph_.vertices(); ++i) {
            const std::uint32_t v = random.below(graph_.vertices());
            const std::uint32_t to = random.below(parts);
            if ((fixed_.empty() || !fixed_[v]) && partition.fits(v, to)) partition.move(v, to);
        }
        Checked one = check(partition, "random moves", &random);
        clock_.done("random partition");
        if (one.legal) return std::move(one.found);
        return begin;
    }

    const Network& network_;
    const Hypergraph& graph_;
    ProgramRoom& programs_;
    const SearchOptions& options_;
    StageClock& clock_;
    const Capacity given_;
    Capacity capacity_;
    std::vector<bool> fixed_;
    std::uint32_t pinned_ = 0;  // the first parts are pinned
    std::vector<Candidate> candidates_;
};

}  // namespace

std::optional<Found> search(const Network& network, const Hypergraph& graph,
                            const Capacity& capacity, ProgramRoom& programs,
                            const SearchOptions& options, StageClock& clock) {
    return Search(network, graph, capacity, programs, options, clock).run();
}

std::optional<Found> search_random(const Network& network, const Hypergraph& graph,
                                   const Capacity& capacity, ProgramRoom& programs,
                                   const SearchOptions& options, std::uint32_t wanted,
                                   StageClock& clock) {
    return Search(network, graph, capacity, programs, options, clock).run_random(wanted);
}

Partition make_partition(const Hypergraph& graph, const Capacity& capacity, ProgramRoom& programs,
                         const Parts& parts, std::uint32_t count) {
    Partition partition(graph, capacity, programs, count);
    for (std::uint32_t v = 0; v < parts.size(); ++v)
        if (parts[v] != nothing) partition.put(v, parts[v]);
    return partition;
}

Amounts amounts(const Partition& partition, const ProgramRoom& programs, const Lanes& lanes,
                std::uint32_t part) {
    const PartUse& use = partition.use(part);
    if (use.neurons == 0) return {};
    Amounts result = programs.needs(partition.present(part));
    result[Resource::Neurons] = use.groups * partition.capacity().lanes;
    result[Resource::Axons] = use.axons;
    result[Resource::Words] = lanes.rows[part].words;
    result[Resource::RowWords] = lanes.rows[part].longest;
    result[Resource::Fanout] = static_cast<std::uint64_t>(use.fanout);
    return result;
}

bool within(const Amounts& used, const Capacity& capacity) {
    for (std::size_t i = 0; i < resource_count; ++i)
        if (used.of[i] > capacity.most.of[i]) return false;
    return true;
}

}  // namespace bouton::compiler
