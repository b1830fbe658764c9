// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/refine.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace bouton::compiler {
namespace {

constexpr double least = 1e-9;  // of all packets: less is rounding, not gain
constexpr std::size_t targets = 3, partners = 4;
constexpr std::uint64_t most_exchanged = 500'000;  // synapses moved in trying

struct Wish {
    double gain = 0;
    std::uint32_t vertex = 0;
};

class Refiner {
  public:
    Refiner(Partition& partition, const std::vector<bool>& fixed, Random& random,
            const RefineOptions& options)
        : partition_(partition),
          graph_(partition.graph()),
          fixed_(fixed),
          random_(random),
          options_(options),
          gain_(partition.parts(), 0),
          least_(least * partition.packets()) {}

    RefineResult run() {
        while (result_.passes < options_.passes && work_ < options_.work) {
            const double before = partition_.packets();
            ++result_.passes;
            wishes_.clear();
            members_.assign(partition_.parts(), {});
            for (const std::uint32_t v : movable()) members_[partition_.part()[v]].push_back(v);
            for (const std::uint32_t v : order()) improve(v);
            if (before - partition_.packets() <= options_.enough * before) break;
        }
        return result_;
    }

  private:
    // Part after part, both shuffled: neurons of a part hear much the same edges, which then are
    // still in the cache.
    std::vector<std::uint32_t> order() {
        std::vector<std::uint32_t> parts(partition_.parts()), result;
        std::iota(parts.begin(), parts.end(), 0u);
        random_.shuffle(parts);
        for (const std::uint32_t part : parts) {
            random_.shuffle(members_[part]);
            result.insert(result.end(), members_[part].begin(), members_[part].end());
        }
        return result;
    }

    std::vector<std::uint32_t> movable() const {
        std::vector<std::uint32_t> result;
        for (std::uint32_t v = 0; v < graph_.vertices(); ++v)
            if (fixed_.empty() || !fixed_[v]) result.push_back(v);
        return result;
    }

    void add(std::uint32_t part, double amount) {
        if (gain_[part] == 0) touched_.push_back(part);
        gain_[part] += amount;
    }

    // What moving the neuron to each part would save; parts that nothing speaks for are left out.
    void rate_parts(std::uint32_t vertex) {
        const std::uint32_t from = partition_.part()[vertex];
        touched_.clear();
        best_.clear();
        double base = 0;
        each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
            const Edge& edge = graph_.edges[e];
            if (!edge.head || edge.vertex == vertex) return;
            const std::uint32_t source =
                edge.vertex == nothing ? nothing : partition_.part()[edge.vertex];
            bool source_hears = source == nothing;
            base -= edge.rate;
            for (const Share& share : partition_.shares(e)) {
                source_hears = source_hears || share.part == source;
                if (share.part != from)
                    add(share.part, edge.rate);
                else if (share.count == synapses && source != from)
                    base += edge.rate;
            }
            work_ += partition_.shares(e).size();
            if (!source_hears && source != from) add(source, edge.rate);
        });
        base -= speak(vertex, from);
        for (const std::uint32_t part : touched_) {
            if (gain_[part] + base > least_)
                best_.push_back({.gain = gain_[part] + base, .vertex = part});
            gain_[part] = 0;
        }
        const std::size_t kept = std::min(targets, best_.size());
        std::partial_sort(best_.begin(), best_.begin() + static_cast<std::ptrdiff_t>(kept),
                          best_.end(), [](const Wish& a, const Wish& b) {
                              return a.gain > b.gain || (a.gain == b.gain && a.vertex < b.vertex);
                          });
        best_.resize(kept);
    }

    // The neuron's own axons: a part that hears one gains it if the neuron comes; returns what the
    // part it leaves would then have to be sent.
    double speak(std::uint32_t vertex, std::uint32_t from) {
        double lost = 0;
        for (std::uint32_t e = graph_.out_begin[vertex]; e < graph_.out_end[vertex]; ++e) {
            const Edge& edge = graph_.edges[e];
            if (!edge.head) continue;
            for (const Share& share : partition_.shares(e)) {
                if (share.part != from)
                    add(share.part, edge.rate);
                else if (share.count > own_synapses(vertex, e))
                    lost += edge.rate;
            }
            work_ += partition_.shares(e).size();
        }
        return lost;
    }

    std::uint32_t own_synapses(std::uint32_t vertex, std::uint32_t edge) const {
        const auto in = graph_.in(vertex);
        const auto [first, last] = std::equal_range(in.begin(), in.end(), edge);
        return static_cast<std::uint32_t>(last - first);
    }

    void improve(std::uint32_t vertex) {
        rate_parts(vertex);
        const std::vector<Wish> best = best_;
        const std::uint32_t from = partition_.part()[vertex];
        for (const Wish& to : best) {
            if (partition_.fits(vertex, to.vertex)) {
                partition_.move(vertex, to.vertex);
                ++result_.moves;
                return;
            }
            if (swap(vertex, from, to.vertex) || exchange(vertex, from, to.vertex)) {
                ++result_.swaps;
                return;
            }
        }
        for (const Wish& to : best)
            wishes_[key(from, to.vertex)].push_back({.gain = to.gain, .vertex = vertex});
    }

    static std::uint64_t key(std::uint32_t from, std::uint32_t to) {
        return std::uint64_t{from} << 32 | to;
    }

    // With a neuron that wished to go the other way in this pass.
    bool swap(std::uint32_t vertex, std::uint32_t from, std::uint32_t to) {
        const auto found = wishes_.find(key(to, from));
        if (found == wishes_.end()) return false;
        std::vector<Wish>& wishes = found->second;
        std::erase_if(wishes, [&](const Wish& one) { return partition_.part()[one.vertex] != to; });
        const std::size_t tried = std::min(partners, wishes.size());
        std::partial_sort(wishes.begin(), wishes.begin() + static_cast<std::ptrdiff_t>(tried),
                          wishes.end(), [](const Wish& a, const Wish& b) {
                              return a.gain > b.gain || (a.gain == b.gain && a.vertex < b.vertex);
                          });
        for (std::size_t i = 0; i < tried; ++i)
            if (try_swap(vertex, from, wishes[i].vertex, to)) {
                wishes.erase(wishes.begin() + static_cast<std::ptrdiff_t>(i));
                return true;
            }
        return false;
    }

    // With any neuron of the part.
    bool exchange(std::uint32_t vertex, std::uint32_t from, std::uint32_t to) {
        const auto size = static_cast<std::uint32_t>(members_[to].size());
        if (size == 0 || exchanged_ > most_exchanged) return false;
        const std::uint32_t first = random_.below(size);
        for (std::uint32_t i = 0; i < std::min(options_.samples, size); ++i) {
            const std::uint32_t other = members_[to][(first + i) % size];
            if (partition_.part()[other] == to && try_swap(vertex, from, other, to)) return true;
        }
        return false;
    }

    bool try_swap(std::uint32_t a, std::uint32_t part_of_a, std::uint32_t b,
                  std::uint32_t part_of_b) {
        const double before = partition_.packets();
        exchanged_ += graph_.in(a).size() + graph_.in(b).size();
        partition_.take(a);
        if (partition_.fits(b, part_of_a)) {
            partition_.move(b, part_of_a);
            if (partition_.fits(a, part_of_b)) {
                partition_.put(a, part_of_b);
                if (partition_.packets() < before - least_) return true;
                partition_.take(a);
            }
            partition_.move(b, part_of_b);
        }
        partition_.put(a, part_of_a);
        return false;
    }

    Partition& partition_;
    const Hypergraph& graph_;
    const std::vector<bool>& fixed_;
    Random& random_;
    const RefineOptions& options_;
    std::vector<double> gain_;  // by part; all 0 between calls
    const double least_;
    std::vector<std::uint32_t> touched_;
    std::vector<Wish> best_;  // parts to go to
    std::unordered_map<std::uint64_t, std::vector<Wish>> wishes_;
    std::vector<std::vector<std::uint32_t>> members_;  // by part, as the pass began
    std::uint64_t work_ = 0, exchanged_ = 0;
    RefineResult result_;
};

}  // namespace

RefineResult refine(Partition& partition, const std::vector<bool>& fixed, Random& random,
                    const RefineOptions& options) {
    return Refiner(partition, fixed, random, options).run();
}

}  // namespace bouton::compiler
