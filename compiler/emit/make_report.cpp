// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/make_report.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace bouton::compiler {
namespace {

constexpr int state_shift = 8, word_shift = 16;  // what a word lacks of 32 bits

FormatReport format(const std::string& owner, const StateVariable& state, int shift) {
    return {.owner = owner,
            .name = state.name,
            .unit = state.unit,
            .scale = std::ldexp(state.scale, shift - state.point),
            .range = state.range,
            .assumed = state.assumed,
            .rounding = state.rounding,
            .stall = state.stall};
}

// Whether a tag is anything but 0 for ever.
bool uses_tag(const RowPlan& row) {
    const auto tag = operand(spec::Operand::T);
    if (row.tag != 0 || !row.tags.empty()) return true;
    for (const auto& program : row.descriptor.programs) {
        if (!program) continue;
        for (const Code& code : program->code) {
            const bool has_rd = code.op != spec::Op::Cmp && code.op != spec::Op::Flg;
            if (code.a == tag || code.b == tag || (has_rd && code.rd == tag)) return true;
        }
    }
    return false;
}

void words(const std::string& projection, const RowPlan& row, Report& report) {
    if (uses_tag(row))
        report.formats.push_back({.owner = projection,
                                  .name = "tag",
                                  .unit = "1",
                                  .scale = std::ldexp(row.tag_scale, -row.tag_point),
                                  .range = row.tag_range,
                                  .assumed = row.tag_assumed});
    for (const StateVariable& word : row.words)
        report.formats.push_back(format(projection, word, word_shift));
}

void formats(const Network& network, const Plan& plan, Report& report) {
    for (std::size_t p = 0; p < network.populations.size(); ++p)
        for (const StateVariable& state : plan.models[p].states)
            report.formats.push_back(format(network.populations[p].name, state, state_shift));
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
        const RowPlan& row = plan.rows[p];
        const std::string& name = network.projections[p].name;
        report.formats.push_back({.owner = name,
                                  .name = "weight",
                                  .unit = plan.models[network.projections[p].post].weight_unit,
                                  .scale = std::ldexp(1.0, -row.weight_point),
                                  .range = std::ldexp(1.0, 15 - row.weight_point)});
        words(name, row, report);
        for (const StateVariable& state : row.axon_states)
            report.formats.push_back(format(name, state, state_shift));
    }
    for (const ModulatorPlan& one : plan.modulators)
        report.formats.push_back({.owner = "modulator",
                                  .name = one.name,
                                  .unit = one.unit,
                                  .scale = std::ldexp(one.scale, -one.point),
                                  .range = one.range});
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

std::vector<ResourceReport> resources(const Plan& plan, const spec::Configuration& configuration,
                                      const image::Image& image) {
    const auto fullest = [&](spec::Region region) {
        std::size_t most = 0;
        for (const image::Core& core : image.cores)
            most = std::max(most, core.region[static_cast<std::size_t>(region)].size());
        return most;
    };
    constexpr std::size_t descriptor_words = std::tuple_size_v<spec::Descriptor::Raw>;
    return {
        {"neurons", fullest(spec::Region::NeuronId), configuration.neurons},
        {"axons", fullest(spec::Region::Row), configuration.axons},
        {"synapse words a lane", fullest(spec::Region::Owner), configuration.words},
        {"fan-out entries", fullest(spec::Region::Fanout), spec::limits::FanoutWords},
        {"instructions", fullest(spec::Region::Program), spec::limits::ProgramWords},
        {"constants", fullest(spec::Region::Constant), spec::limits::Constants},
        {"descriptors", fullest(spec::Region::Descriptor) / descriptor_words,
         spec::limits::Descriptors},
        {"modulators", plan.modulators.size(), spec::limits::Modulators},
    };
}

// Each program once: cores have copies.
void programs(const image::Image& image, Report& report) {
    for (const image::ProgramNote& note : image.programs) {
        const ProgramReport one{
            .name = note.name,
            .trigger = std::string(spec::to_string(static_cast<spec::Trigger>(note.trigger))),
            .length = note.length};
        if (std::find(report.programs.begin(), report.programs.end(), one) == report.programs.end())
            report.programs.push_back(one);
    }
}

double row_fill(const spec::Configuration& configuration, const image::Image& image) {
    std::uint64_t slots = 0, synapses = 0;
    for (const image::Core& core : image.cores)
        for (const std::uint64_t row : core.region[static_cast<std::size_t>(spec::Region::Row)])
            slots += std::uint64_t{spec::RowWord::unpack(static_cast<std::uint32_t>(row)).words} *
                     configuration.lanes;
    for (const image::Projection& projection : image.projections)
        synapses += projection.synapses.size();
    return slots == 0 ? 1 : static_cast<double>(synapses) / static_cast<double>(slots);
}

}  // namespace

Report make_report(const Network& network, const Plan& plan,
                   const spec::Configuration& configuration, const image::Image& image) {
    Report report{.network = image.network, .configuration = image.configuration};
    report.mesh_x = image.mesh_x;
    report.mesh_y = image.mesh_y;
    report.resources = resources(plan, configuration, image);
    formats(network, plan, report);
    sums(network, plan, report);
    programs(image, report);
    report.quantisation = image.quantisation;
    report.row_fill = row_fill(configuration, image);
    for (std::size_t p = 0; p < network.populations.size(); ++p)
        for (const std::string& note : plan.models[p].equations.notes)
            report.notes.push_back(network.populations[p].name + ": " + note);
    for (std::size_t p = 0; p < network.projections.size(); ++p)
        for (const std::string& note : plan.rows[p].dynamics.notes)
            report.notes.push_back(network.projections[p].name + ": " + note);
    for (const ModulatorPlan& one : plan.modulators)
        for (const std::string& note : one.equations.notes)
            report.notes.push_back("modulator " + one.name + ": " + note);
    return report;
}

}  // namespace bouton::compiler
