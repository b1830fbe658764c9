// SPDX-License-Identifier: Apache-2.0
#include "compiler/emit/emit.hpp"

#include <cmath>

#include "compiler/emit/memories.hpp"

namespace bouton::compiler {
namespace {

// value = (raw + offset) * scale
image::Variable variable(const StateVariable& state, std::uint32_t index) {
    const double scale = std::ldexp(state.scale, 8 - state.point);
    return {.name = state.name,
            .unit = state.unit,
            .index = index,
            .scale = scale,
            .offset = static_cast<std::int32_t>(std::lround(state.origin / scale))};
}

std::vector<image::Variable> variables(const std::vector<StateVariable>& states) {
    std::vector<image::Variable> result;
    result.reserve(states.size());
    for (const StateVariable& state : states)
        result.push_back(variable(state, static_cast<std::uint32_t>(result.size())));
    return result;
}

// Z and U are words of 16 bits.
std::vector<image::Variable> words(const RowPlan& row) {
    std::vector<image::Variable> result;
    for (const StateVariable& word : row.words)
        result.push_back({.name = word.name,
                          .unit = word.unit,
                          .index = word.name == "z" ? 0U : 1U,
                          .scale = std::ldexp(word.scale, 16 - word.point)});
    return result;
}

void populations(const Network& network, const Plan& plan, Layout& layout, image::Image& image) {
    auto head = layout.heads.begin();
    for (std::size_t p = 0; p < network.populations.size(); ++p) {
        const Population& from = network.populations[p];
        image::Population to{
            .name = from.name,
            .kind = from.input ? image::PopulationKind::Input : image::PopulationKind::Neuron,
            .model = network.source_of(from).model,
            .first_id = from.first_id,
            .size = from.size,
            .neurons = std::move(layout.neurons[p]),
            .axons = {},
            .states = {},
            .recorded = from.recorded};
        if (from.input)
            to.axons.resize(from.size);
        else
            to.states = variables(plan.models[p].states);
        for (; head != layout.heads.end() && head->source < from.first_id + from.size; ++head)
            if (from.input) to.axons[head->source - from.first_id].push_back(head->axon);
        image.populations.push_back(std::move(to));
    }
}

void projections(const Network& network, const Plan& plan, Layout& layout, image::Image& image) {
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
        const Projection& from = network.projections[p];
        const RowPlan& row = plan.rows[p];
        image.projections.push_back(
            {.name = from.name,
             .pre = from.pre,
             .post = from.post,
             .rule = network.rule(from) != nullptr ? network.rule(from)->name : "",
             .weight = {.name = "weight",
                        .unit = plan.models[from.post].weight_unit,
                        .scale = std::ldexp(1.0, -row.weight_point)},
             .tag = {.name = "tag",
                     .unit = "1",
                     .scale = std::ldexp(row.tag_scale, -row.tag_point)},
             .traces = variables(row.axon_states),
             .words = words(row),
             .synapses = std::move(layout.synapses[p])});
        image.quantisation.push_back(row.note);
    }
}

}  // namespace

image::Image emit(const Network& network, const Plan& plan, const Mapping& mapping, Layout layout,
                  const std::vector<Encoded>& encoded, const spec::Configuration& configuration) {
    image::Image image;
    image.network = network.source.name;
    image.configuration = configuration.name;
    image.step_seconds = network.source.step_ms / 1000;
    image.mesh_x = mapping.mesh_x;
    image.mesh_y = mapping.mesh_y;
    emit_memories(network, plan, layout, encoded, configuration, image);
    populations(network, plan, layout, image);
    projections(network, plan, layout, image);
    for (std::size_t i = 0; i < plan.modulators.size(); ++i) {
        const ModulatorPlan& one = plan.modulators[i];
        image.modulators.push_back({.name = one.name,
                                    .channel = static_cast<std::uint32_t>(i),
                                    .scale = std::ldexp(one.scale, -one.point),
                                    .input_scale = one.input_scale,
                                    .range = one.range,
                                    .unit = one.unit});
    }
    for (std::uint32_t core = 0; core < encoded.size(); ++core)
        for (image::ProgramNote note : encoded[core].notes) {
            note.core = core;
            image.programs.push_back(std::move(note));
        }
    return image;
}

}  // namespace bouton::compiler
