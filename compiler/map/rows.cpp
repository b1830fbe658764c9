// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/rows.hpp"

#include <algorithm>

namespace bouton::compiler {
namespace {

std::uint32_t add(RowKinds& kinds, RowKind row) {
    const auto index = static_cast<std::uint32_t>(kinds.rows.size());
    kinds.axons[row.axon].rows.push_back(index);
    kinds.rows.push_back(std::move(row));
    return index;
}

std::uint32_t add_axon(RowKinds& kinds, std::uint32_t population) {
    kinds.axons.push_back({.population = population, .rows = {}});
    return static_cast<std::uint32_t>(kinds.axons.size() - 1);
}

void rows_of(const Network& network, const Plan& plan, std::uint32_t population, RowKinds& kinds) {
    std::vector<std::uint32_t> bare;
    const std::size_t first = kinds.axons.size();
    for (std::uint32_t i = 0; i < network.projections.size(); ++i) {
        if (network.projections[i].pre != population || network.projections[i].synapses.empty())
            continue;
        const RowPlan& row = plan.rows[i];
        if (row.descriptor.bare() && !row.uses_axon)
            bare.push_back(i);
        else
            add(kinds, {.population = population,
                        .axon = add_axon(kinds, population),
                        .projections = {i},
                        .stride = row.wide ? 2u : 1u});
    }
    if (bare.empty()) return;
    if (kinds.axons.size() == first) add_axon(kinds, population);
    const std::size_t rows = kinds.rows.size();
    for (const std::uint32_t i : bare) {
        const spec::Gain gain = plan.rows[i].descriptor.gain;
        const auto same =
            std::find_if(kinds.rows.begin() + static_cast<std::ptrdiff_t>(rows), kinds.rows.end(),
                         [&](const RowKind& one) { return one.gain == gain; });
        if (same != kinds.rows.end())
            same->projections.push_back(i);
        else
            add(kinds, {.population = population,
                        .axon = static_cast<std::uint32_t>(first),
                        .projections = {i},
                        .bare = true,
                        .gain = gain});
    }
}

}  // namespace

RowKinds row_kinds(const Network& network, const Plan& plan) {
    RowKinds kinds;
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) rows_of(network, plan, p, kinds);
    return kinds;
}

}  // namespace bouton::compiler
