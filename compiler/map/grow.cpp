// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "compiler/map/fill.hpp"

namespace bouton::compiler {
namespace {

constexpr std::int32_t out = std::numeric_limits<std::int32_t>::min();
constexpr std::uint32_t block = 256;
constexpr std::uint32_t patience = 24;  // neurons in a row that do not fit: the part is full

class Grower {
  public:
    Grower(Partition& partition, bool by_rate)
        : partition_(partition),
          graph_(partition.graph()),
          score_(graph_.vertices(), 0),
          most_((graph_.vertices() + block - 1) / block, out),
          stale_(most_.size(), false),
          changed_(graph_.vertices()),
          marked_(graph_.edges.size(), nothing) {
        std::iota(changed_.begin(), changed_.end(), 0U);
        weigh(by_rate);
    }

    bool run() {
        left_ = 0;
        for (const std::uint32_t part : partition_.part())
            if (part == nothing) ++left_;
        std::uint32_t seed = 0;
        for (part_ = 0; part_ < partition_.parts() && left_ > 0; ++part_) {
            reset();
            if (partition_.use(part_).neurons == 0) set(seed, std::max(score_[seed], 1));
            fill();
            // The next part begins next to this one.
            seed = best();
        }
        return left_ == 0;
    }

  private:
    // Integers: the search for the largest is the inner loop, and compilers vectorise it for them.
    void weigh(bool by_rate) {
        double sum = 0;
        for (const Edge& edge : graph_.edges) sum += edge.rate;
        const double mean = sum / std::max<double>(1, static_cast<double>(graph_.edges.size()));
        for (const Edge& edge : graph_.edges) {
            const double share = by_rate && mean > 0 ? edge.rate / mean : 1;
            weight_.push_back(edge.head ? std::clamp(static_cast<std::int32_t>(64 * share), 1, 4096)
                                        : 0);
        }
    }

    void reset() {
        for (const std::uint32_t v : std::exchange(changed_, {}))
            set(v, partition_.part()[v] == nothing ? 0 : out);
        if (partition_.use(part_).neurons == 0) return;
        for (std::uint32_t v = 0; v < graph_.vertices(); ++v)
            if (partition_.part()[v] == part_) reach(v);
    }

    void fill() {
        std::vector<std::uint32_t> refused;
        for (std::uint32_t failures = 0; failures < patience && left_ > 0;) {
            const std::uint32_t v = best();
            if (score_[v] == out) break;
            if (!partition_.fits(v, part_)) {
                ++failures;
                refused.push_back(v);
                set(v, out);
                continue;
            }
            failures = 0;
            partition_.put(v, part_);
            set(v, out);
            --left_;
            reach(v);
        }
        for (const std::uint32_t v : refused) set(v, 0);
    }

    // What the part hears and says now that the neuron is on it.
    void reach(std::uint32_t vertex) {
        each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t) { mark(e); });
        for (std::uint32_t e = graph_.out_begin[vertex]; e < graph_.out_end[vertex]; ++e) mark(e);
    }

    void mark(std::uint32_t edge) {
        if (marked_[edge] == part_ || weight_[edge] == 0) return;
        marked_[edge] = part_;
        const auto add = [&](std::uint32_t v) {
            if (score_[v] != out) set(v, score_[v] + weight_[edge]);
        };
        for (const std::uint32_t v : graph_.pins(edge)) add(v);
        if (graph_.edges[edge].vertex != nothing) add(graph_.edges[edge].vertex);
    }

    void set(std::uint32_t v, std::int32_t score) {
        if (score_[v] == 0 && score != 0) changed_.push_back(v);
        score_[v] = score;
        if (stale_[v / block]) return;
        stale_[v / block] = true;
        stale_blocks_.push_back(v / block);
    }

    // The first of the largest. Only blocks in which a score changed are looked at one by one.
    std::uint32_t best() {
        for (const std::uint32_t b : stale_blocks_) {
            const std::uint32_t begin = b * block;
            const std::uint32_t end =
                std::min(begin + block, static_cast<std::uint32_t>(score_.size()));
            std::int32_t most = out;
            for (std::uint32_t i = begin; i < end; ++i) most = std::max(most, score_[i]);
            most_[b] = most;
            stale_[b] = false;
        }
        stale_blocks_.clear();
        std::int32_t largest = out;
        for (const std::int32_t most : most_) largest = std::max(largest, most);
        if (largest == out) return 0;
        const auto first = std::find(most_.begin(), most_.end(), largest);
        auto where = static_cast<std::uint32_t>(first - most_.begin()) * block;
        while (score_[where] != largest) ++where;
        return where;
    }

    Partition& partition_;
    const Hypergraph& graph_;
    std::vector<std::int32_t> score_;
    std::vector<std::int32_t> most_;           // by block of scores: the largest, if not stale
    std::vector<std::uint8_t> stale_;          // by block
    std::vector<std::uint32_t> stale_blocks_;  // all that are
    std::vector<std::uint32_t> changed_;       // whose score is not 0, and what a part took
    std::vector<std::int32_t> weight_;
    std::vector<std::uint32_t> marked_;  // by edge: the part that hears or says it
    std::uint32_t part_ = 0, left_ = 0;
};

}  // namespace

bool grow(Partition& partition, bool by_rate) {
    return Grower(partition, by_rate).run();
}

}  // namespace bouton::compiler
