// SPDX-License-Identifier: Apache-2.0
// Neurons on parts (cores that have no place yet), with what each part uses kept up to date, so
// that a move is priced and checked by looking at the moved neuron's edges only.
//
// Words are a lower bound here: a row of n synapses takes at least n / lanes words. Lanes are
// given later and measured then (measure.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "compiler/map/capacity.hpp"
#include "compiler/map/hypergraph.hpp"
#include "compiler/map/programs.hpp"

namespace bouton::compiler {

using Parts = std::vector<std::uint32_t>;  // by vertex; `nothing`: on none

// How many synapses of an edge are on a part.
struct Share {
    std::uint32_t part : 12, count : 20;
};
inline constexpr std::uint32_t most_parts = 4096;

struct PartUse {
    std::uint64_t neurons = 0, groups = 0, axons = 0, words = 0;
    std::uint64_t entries = 0;  // axons without those that fill a group up
    std::int64_t fanout = 0;
};

class Partition {
  public:
    // `parts`: how many there may be.
    Partition(const Hypergraph& graph, const Capacity& capacity, ProgramRoom& programs,
              std::uint32_t parts);

    const Hypergraph& graph() const { return graph_; }
    const Capacity& capacity() const { return capacity_; }
    std::uint32_t parts() const { return static_cast<std::uint32_t>(use_.size()); }
    const Parts& part() const { return part_; }
    const PartUse& use(std::uint32_t part) const { return use_[part]; }
    std::uint32_t neurons(std::uint32_t part, std::uint32_t population) const {
        return neurons_[std::size_t{part} * first_population_.size() + population];
    }
    std::span<const Share> shares(std::size_t edge) const {
        return std::span(shares_).subspan(share_begin_[edge], share_count_[edge]);
    }
    bool hears(std::size_t edge, std::uint32_t part) const;
    Present present(std::uint32_t part) const;

    // Packets a unit of time: from an input to every part that hears it, from a neuron to all but
    // its own.
    double packets() const { return packets_; }
    double packets(std::size_t edge) const;
    double count_packets() const;  // `packets` carries the rounding of every move

    // Whether `part` still fits with the neuron, which may be on another part or on none.
    bool fits(std::uint32_t vertex, std::uint32_t part);
    void put(std::uint32_t vertex, std::uint32_t part);
    void take(std::uint32_t vertex);
    void move(std::uint32_t vertex, std::uint32_t part) {
        take(vertex);
        put(vertex, part);
    }

    // Instead of counting fan-out entries: what each neuron is taken to need.
    void expect_fanout(const std::vector<std::uint32_t>* expected) { expected_ = expected; }

  private:
    Share* find(std::size_t edge, std::uint32_t part);
    std::uint64_t row_words(const Edge& edge, std::uint64_t synapses) const;
    std::int64_t own_fanout(std::uint32_t vertex) const;
    void count_axon(std::uint32_t part, const Edge& edge, std::int32_t change);
    void charge_source(const Edge& edge, std::uint32_t part, std::int32_t change);
    void charge_own(std::uint32_t vertex, std::uint32_t part, std::int32_t change);
    bool new_programs_fit(std::uint32_t vertex, std::uint32_t part, bool new_population);
    void add_delta(std::uint32_t part, std::int64_t change);
    bool fanout_fits(std::uint32_t vertex, std::uint32_t part);

    const Hypergraph& graph_;
    const Capacity capacity_;
    ProgramRoom& programs_;
    bool programs_matter_;
    Parts part_;
    std::vector<PartUse> use_;
    std::vector<std::uint32_t> first_population_;  // graph_.first_vertex
    std::vector<std::uint32_t> neurons_;           // by part, population
    std::vector<std::uint32_t> entries_;           // by part, axon kind
    std::vector<std::uint32_t> rows_;              // by part, row kind
    std::vector<std::uint64_t> share_begin_;
    std::vector<std::uint32_t> share_count_;
    std::vector<Share> shares_;
    const std::vector<std::uint32_t>* expected_ = nullptr;
    double packets_ = 0;
    std::vector<std::int64_t> delta_;  // of fan-out, by part; all 0 between calls
    std::vector<std::uint32_t> touched_, new_rows_, new_entries_, new_axons_;
};

}  // namespace bouton::compiler
