// SPDX-License-Identifier: Apache-2.0
// Delays beyond what a synapse word holds. A relay is a neuron that repeats its source's spikes,
// payload and all, as many steps later as a word holds; relays of relays reach any delay. They are
// made from the network alone, whether or not something is full somewhere, and their ids come after
// all others: so they change no draw, and results do not depend on placement.
//
// Only static synapses take part (elaborate sees to it): one that learns acts at the spikes of its
// source, and not at those of a relay.
#include <algorithm>
#include <tuple>

#include "compiler/parse/parser.hpp"
#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

// Receptor 0 hears the payload, receptor 1 that there is a spike: its payload may be 0.
constexpr std::string_view relay_text =
    "network relays model repeat { weight_point 14 dshift 16 program {"
    " ADD r0, zero, D0  CMP.ne D1, zero  FLG spike, r0 ?p } }";
// No name of a user's has a space.
constexpr const char* relay_model = "repeat spikes";
constexpr const char* relay_name = "long delays";

constexpr std::uint32_t no_relay = ~0U;

class Relays {
  public:
    Relays(Network& network, std::uint32_t longest) : network_(network), longest_(longest) {}

    void run() {
        const std::size_t own = network_.projections.size();
        std::uint32_t size = 0;
        for (const Population& population : network_.populations)
            size = number_relays(population, size);
        if (size == 0) return;
        relays_ = add_population(size);
        link_relays();
        for (std::size_t p = 0; p < own; ++p) move(p);
    }

  private:
    // How many relays come before the synapse.
    std::uint32_t hops(const Synapse& synapse) const { return (synapse.delay - 1u) / longest_; }

    // Gives each element as many relays in a row as its longest delay takes.
    std::uint32_t number_relays(const Population& population, std::uint32_t next) {
        const auto index = static_cast<std::uint32_t>(first_.size());
        std::vector<std::uint32_t> reach(population.size);
        for (const Projection& projection : network_.projections)
            if (projection.pre == index)
                for (const Synapse& synapse : projection.synapses)
                    reach[synapse.pre] = std::max(reach[synapse.pre], hops(synapse));
        std::vector<std::uint32_t>& first = first_.emplace_back();
        for (std::uint32_t i = 0; i < population.size; ++i) {
            first.push_back(reach[i] == 0 ? no_relay : next);
            for (std::uint32_t hop = 0; hop < reach[i]; ++hop)
                before_.push_back(hop == 0 ? no_relay : next + hop - 1);
            next += reach[i];
        }
        return next;
    }

    std::uint32_t add_population(std::uint32_t size) {
        ModelSource model = parse(relay_text, {}, unused_).models.front();
        model.name = relay_model;
        network_.source.models.push_back(std::move(model));
        network_.source.populations.push_back(
            {.name = relay_name, .size = size, .model = relay_model});
        const Population& last = network_.populations.back();
        network_.populations.push_back(
            {.name = relay_name,
             .first_id = last.first_id + last.size,
             .size = size,
             .source = static_cast<std::uint32_t>(network_.source.populations.size() - 1)});
        return static_cast<std::uint32_t>(network_.populations.size() - 1);
    }

    Projection& add_projection(ProjectionSource source, std::uint32_t pre, std::uint32_t post) {
        network_.source.projections.push_back(std::move(source));
        return network_.projections.emplace_back(
            Projection{.name = network_.source.projections.back().name,
                       .pre = pre,
                       .post = post,
                       .source = static_cast<std::uint32_t>(network_.source.projections.size() - 1),
                       .rule = {},
                       .synapses = {},
                       .tags = {}});
    }

    // `synapses`: without receptors yet.
    void add_links(std::uint32_t pre, const std::vector<Synapse>& synapses) {
        if (synapses.empty()) return;
        for (const std::uint8_t receptor : {std::uint8_t{0}, std::uint8_t{1}}) {
            ProjectionSource source{.name = network_.populations[pre].name + "->" + relay_name +
                                            (receptor == 0 ? " (payload)" : " (spike)")};
            source.receptor = receptor;
            source.payload = receptor == 0;
            Projection& link = add_projection(std::move(source), pre, relays_);
            link.synapses = synapses;
            for (Synapse& synapse : link.synapses) synapse.ordinal = receptor;
        }
    }

    void link_relays() {
        const auto step = static_cast<std::uint16_t>(longest_);
        for (std::uint32_t p = 0; p < first_.size(); ++p) {
            std::vector<Synapse> links;
            for (std::uint32_t i = 0; i < first_[p].size(); ++i)
                if (first_[p][i] != no_relay)
                    links.push_back({.pre = i, .post = first_[p][i], .delay = step, .weight = 1});
            add_links(p, links);
        }
        std::vector<Synapse> links;
        for (std::uint32_t i = 0; i < before_.size(); ++i)
            if (before_[i] != no_relay)
                links.push_back({.pre = before_[i], .post = i, .delay = step, .weight = 1});
        add_links(relays_, links);
    }

    // The long synapses of a projection become one from the relays; it is this one if all are long.
    void move(std::size_t from) {
        std::vector<Synapse> late;
        for (const Synapse& synapse : network_.projections[from].synapses) {
            const std::uint32_t count = hops(synapse);
            if (count == 0) continue;
            late.push_back(synapse);
            late.back().pre = first_[network_.projections[from].pre][synapse.pre] + count - 1;
            late.back().delay = static_cast<std::uint16_t>(synapse.delay - count * longest_);
        }
        if (late.empty()) return;
        std::sort(late.begin(), late.end(), [](const Synapse& a, const Synapse& b) {
            return std::tuple(a.pre, a.post, a.ordinal) < std::tuple(b.pre, b.post, b.ordinal);
        });
        if (late.size() == network_.projections[from].synapses.size()) {
            network_.projections[from].pre = relays_;
            network_.projections[from].synapses = std::move(late);
            return;
        }
        ProjectionSource source = network_.source_of(network_.projections[from]);
        source.name = network_.projections[from].name + " (late)";
        source.list.clear();
        add_projection(std::move(source), relays_, network_.projections[from].post).synapses =
            std::move(late);
        std::erase_if(network_.projections[from].synapses,
                      [&](const Synapse& synapse) { return hops(synapse) > 0; });
    }

    Network& network_;
    const std::uint32_t longest_;
    Diagnostics unused_;
    std::uint32_t relays_ = 0;                       // their population
    std::vector<std::vector<std::uint32_t>> first_;  // by population, element: its first relay
    std::vector<std::uint32_t> before_;              // by relay: the one it repeats
};

}  // namespace

void add_relays(Network& network, std::uint32_t longest) {
    Relays(network, longest).run();
}

}  // namespace bouton::compiler
