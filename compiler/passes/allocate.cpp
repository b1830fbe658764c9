// SPDX-License-Identifier: Apache-2.0
// One core. Neurons in the order of their ids, each population from a group boundary on. Axon
// entries by source and program, those whose rows learn without their axon's event first, so that
// they are scanned together. Rows in the order of entries.
#include <algorithm>
#include <map>

#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

struct PlanEntry {  // of a source population
    std::uint32_t descriptor = 0;
    std::vector<std::uint32_t> projections;
    bool bare = true, wide = false;
};

// Entries of one axon: the first and what `more` leads to.
struct AxonClass {
    std::uint32_t population = 0;
    std::vector<PlanEntry> entries;
    std::optional<std::uint32_t> group_descriptor, states_of;
    bool plastic = false;
};

class Allocator {
  public:
    Allocator(const Network& network, const Plan& plan, const spec::Configuration& configuration,
              Diagnostics& diagnostics)
        : network_(network),
          plan_(plan),
          configuration_(configuration),
          diagnostics_(diagnostics) {}

    Layout run() {
        neurons();
        if (plan_.core) layout_.core_descriptor = add_descriptor(*plan_.core);
        make_classes();
        index_synapses();
        for (const AxonClass& one : classes_) entries(one);
        check_axons();
        rows();
        fanout();
        if (layout_.descriptors.size() > spec::limits::Descriptors)
            too_many("descriptors", layout_.descriptors.size(), spec::limits::Descriptors,
                     layout_.descriptors[spec::limits::Descriptors].name,
                     layout_.descriptors[spec::limits::Descriptors].at);
        return std::move(layout_);
    }

  private:
    void too_many(const std::string& what, std::uint64_t needed, std::uint64_t available,
                  const std::string& who, Position at) {
        diagnostics_.error(at, "too many " + what + " on a core: needed " + std::to_string(needed) +
                                   ", available " + std::to_string(available) + " ('" + who +
                                   "' does not fit)");
    }

    std::uint32_t add_descriptor(const DescriptorPlan& descriptor) {
        layout_.descriptors.push_back(descriptor);
        return static_cast<std::uint32_t>(layout_.descriptors.size() - 1);
    }

    void neurons() {
        const std::uint32_t lanes = configuration_.lanes;
        std::uint64_t group = 0, needed = 0;
        const Population* first_beyond = nullptr;
        layout_.first_neuron.resize(network_.populations.size());
        layout_.neuron_descriptor.resize(network_.populations.size());
        for (std::size_t i = 0; i < network_.populations.size(); ++i) {
            const Population& population = network_.populations[i];
            if (population.input) continue;
            layout_.first_neuron[i] = static_cast<std::uint32_t>(group * lanes);
            layout_.neuron_descriptor[i] = add_descriptor(plan_.models[i].descriptor);
            group += (population.size + lanes - 1) / lanes;
            needed = group * lanes;
            if (needed > configuration_.neurons && first_beyond == nullptr)
                first_beyond = &population;
        }
        if (first_beyond != nullptr)
            too_many("neurons (in groups of " + std::to_string(lanes) + ")", needed,
                     configuration_.neurons, first_beyond->name,
                     network_.source_of(*first_beyond).size_at);
    }

    // Rows without programs share entries and hang on another entry of their source by `more`.
    void make_classes() {
        std::map<spec::Gain, std::uint32_t> bare_descriptors;
        for (std::uint32_t p = 0; p < network_.populations.size(); ++p) {
            std::vector<PlanEntry> bare;
            const std::size_t first = classes_.size();
            for (std::uint32_t i = 0; i < network_.projections.size(); ++i) {
                if (network_.projections[i].pre != p || network_.projections[i].synapses.empty())
                    continue;
                const RowPlan& row = plan_.rows[i];
                if (row.descriptor.bare() && !row.uses_axon) {
                    add_bare(bare, bare_descriptors, i);
                    continue;
                }
                AxonClass one{.population = p, .entries = {}, .plastic = row.descriptor.plastic()};
                one.entries.push_back({.descriptor = add_descriptor(row.descriptor),
                                       .projections = {i},
                                       .bare = false,
                                       .wide = row.wide});
                if (row.axon) {
                    one.group_descriptor = add_descriptor(axon_descriptor(i));
                    one.states_of = i;
                }
                classes_.push_back(std::move(one));
            }
            if (bare.empty()) continue;
            if (classes_.size() == first) classes_.push_back({.population = p, .entries = {}});
            auto& entries = classes_[first].entries;
            entries.insert(entries.end(), bare.begin(), bare.end());
        }
        std::stable_partition(classes_.begin(), classes_.end(),
                              [](const AxonClass& one) { return one.plastic; });
    }

    void add_bare(std::vector<PlanEntry>& bare, std::map<spec::Gain, std::uint32_t>& descriptors,
                  std::uint32_t i) {
        const DescriptorPlan& wanted = plan_.rows[i].descriptor;
        auto found = descriptors.find(wanted.gain);
        if (found == descriptors.end()) {
            DescriptorPlan descriptor = wanted;
            descriptor.name = "static";
            descriptor.salt = 0;
            found = descriptors.emplace(wanted.gain, add_descriptor(descriptor)).first;
        }
        for (PlanEntry& entry : bare) {
            if (entry.descriptor != found->second) continue;
            entry.projections.push_back(i);
            return;
        }
        bare.push_back({.descriptor = found->second, .projections = {i}});
    }

    DescriptorPlan axon_descriptor(std::uint32_t projection) const {
        const RowPlan& row = plan_.rows[projection];
        DescriptorPlan descriptor;
        descriptor.name = row.descriptor.name;
        descriptor.salt = row.axon_salt;
        descriptor.at = row.descriptor.at;
        descriptor.set(spec::Trigger::Axon, *row.axon);
        return descriptor;
    }

    // Where the synapses of an element begin: they are sorted by pre.
    void index_synapses() {
        for (const Projection& projection : network_.projections) {
            std::vector<std::uint32_t> begin(network_.populations[projection.pre].size + 1, 0);
            for (const Synapse& synapse : projection.synapses) ++begin[synapse.pre + 1];
            for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
            begin_.push_back(std::move(begin));
            layout_.synapses.emplace_back(projection.synapses.size());
        }
    }

    bool empty(const PlanEntry& entry, std::uint32_t element) const {
        return std::all_of(
            entry.projections.begin(), entry.projections.end(),
            [&](std::uint32_t i) { return begin_[i][element] == begin_[i][element + 1]; });
    }

    void entries(const AxonClass& one) {
        const std::uint32_t lanes = configuration_.lanes;
        while (layout_.entries.size() % lanes != 0) add_entry(std::nullopt, std::nullopt);
        layout_.axons.resize(network_.populations.size());
        auto& heads = layout_.axons[one.population];
        heads.resize(network_.populations[one.population].size);
        const std::size_t begin = layout_.entries.size();
        for (std::uint32_t element = 0; element < heads.size(); ++element) {
            std::vector<const PlanEntry*> rows;
            for (const PlanEntry& entry : one.entries)
                if (!empty(entry, element)) rows.push_back(&entry);
            if (rows.empty()) continue;
            heads[element].push_back(static_cast<std::uint32_t>(layout_.entries.size()));
            for (const PlanEntry* row : rows)
                add_entry(EntryLayout{.population = one.population,
                                      .element = element,
                                      .descriptor = row->descriptor,
                                      .projections = row->projections,
                                      .more = row != rows.back(),
                                      .wide = row->wide},
                          row->bare ? std::nullopt : one.states_of);
        }
        layout_.axon_groups.resize((layout_.entries.size() + lanes - 1) / lanes);
        for (std::size_t group = begin / lanes; group < layout_.axon_groups.size(); ++group)
            layout_.axon_groups[group] = one.group_descriptor;
    }

    void add_entry(std::optional<EntryLayout> entry, std::optional<std::uint32_t> states_of) {
        layout_.entries.push_back(std::move(entry));
        layout_.entry_states.push_back(states_of);
    }

    void check_axons() {
        layout_.axons.resize(network_.populations.size());
        for (std::size_t p = 0; p < layout_.axons.size(); ++p)
            layout_.axons[p].resize(network_.populations[p].size);
        if (layout_.entries.size() <= configuration_.axons) return;
        const auto& last =
            *std::find_if(layout_.entries.begin() + configuration_.axons, layout_.entries.end(),
                          [](const auto& entry) { return entry.has_value(); });
        const Population& population = network_.populations[last->population];
        too_many("axons", layout_.entries.size(), configuration_.axons, population.name,
                 network_.source_of(population).size_at);
    }

    void rows() {
        std::uint64_t next = 0;
        std::optional<std::uint32_t> beyond;
        std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> lanes(
            configuration_.lanes);
        for (std::uint32_t axon = 0; axon < layout_.entries.size(); ++axon) {
            if (!layout_.entries[axon]) continue;
            EntryLayout& entry = *layout_.entries[axon];
            fill_lanes(entry, lanes);
            std::size_t words = 0;
            for (const auto& lane : lanes) words = std::max(words, lane.size());
            const std::uint32_t stride = entry.wide ? 2 : 1;
            if (words > spec::limits::RowWords)
                too_many("words in a row", words, spec::limits::RowWords,
                         network_.populations[entry.population].name,
                         network_.source_of(network_.populations[entry.population]).at);
            entry.pointer = static_cast<std::uint32_t>(next);
            entry.words = static_cast<std::uint32_t>(words);
            for (std::uint32_t lane = 0; lane < lanes.size(); ++lane)
                for (std::size_t i = 0; i < lanes[lane].size(); ++i)
                    layout_.synapses[lanes[lane][i].first][lanes[lane][i].second] = {
                        .lane = lane,
                        .address = static_cast<std::uint32_t>(next + i * stride),
                        .axon = axon};
            next += words * stride;
            if (next > configuration_.words && !beyond) beyond = entry.projections.front();
        }
        layout_.words = static_cast<std::uint32_t>(std::min<std::uint64_t>(next, ~0U));
        if (beyond)
            too_many("synapse words a lane", next, configuration_.words,
                     network_.projections[*beyond].name,
                     network_.source_of(network_.projections[*beyond]).at);
    }

    // Per lane: (projection, synapse), by target and ordinal.
    void fill_lanes(const EntryLayout& entry,
                    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>>& lanes) {
        for (auto& lane : lanes) lane.clear();
        for (const std::uint32_t p : entry.projections) {
            const Projection& projection = network_.projections[p];
            for (std::uint32_t i = begin_[p][entry.element]; i < begin_[p][entry.element + 1];
                 ++i) {
                const std::uint32_t neuron =
                    layout_.first_neuron[projection.post] + projection.synapses[i].post;
                lanes[neuron % configuration_.lanes].emplace_back(p, i);
                ++layout_.slots_filled;
            }
        }
        if (entry.projections.size() < 2) return;
        for (auto& lane : lanes)
            std::stable_sort(lane.begin(), lane.end(),
                             [&](const auto& a, const auto& b) { return key(a) < key(b); });
    }

    std::pair<std::uint32_t, std::uint32_t> key(
        const std::pair<std::uint32_t, std::uint32_t>& where) const {
        const Projection& projection = network_.projections[where.first];
        const Synapse& synapse = projection.synapses[where.second];
        return {layout_.first_neuron[projection.post] + synapse.post, synapse.ordinal};
    }

    void fanout() {
        std::uint64_t needed = 0;
        const Population* beyond = nullptr;
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const Population& population = network_.populations[p];
            if (population.input) continue;
            for (const auto& heads : layout_.axons[p])
                needed += heads.size() + (population.recorded ? 1 : 0);
            if (needed > spec::limits::FanoutWords && beyond == nullptr) beyond = &population;
        }
        if (beyond != nullptr)
            too_many("fan-out entries", needed, spec::limits::FanoutWords, beyond->name,
                     network_.source_of(*beyond).at);
    }

    const Network& network_;
    const Plan& plan_;
    const spec::Configuration& configuration_;
    Diagnostics& diagnostics_;
    Layout layout_;
    std::vector<AxonClass> classes_;
    std::vector<std::vector<std::uint32_t>> begin_;  // by projection, element
};

}  // namespace

Layout allocate(const Network& network, const Plan& plan, const spec::Configuration& configuration,
                Diagnostics& diagnostics) {
    return Allocator(network, plan, configuration, diagnostics).run();
}

}  // namespace bouton::compiler
