// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/lanes.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace bouton::compiler {
namespace {

using Members = std::vector<std::uint32_t>;  // vertices of a part, increasing

class Assigner {
  public:
    explicit Assigner(const Partition& partition)
        : partition_(partition),
          graph_(partition.graph()),
          lanes_(partition.capacity().lanes),
          local_(graph_.edges.size(), nothing) {
        result_.slot.resize(graph_.vertices());
        result_.rows.resize(partition.parts());
    }

    Lanes run(Random* random) {
        std::vector<Members> members(partition_.parts());
        for (std::uint32_t v = 0; v < graph_.vertices(); ++v)
            members[partition_.part()[v]].push_back(v);
        for (std::uint32_t part = 0; part < members.size(); ++part) {
            begin(members[part]);
            const std::vector<std::uint32_t> plain = in_order(members[part]);
            PartRows best = measure(members[part], plain);
            const std::vector<std::uint32_t>* chosen = &plain;
            const std::vector<std::uint32_t> other =
                random != nullptr ? shuffled(members[part], *random) : spread(members[part]);
            const PartRows rows = measure(members[part], other);
            const bool better = random != nullptr ? within(rows) : rows.words < best.words;
            if (better) {
                best = rows;
                chosen = &other;
                result_.by_element = false;
            }
            result_.rows[part] = best;
            for (std::size_t i = 0; i < members[part].size(); ++i)
                result_.slot[members[part][i]] = (*chosen)[i];
            end(members[part]);
        }
        return std::move(result_);
    }

  private:
    // Numbers the stored edges of a part.
    void begin(const Members& members) {
        stored_.clear();
        for (const std::uint32_t v : members)
            for (const std::uint32_t e : graph_.in(v)) {
                if (local_[e] != nothing || !graph_.edges[e].stored()) continue;
                local_[e] = static_cast<std::uint32_t>(stored_.size());
                stored_.push_back(e);
            }
    }

    void end(const Members& members) {
        for (const std::uint32_t v : members)
            for (const std::uint32_t e : graph_.in(v)) local_[e] = nothing;
    }

    void clear() {
        count_.assign(stored_.size() * lanes_, 0);
        most_.assign(stored_.size(), 0);
    }

    std::uint32_t* counts(std::uint32_t edge) {
        return count_.data() + std::size_t{local_[edge]} * lanes_;
    }

    void add(std::uint32_t vertex, std::uint32_t lane) {
        each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
            if (local_[e] == nothing) return;
            std::uint32_t& count = counts(e)[lane];
            count += synapses;
            most_[local_[e]] = std::max(most_[local_[e]], count);
        });
    }

    PartRows measure(const Members& members, const std::vector<std::uint32_t>& slots) {
        clear();
        PartRows rows;
        for (std::size_t i = 0; i < members.size(); ++i) add(members[i], slots[i] % lanes_);
        for (std::size_t i = 0; i < stored_.size(); ++i) {
            const std::uint32_t stride = graph_.kinds.rows[graph_.edges[stored_[i]].row].stride;
            rows.words += std::uint64_t{stride} * most_[i];
            rows.longest = std::max<std::uint64_t>(rows.longest, most_[i]);
        }
        rows.synapses = std::accumulate(count_.begin(), count_.end(), std::uint64_t{0});
        return rows;
    }

    bool within(const PartRows& rows) const {
        const Amounts& most = partition_.capacity().most;
        return rows.words <= most[Resource::Words] && rows.longest <= most[Resource::RowWords];
    }

    std::vector<std::uint32_t> in_order(const Members& members) const {
        std::vector<std::uint32_t> slots;
        std::map<std::uint32_t, std::uint32_t> next;
        for (const std::uint32_t v : members) slots.push_back(next[graph_.population[v]]++);
        return slots;
    }

    std::vector<std::uint32_t> shuffled(const Members& members, Random& random) const {
        std::map<std::uint32_t, std::vector<std::uint32_t>> free;
        for (const std::uint32_t v : members) {
            auto& slots = free[graph_.population[v]];
            slots.push_back(static_cast<std::uint32_t>(slots.size()));
        }
        for (auto& [population, slots] : free) random.shuffle(slots);
        std::vector<std::uint32_t> result;
        for (const std::uint32_t v : members) {
            auto& slots = free[graph_.population[v]];
            result.push_back(slots.back());
            slots.pop_back();
        }
        return result;
    }

    // Neurons with many synapses first, each to the lane where it makes rows longer least.
    std::vector<std::uint32_t> spread(const Members& members) {
        clear();
        std::vector<std::uint32_t> order(members.size()), slots(members.size());
        std::iota(order.begin(), order.end(), 0u);
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return graph_.in(members[a]).size() > graph_.in(members[b]).size();
        });
        std::map<std::uint32_t, std::uint32_t> size;
        for (const std::uint32_t v : members) ++size[graph_.population[v]];
        std::map<std::uint32_t, std::vector<std::uint32_t>> next;
        for (const auto& [population, neurons] : size) {
            next[population].resize(lanes_);
            std::iota(next[population].begin(), next[population].end(), 0u);
        }
        std::vector<std::uint64_t> load(lanes_, 0);
        for (const std::uint32_t i : order) {
            const std::uint32_t population = graph_.population[members[i]];
            const std::uint32_t lane =
                best_lane(members[i], next[population], size[population], load);
            slots[i] = next[population][lane];
            next[population][lane] += lanes_;
            load[lane] += graph_.in(members[i]).size();
            add(members[i], lane);
        }
        return slots;
    }

    // `next`: the lane's next free slot, of `size`.
    std::uint32_t best_lane(std::uint32_t vertex, const std::vector<std::uint32_t>& next,
                            std::uint32_t size, const std::vector<std::uint64_t>& load) {
        longer_.assign(lanes_, 0);
        each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
            if (local_[e] == nothing) return;
            const std::uint32_t* count = counts(e);
            const std::uint32_t most = most_[local_[e]];
            const std::uint32_t stride = graph_.kinds.rows[graph_.edges[e].row].stride;
            for (std::uint32_t lane = 0; lane < lanes_; ++lane) {
                const std::uint32_t sum = count[lane] + synapses;
                longer_[lane] += sum > most ? stride * (sum - most) : 0;
            }
        });
        std::uint32_t best = nothing;
        for (std::uint32_t lane = 0; lane < lanes_; ++lane) {
            if (next[lane] >= size) continue;
            if (best == nothing || longer_[lane] < longer_[best] ||
                (longer_[lane] == longer_[best] && load[lane] < load[best]))
                best = lane;
        }
        return best;
    }

    const Partition& partition_;
    const Hypergraph& graph_;
    const std::uint32_t lanes_;
    std::vector<std::uint32_t> local_;   // by edge: its number in the part
    std::vector<std::uint32_t> stored_;  // the other way round
    std::vector<std::uint32_t> count_, most_, longer_;
    Lanes result_;
};

}  // namespace

Lanes assign_lanes(const Partition& partition, Random* random) {
    return Assigner(partition).run(random);
}

}  // namespace bouton::compiler
