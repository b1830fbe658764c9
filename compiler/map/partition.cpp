// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/partition.hpp"

#include <algorithm>
#include <numeric>

namespace bouton::compiler {
namespace {

Present everything(const Hypergraph& graph) {
    Present all;
    for (std::uint32_t p = 0; p < graph.first_vertex.size(); ++p)
        if (graph.first_vertex[p] != nothing) all.populations.push_back(p);
    all.rows.resize(graph.kinds.rows.size());
    std::iota(all.rows.begin(), all.rows.end(), 0u);
    return all;
}

std::uint64_t in_groups(std::uint64_t count, std::uint64_t lanes) {
    return (count + lanes - 1) / lanes;
}

}  // namespace

Partition::Partition(const Hypergraph& graph, const Capacity& capacity, ProgramRoom& programs,
                     std::uint32_t parts)
    : graph_(graph),
      capacity_(capacity),
      programs_(programs),
      programs_matter_(!programs.fits(everything(graph), capacity)),
      part_(graph.vertices(), nothing),
      use_(parts),
      first_population_(graph.first_vertex),
      neurons_(std::size_t{parts} * graph.first_vertex.size()),
      entries_(std::size_t{parts} * graph.kinds.axons.size()),
      rows_(std::size_t{parts} * graph.kinds.rows.size()),
      share_begin_(graph.edges.size() + 1),
      share_count_(graph.edges.size()),
      delta_(parts) {
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        share_begin_[e + 1] =
            share_begin_[e] + std::min<std::uint64_t>(parts, graph.pins(e).size());
    shares_.resize(share_begin_.back());
}

bool Partition::hears(std::size_t edge, std::uint32_t part) const {
    for (const Share& share : shares(edge))
        if (share.part == part) return true;
    return false;
}

Share* Partition::find(std::size_t edge, std::uint32_t part) {
    Share* const begin = shares_.data() + share_begin_[edge];
    Share* const end = begin + share_count_[edge];
    Share* found = begin;
    while (found != end && found->part != part) ++found;
    return found == end ? nullptr : found;
}

Present Partition::present(std::uint32_t part) const {
    Present result;
    const std::size_t populations = first_population_.size(), rows = graph_.kinds.rows.size();
    for (std::uint32_t p = 0; p < populations; ++p)
        if (neurons_[part * populations + p] > 0) result.populations.push_back(p);
    for (std::uint32_t r = 0; r < rows; ++r)
        if (rows_[part * rows + r] > 0) result.rows.push_back(r);
    return result;
}

double Partition::packets(std::size_t edge) const {
    const Edge& one = graph_.edges[edge];
    if (!one.head) return 0;
    const auto shared = shares(edge);
    std::size_t remote = shared.size();
    if (one.vertex != nothing && hears(edge, part_[one.vertex])) --remote;
    return one.rate * static_cast<double>(remote);
}

double Partition::count_packets() const {
    double sum = 0;
    for (std::size_t e = 0; e < graph_.edges.size(); ++e) sum += packets(e);
    return sum;
}

std::uint64_t Partition::row_words(const Edge& edge, std::uint64_t synapses) const {
    return graph_.kinds.rows[edge.row].stride * in_groups(synapses, capacity_.lanes);
}

std::int64_t Partition::own_fanout(std::uint32_t vertex) const {
    if (expected_ != nullptr) return (*expected_)[vertex];
    std::int64_t sum = graph_.fixed_fanout[vertex];
    for (std::uint32_t e = graph_.out_begin[vertex]; e < graph_.out_end[vertex]; ++e)
        if (graph_.edges[e].head) sum += share_count_[e];
    return sum;
}

void Partition::count_axon(std::uint32_t part, const Edge& edge, std::int32_t change) {
    std::uint32_t& entries = entries_[std::size_t{part} * graph_.kinds.axons.size() + edge.axon];
    PartUse& use = use_[part];
    use.axons -= in_groups(entries, capacity_.lanes) * capacity_.lanes;
    entries += static_cast<std::uint32_t>(change);
    use.axons += in_groups(entries, capacity_.lanes) * capacity_.lanes;
    use.entries += static_cast<std::uint64_t>(static_cast<std::int64_t>(change));
    rows_[std::size_t{part} * graph_.kinds.rows.size() + edge.row] +=
        static_cast<std::uint32_t>(change);
}

// A part hears the edge, or no longer does.
void Partition::charge_source(const Edge& edge, std::uint32_t part, std::int32_t change) {
    if (!edge.head) return;
    const std::uint32_t source = edge.vertex == nothing ? nothing : part_[edge.vertex];
    if (source != part) packets_ += change * double{edge.rate};
    if (expected_ == nullptr && source != nothing) use_[source].fanout += change;
}

// A neuron says its edges from the part, or no longer does.
void Partition::charge_own(std::uint32_t vertex, std::uint32_t part, std::int32_t change) {
    use_[part].fanout += change * own_fanout(vertex);
    for (std::uint32_t e = graph_.out_begin[vertex]; e < graph_.out_end[vertex]; ++e)
        if (graph_.edges[e].head && hears(e, part))
            packets_ -= change * double{graph_.edges[e].rate};
}

// The neuron's own fan-out is added when its own synapses are in place, so that they count.
void Partition::put(std::uint32_t vertex, std::uint32_t part) {
    PartUse& use = use_[part];
    each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
        const Edge& edge = graph_.edges[e];
        Share* share = find(e, part);
        const std::uint32_t before = share == nullptr ? 0 : share->count;
        if (share == nullptr) {
            shares_[share_begin_[e] + share_count_[e]++] = {part, synapses & 0xfffffu};
            charge_source(edge, part, 1);
            if (edge.stored()) count_axon(part, edge, 1);
        } else {
            share->count = (before + synapses) & 0xfffffu;
        }
        if (edge.stored())
            use.words += row_words(edge, before + synapses) - row_words(edge, before);
    });
    part_[vertex] = part;
    charge_own(vertex, part, 1);
    std::uint32_t& neurons =
        neurons_[std::size_t{part} * first_population_.size() + graph_.population[vertex]];
    if (neurons % capacity_.lanes == 0) ++use.groups;
    ++neurons;
    ++use.neurons;
}

void Partition::take(std::uint32_t vertex) {
    const std::uint32_t part = part_[vertex];
    if (part == nothing) return;
    PartUse& use = use_[part];
    charge_own(vertex, part, -1);
    part_[vertex] = nothing;
    each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
        const Edge& edge = graph_.edges[e];
        Share* share = find(e, part);
        const std::uint32_t before = share->count;
        if (edge.stored())
            use.words -= row_words(edge, before) - row_words(edge, before - synapses);
        share->count = (before - synapses) & 0xfffffu;
        if (share->count > 0) return;
        *share = shares_[share_begin_[e] + --share_count_[e]];
        charge_source(edge, part, -1);
        if (edge.stored()) count_axon(part, edge, -1);
    });
    std::uint32_t& neurons =
        neurons_[std::size_t{part} * first_population_.size() + graph_.population[vertex]];
    --neurons;
    if (neurons % capacity_.lanes == 0) --use.groups;
    --use.neurons;
}

bool Partition::new_programs_fit(std::uint32_t vertex, std::uint32_t part, bool new_population) {
    if (!programs_matter_) return true;
    if (new_rows_.empty() && !new_population) return true;
    Present wanted = present(part);
    if (new_population) wanted.populations.push_back(graph_.population[vertex]);
    wanted.rows.insert(wanted.rows.end(), new_rows_.begin(), new_rows_.end());
    std::sort(wanted.populations.begin(), wanted.populations.end());
    std::sort(wanted.rows.begin(), wanted.rows.end());
    return programs_.fits(wanted, capacity_);
}

void Partition::add_delta(std::uint32_t part, std::int64_t change) {
    if (part == nothing || change == 0) return;
    if (delta_[part] == 0) touched_.push_back(part);
    delta_[part] += change;
}

bool Partition::fanout_fits(std::uint32_t vertex, std::uint32_t part) {
    const std::uint32_t from = part_[vertex];
    touched_.clear();
    std::int64_t own = own_fanout(vertex);
    add_delta(from, -own);
    if (expected_ == nullptr)
        each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
            const Edge& edge = graph_.edges[e];
            if (!edge.head || edge.vertex == nothing) return;
            std::int64_t change = 1;
            for (const Share& share : shares(e)) {
                if (share.part == part) --change;
                if (share.part == from && share.count == synapses) --change;
            }
            if (edge.vertex == vertex)
                own += change;
            else
                add_delta(part_[edge.vertex], change);
        });
    add_delta(part, own);
    bool fits = true;
    const auto most = static_cast<std::int64_t>(capacity_.most[Resource::Fanout]);
    for (const std::uint32_t one : touched_) {
        fits = fits && (delta_[one] <= 0 || use_[one].fanout + delta_[one] <= most);
        delta_[one] = 0;
    }
    return fits;
}

bool Partition::fits(std::uint32_t vertex, std::uint32_t part) {
    if (part_[vertex] == part) return true;
    const PartUse& use = use_[part];
    const std::uint32_t lanes = capacity_.lanes;
    if (use.neurons + 1 > capacity_.neurons) return false;
    const std::uint32_t alike = neurons(part, graph_.population[vertex]);
    if (alike % lanes == 0 && (use.groups + 1) * lanes > capacity_.most[Resource::Neurons])
        return false;
    std::uint64_t words = use.words;
    bool rows_fit = true;
    new_rows_.clear();
    new_axons_.clear();
    new_entries_.assign(graph_.kinds.axons.size(), 0);
    each_in(graph_, vertex, [&](std::uint32_t e, std::uint32_t synapses) {
        const Edge& edge = graph_.edges[e];
        if (!edge.stored()) return;
        std::uint32_t before = 0;
        for (const Share& share : shares(e))
            if (share.part == part) before = share.count;
        words += row_words(edge, before + synapses) - row_words(edge, before);
        rows_fit =
            rows_fit && in_groups(before + synapses, lanes) <= capacity_.most[Resource::RowWords];
        if (before > 0) return;
        if (new_entries_[edge.axon]++ == 0) new_axons_.push_back(edge.axon);
        if (rows_[std::size_t{part} * graph_.kinds.rows.size() + edge.row] == 0 &&
            std::find(new_rows_.begin(), new_rows_.end(), edge.row) == new_rows_.end())
            new_rows_.push_back(edge.row);
    });
    if (!rows_fit || words > capacity_.most[Resource::Words]) return false;
    std::uint64_t axons = use.axons;
    for (const std::uint32_t kind : new_axons_) {
        const std::uint64_t had = entries_[std::size_t{part} * graph_.kinds.axons.size() + kind];
        axons += (in_groups(had + new_entries_[kind], lanes) - in_groups(had, lanes)) * lanes;
    }
    if (axons > capacity_.most[Resource::Axons]) return false;
    return new_programs_fit(vertex, part, alike == 0) && fanout_fits(vertex, part);
}

}  // namespace bouton::compiler
