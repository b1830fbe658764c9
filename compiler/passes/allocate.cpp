// SPDX-License-Identifier: Apache-2.0
// Core by core. Neurons in the order of their ids, each population's share from a group boundary
// on. Axon entries by axon kind and source, those whose rows learn without their axon's event
// first, so that they are scanned together. Rows in the order of entries.
#include <algorithm>
#include <map>
#include <numeric>

#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

// The synapses of a projection by the core they end on; within a core they keep their order.
struct ByCore {
    std::vector<std::uint32_t> order;  // empty: as they are
    std::vector<std::size_t> begin;    // by core
};

class Allocator {
  public:
    Allocator(const Network& network, const Plan& plan, const Mapping& mapping,
              const spec::Configuration& configuration, Diagnostics& diagnostics)
        : network_(network),
          plan_(plan),
          mapping_(mapping),
          configuration_(configuration),
          diagnostics_(diagnostics),
          lane_words_(configuration.lanes) {}

    Layout run() {
        layout_.cores.resize(mapping_.cores());
        neurons();
        if (plan_.core) layout_.core_descriptor = add_descriptor(*plan_.core);
        kinds();
        for (const Projection& projection : network_.projections) {
            by_core_.push_back(by_core(projection));
            layout_.synapses.emplace_back(projection.synapses.size());
        }
        at_.resize(network_.projections.size());
        for (std::uint32_t core = 0; core < layout_.cores.size() && !diagnostics_.failed(); ++core)
            fill(core);
        std::stable_sort(layout_.heads.begin(), layout_.heads.end(),
                         [](const Head& a, const Head& b) { return a.source < b.source; });
        check_fanout();
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

    // Neurons of a share lie in the order of elements.
    bool in_order() const { return mapping_.slot.empty(); }

    void neurons() {
        const std::uint32_t lanes = configuration_.lanes;
        std::vector<const Population*> beyond(layout_.cores.size());
        layout_.neurons.resize(network_.populations.size());
        layout_.neuron_descriptor.resize(network_.populations.size());
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const Population& population = network_.populations[p];
            if (population.input) continue;
            layout_.neuron_descriptor[p] = add_descriptor(plan_.models[p].descriptor);
            std::vector<std::uint32_t> count(layout_.cores.size());
            for (std::uint32_t i = 0; i < population.size; ++i) {
                const std::uint32_t core = mapping_.core[p][i];
                const std::uint32_t place = in_order() ? count[core] : mapping_.slot[p][i];
                layout_.neurons[p].push_back(
                    {.core = core, .index = layout_.cores[core].neuron_groups * lanes + place});
                ++count[core];
            }
            for (std::size_t c = 0; c < layout_.cores.size(); ++c) {
                layout_.cores[c].neuron_groups += (count[c] + lanes - 1) / lanes;
                if (layout_.cores[c].neuron_groups > configuration_.groups() &&
                    beyond[c] == nullptr)
                    beyond[c] = &population;
            }
        }
        for (std::size_t c = 0; c < layout_.cores.size(); ++c)
            if (beyond[c] != nullptr)
                too_many("neurons (in groups of " + std::to_string(lanes) + ")",
                         std::uint64_t{layout_.cores[c].neuron_groups} * lanes,
                         configuration_.neurons, beyond[c]->name,
                         network_.source_of(*beyond[c]).size_at);
    }

    void kinds() {
        layout_.kinds = row_kinds(network_, plan_);
        layout_.axon_descriptor.resize(layout_.kinds.axons.size());
        std::vector<bool> plastic(layout_.kinds.axons.size());
        std::map<spec::Gain, std::uint32_t> bare;
        for (const RowKind& kind : layout_.kinds.rows) {
            const std::uint32_t projection = kind.projections.front();
            const RowPlan& row = plan_.rows[projection];
            if (kind.bare) {
                auto found = bare.find(kind.gain);
                if (found == bare.end())
                    found = bare.emplace(kind.gain, add_descriptor(bare_descriptor(row))).first;
                layout_.row_descriptor.push_back(found->second);
                continue;
            }
            layout_.row_descriptor.push_back(add_descriptor(row.descriptor));
            plastic[kind.axon] = row.descriptor.plastic();
            if (row.axon) layout_.axon_descriptor[kind.axon] = add_descriptor(axon_program(row));
        }
        for (const bool wanted : {true, false})
            for (std::uint32_t i = 0; i < plastic.size(); ++i)
                if (plastic[i] == wanted) axon_order_.push_back(i);
    }

    static DescriptorPlan bare_descriptor(const RowPlan& row) {
        DescriptorPlan descriptor = row.descriptor;
        descriptor.name = "static";
        descriptor.salt = 0;
        return descriptor;
    }

    static DescriptorPlan axon_program(const RowPlan& row) {
        DescriptorPlan descriptor;
        descriptor.name = row.descriptor.name;
        descriptor.salt = row.axon_salt;
        descriptor.at = row.descriptor.at;
        descriptor.set(spec::Trigger::Axon, *row.axon);
        return descriptor;
    }

    ByCore by_core(const Projection& projection) const {
        ByCore result;
        if (layout_.cores.size() == 1) {
            result.begin = {0, projection.synapses.size()};
            return result;
        }
        const auto& posts = layout_.neurons[projection.post];
        result.begin.resize(layout_.cores.size() + 1);
        for (const Synapse& synapse : projection.synapses)
            ++result.begin[posts[synapse.post].core + 1];
        std::partial_sum(result.begin.begin(), result.begin.end(), result.begin.begin());
        std::vector<std::size_t> next(result.begin.begin(), result.begin.end() - 1);
        result.order.resize(projection.synapses.size());
        for (std::uint32_t i = 0; i < projection.synapses.size(); ++i)
            result.order[next[posts[projection.synapses[i].post].core]++] = i;
        return result;
    }

    void fill(std::uint32_t core) {
        core_ = core;
        words_ = 0;
        beyond_.reset();
        used_.assign(layout_.descriptors.size(), false);
        for (std::size_t p = 0; p < network_.populations.size(); ++p)
            for (const image::Location& neuron : layout_.neurons[p])
                if (neuron.core == core) used_[layout_.neuron_descriptor[p]] = true;
        if (layout_.core_descriptor) used_[*layout_.core_descriptor] = true;
        for (std::size_t p = 0; p < at_.size(); ++p) at_[p] = by_core_[p].begin[core];
        for (const std::uint32_t axon : axon_order_) entries(axon);
        CoreLayout& here = layout_.cores[core];
        here.words = static_cast<std::uint32_t>(std::min<std::uint64_t>(words_, ~0U));
        for (std::uint32_t d = 0; d < used_.size(); ++d)
            if (used_[d]) here.descriptors.push_back(d);
        check(here);
    }

    // The synapse a projection goes on with on this core, if there is one.
    const Synapse* next(std::uint32_t projection) const {
        const std::size_t at = at_[projection];
        if (at == by_core_[projection].begin[core_ + 1]) return nullptr;
        return &network_.projections[projection].synapses[number(projection, at)];
    }

    std::uint32_t number(std::uint32_t projection, std::size_t at) const {
        const auto& order = by_core_[projection].order;
        return order.empty() ? static_cast<std::uint32_t>(at) : order[at];
    }

    bool has(const RowKind& kind, std::uint32_t element) const {
        return std::any_of(kind.projections.begin(), kind.projections.end(), [&](std::uint32_t p) {
            const Synapse* const synapse = next(p);
            return synapse != nullptr && synapse->pre == element;
        });
    }

    // The least element that still has a synapse in a row of this axon.
    std::optional<std::uint32_t> next_element(const AxonKind& axon) const {
        std::optional<std::uint32_t> least;
        for (const std::uint32_t row : axon.rows)
            for (const std::uint32_t p : layout_.kinds.rows[row].projections)
                if (const Synapse* const synapse = next(p))
                    least = std::min(least.value_or(synapse->pre), synapse->pre);
        return least;
    }

    void entries(std::uint32_t axon_kind) {
        const AxonKind& axon = layout_.kinds.axons[axon_kind];
        std::optional<std::uint32_t> element = next_element(axon);
        if (!element) return;
        const std::uint32_t lanes = configuration_.lanes;
        CoreLayout& here = layout_.cores[core_];
        while (here.entries.size() % lanes != 0) here.entries.emplace_back();
        const std::size_t begin = here.entries.size();
        for (; element; element = next_element(axon)) {
            layout_.heads.push_back(
                {.source = network_.populations[axon.population].first_id + *element,
                 .axon = {.core = core_,
                          .index = static_cast<std::uint32_t>(here.entries.size())}});
            for (const std::uint32_t row : axon.rows)
                if (has(layout_.kinds.rows[row], *element)) add_row(here, row, *element);
            here.entries.back().more = false;
        }
        const auto program = layout_.axon_descriptor[axon_kind];
        here.axon_groups.resize((here.entries.size() + lanes - 1) / lanes);
        for (std::size_t group = begin / lanes; group < here.axon_groups.size(); ++group)
            here.axon_groups[group] = program;
        if (program) used_[*program] = true;
    }

    void add_row(CoreLayout& here, std::uint32_t row, std::uint32_t element) {
        const RowKind& kind = layout_.kinds.rows[row];
        used_[layout_.row_descriptor[row]] = true;
        fill_lanes(kind, element);
        std::size_t words = 0;
        for (const auto& lane : lane_words_) words = std::max(words, lane.size());
        if (words > spec::limits::RowWords)
            too_many("words in a row", words, spec::limits::RowWords,
                     network_.populations[kind.population].name,
                     network_.source_of(network_.populations[kind.population]).at);
        const auto axon = static_cast<std::uint32_t>(here.entries.size());
        for (std::uint32_t lane = 0; lane < lane_words_.size(); ++lane)
            for (std::size_t i = 0; i < lane_words_[lane].size(); ++i) {
                const auto [p, number] = lane_words_[lane][i];
                const Synapse& synapse = network_.projections[p].synapses[number];
                layout_.synapses[p][number] = {
                    .pre = synapse.pre,
                    .post = synapse.post,
                    .core = core_,
                    .lane = lane,
                    .address = static_cast<std::uint32_t>(words_ + i * kind.stride),
                    .axon = axon};
            }
        here.entries.push_back({.element = element,
                                .row = row,
                                .pointer = static_cast<std::uint32_t>(words_),
                                .words = static_cast<std::uint16_t>(words),
                                .more = true});
        words_ += words * kind.stride;
        if (words_ > configuration_.words && !beyond_) beyond_ = kind.projections.front();
    }

    // Per lane: (projection, synapse), by target and ordinal.
    void fill_lanes(const RowKind& kind, std::uint32_t element) {
        for (auto& lane : lane_words_) lane.clear();
        for (const std::uint32_t p : kind.projections) {
            const auto& posts = layout_.neurons[network_.projections[p].post];
            for (const Synapse* synapse = next(p); synapse != nullptr && synapse->pre == element;
                 synapse = next(p)) {
                const std::uint32_t lane = posts[synapse->post].index % configuration_.lanes;
                lane_words_[lane].emplace_back(p, number(p, at_[p]++));
            }
        }
        if (kind.projections.size() < 2 && in_order()) return;
        for (auto& lane : lane_words_)
            std::stable_sort(lane.begin(), lane.end(),
                             [&](const auto& a, const auto& b) { return key(a) < key(b); });
    }

    std::pair<std::uint32_t, std::uint32_t> key(
        const std::pair<std::uint32_t, std::uint32_t>& where) const {
        const Projection& projection = network_.projections[where.first];
        const Synapse& synapse = projection.synapses[where.second];
        return {layout_.neurons[projection.post][synapse.post].index, synapse.ordinal};
    }

    void check(const CoreLayout& here) {
        if (here.entries.size() > configuration_.axons) {
            const Entry& last =
                *std::find_if(here.entries.begin() + configuration_.axons, here.entries.end(),
                              [](const Entry& entry) { return entry.row != Entry::none; });
            const Population& population =
                network_.populations[layout_.kinds.rows[last.row].population];
            too_many("axons", here.entries.size(), configuration_.axons, population.name,
                     network_.source_of(population).size_at);
        }
        if (beyond_)
            too_many("synapse words a lane", words_, configuration_.words,
                     network_.projections[*beyond_].name,
                     network_.source_of(network_.projections[*beyond_]).at);
        if (here.descriptors.size() > spec::limits::Descriptors) {
            const DescriptorPlan& first =
                layout_.descriptors[here.descriptors[spec::limits::Descriptors]];
            too_many("descriptors", here.descriptors.size(), spec::limits::Descriptors, first.name,
                     first.at);
        }
    }

    void check_fanout() {
        std::vector<std::uint64_t> needed(layout_.cores.size());
        std::vector<const Population*> beyond(layout_.cores.size());
        auto head = layout_.heads.begin();
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const Population& population = network_.populations[p];
            for (std::uint32_t i = 0; i < population.size; ++i) {
                const auto begin = head;
                while (head != layout_.heads.end() && head->source == population.first_id + i)
                    ++head;
                if (population.input) continue;
                const std::uint32_t core = layout_.neurons[p][i].core;
                needed[core] +=
                    static_cast<std::uint64_t>(head - begin) + population.recorded +
                    network_.feeds_of(static_cast<std::uint32_t>(p)).size() * layout_.cores.size();
                if (needed[core] > spec::limits::FanoutWords && beyond[core] == nullptr)
                    beyond[core] = &population;
            }
        }
        for (std::size_t c = 0; c < beyond.size(); ++c)
            if (beyond[c] != nullptr)
                too_many("fan-out entries", needed[c], spec::limits::FanoutWords, beyond[c]->name,
                         network_.source_of(*beyond[c]).at);
    }

    const Network& network_;
    const Plan& plan_;
    const Mapping& mapping_;
    const spec::Configuration& configuration_;
    Diagnostics& diagnostics_;
    Layout layout_;
    std::vector<std::uint32_t> axon_order_;  // of axon kinds
    std::vector<ByCore> by_core_;            // by projection

    // Of the core that is being filled.
    std::uint32_t core_ = 0;
    std::vector<std::size_t> at_;  // by projection: the synapse to place next
    std::vector<bool> used_;       // by descriptor
    std::uint64_t words_ = 0;
    std::optional<std::uint32_t> beyond_;  // the projection that ran out of words
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> lane_words_;  // of a row
};

}  // namespace

Layout allocate(const Network& network, const Plan& plan, const Mapping& mapping,
                const spec::Configuration& configuration, Diagnostics& diagnostics) {
    return Allocator(network, plan, mapping, configuration, diagnostics).run();
}

}  // namespace bouton::compiler
