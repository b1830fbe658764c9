// SPDX-License-Identifier: Apache-2.0
// Which synapses POST visits for a neuron: as its chain says, or as the rows of the scan range say.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "sim/model/batch/link.hpp"
#include "sim/model/batch/plan.hpp"
#include "sim/model/core.hpp"
#include "sim/model/cycles.hpp"

namespace bouton::model::batch {

namespace {

using spec::Region;
using spec::Trigger;

struct Visit {
    std::uint32_t neuron = 0, synapse = 0, axon = 0;
    std::uint8_t rule = 0;
};

// By rule, then neuron, then axon: what lies together in memory comes together.
std::vector<Paths> collect(std::vector<Visit> visits, std::uint32_t neurons) {
    std::sort(visits.begin(), visits.end(), [](const Visit& a, const Visit& b) {
        return std::tie(a.rule, a.neuron, a.axon, a.synapse) <
               std::tie(b.rule, b.neuron, b.axon, b.synapse);
    });
    std::vector<Paths> result;
    for (const Visit& visit : visits) {
        if (result.empty() || result.back().rule != visit.rule) {
            result.push_back({.rule = visit.rule,
                              .begin = std::vector<std::uint32_t>(neurons + 1),
                              .synapse = {},
                              .axon = {}});
        }
        Paths& paths = result.back();
        ++paths.begin[visit.neuron + 1];
        paths.synapse.push_back(visit.synapse);
        paths.axon.push_back(visit.axon);
    }
    for (Paths& paths : result) {
        std::partial_sum(paths.begin.begin(), paths.begin.end(), paths.begin.begin());
    }
    return result;
}

}  // namespace

void plan_chains(Core& core) {
    Plan& plan = core.plan;
    plan_rules(core);
    if (plan.has_chains) return;
    plan.has_chains = true;
    const Memories& m = core.memories;
    plan.chain_cycles.assign(m.neurons, 0);
    std::vector<Visit> visits;
    for (std::uint32_t neuron = 0; neuron < m.neurons; ++neuron) {
        const auto chain = spec::ChainWord::unpack(m[Region::NeuronChain][neuron]);
        if (chain.fan_in == 0) continue;
        std::uint64_t& cycles = plan.chain_cycles[neuron];
        cycles = spec::cycles::Hop;
        std::uint32_t address = chain.head;
        for (std::uint32_t n = 0; n < chain.fan_in; ++n) {
            address &= m.words - 1;
            const std::uint32_t synapse = address * m.lanes + core.lane_of(neuron);
            const auto owner = spec::OwnerWord::unpack(m[Region::Owner][address]);
            const Rule& rule = plan.rules[owner.descriptor];
            cycles += visit_cycles(rule.program(Trigger::Post).slots);
            if (rule.word.has_post) {
                visits.push_back({neuron, synapse, owner.axon & (m.axons - 1), owner.descriptor});
            }
            address = field(m.link[synapse], next_mask);
        }
    }
    plan.chains = collect(std::move(visits), m.neurons);
}

void plan_scan(Core& core) {
    Plan& plan = core.plan;
    plan_rules(core);
    if (plan.has_scan) return;
    plan.has_scan = true;
    const Memories& m = core.memories;
    std::vector<Visit> visits;
    RowTimer timer;
    for (std::uint32_t axon = core.registers.scan_first; axon < core.scan_end(); ++axon) {
        const auto row = spec::RowWord::unpack(m[Region::Row][axon]);
        const Rule& rule = plan.rules[row.descriptor];
        if (!rule.word.has_post) {
            timer.add(0);
            continue;
        }
        timer.add(row_cycles(row.words, rule.program(Trigger::Post).slots, row.wide));
        for (std::uint32_t i = 0; i < row.words * m.lanes; ++i) {
            const std::uint32_t word = i >> m.lane_bits, lane = i & (m.lanes - 1);
            const std::uint32_t synapse =
                (row.pointer + word * (row.wide ? 2 : 1)) * m.lanes + lane;
            const std::uint32_t link = m.link[synapse];
            if (is_empty(link)) continue;
            const std::uint32_t neuron =
                (field(link, target_mask) * m.lanes + lane) & (m.neurons - 1);
            visits.push_back({neuron, synapse, axon, row.descriptor});
        }
    }
    plan.scan_cycles = timer.total();
    plan.scan = collect(std::move(visits), m.neurons);
}

}  // namespace bouton::model::batch
