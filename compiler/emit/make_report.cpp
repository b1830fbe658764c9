// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/make_report.hpp"

#include <cmath>

#include "compiler/passes/traces.hpp"

namespace bouton::compiler {
namespace {

FormatReport format(const std::string& owner, const StateVariable& state, bool is_trace) {
    return {.owner = owner,
            .name = state.name,
            .unit = state.unit,
            .scale = std::ldexp(state.scale, 8 - state.point),
            .range = state.range,
            .assumed = is_trace && state.range >= assumed_trace_range * state.scale};
}

void formats(const Network& network, const Plan& plan, Report& report) {
    for (std::size_t p = 0; p < network.populations.size(); ++p)
        for (const StateVariable& state : plan.models[p].states)
            report.formats.push_back(
                format(network.populations[p].name, state, state.name.starts_with("trace")));
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
        const RowPlan& row = plan.rows[p];
        const std::string& name = network.projections[p].name;
        report.formats.push_back({.owner = name,
                                  .name = "weight",
                                  .unit = plan.models[network.projections[p].post].weight_unit,
                                  .scale = std::ldexp(1.0, -row.weight_point),
                                  .range = std::ldexp(1.0, 15 - row.weight_point)});
        for (const StateVariable& state : row.axon_states)
            report.formats.push_back(format(name, state, true));
    }
    for (std::size_t i = 0; i < plan.modulators.size(); ++i)
        report.formats.push_back({.owner = "modulator",
                                  .name = network.source.modulators[i].name,
                                  .unit = "1",
                                  .scale = std::ldexp(1.0, -plan.modulators[i].point),
                                  .range = network.source.modulators[i].range});
}

void sums(const Network& network, const Plan& plan, Report& report) {
    for (std::size_t p = 0; p < network.populations.size(); ++p)
        for (std::uint32_t r = 0; r < most_receptors; ++r) {
            const ReceptorPlan& receptor = plan.models[p].receptors[r];
            if (receptor.words <= 0) continue;
            report.sums.push_back({.population = network.populations[p].name,
                                   .receptor = r,
                                   .largest = std::ldexp(receptor.words, -receptor.point),
                                   .bits = std::log2(receptor.words)});
        }
}

}  // namespace

Report make_report(const Network& network, const Plan& plan, const Layout& layout,
                   const Encoded& encoded, const spec::Configuration& configuration,
                   const image::Image& image) {
    Report report{.network = image.network, .configuration = image.configuration};
    const image::Core& core = image.cores[0];
    const auto size = [&](spec::Region region) {
        return core.region[static_cast<std::size_t>(region)].size();
    };
    report.resources = {
        {"neurons", size(spec::Region::NeuronId), configuration.neurons},
        {"axons", layout.entries.size(), configuration.axons},
        {"synapse words a lane", layout.words, configuration.words},
        {"fan-out entries", size(spec::Region::Fanout), spec::limits::FanoutWords},
        {"instructions", encoded.program.size(), spec::limits::ProgramWords},
        {"constants", encoded.constants.size(), spec::limits::Constants},
        {"descriptors", layout.descriptors.size(), spec::limits::Descriptors},
        {"modulators", plan.modulators.size(), spec::limits::Modulators},
    };
    formats(network, plan, report);
    sums(network, plan, report);
    for (const image::ProgramNote& note : encoded.notes)
        report.programs.push_back(
            {.name = note.name,
             .trigger = std::string(spec::to_string(static_cast<spec::Trigger>(note.trigger))),
             .length = note.length});
    report.quantisation = image.quantisation;
    std::uint64_t slots = 0;
    for (const auto& entry : layout.entries)
        if (entry) slots += std::uint64_t{entry->words} * configuration.lanes;
    if (slots > 0)
        report.row_fill = static_cast<double>(layout.slots_filled) / static_cast<double>(slots);
    return report;
}

}  // namespace bouton::compiler
