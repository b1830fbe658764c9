// SPDX-License-Identifier: Apache-2.0
// Binary points of all weights, then models, then rules.
#include <algorithm>
#include <cmath>
#include <map>

#include "compiler/passes/check_rule.hpp"
#include "compiler/passes/equations/bound_model.hpp"
#include "compiler/passes/lower.hpp"
#include "compiler/passes/passes.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

struct Bounds {
    double lo = 0, hi = 0;
};

// Of a plastic weight: the rule's, or twice the largest initial weight.
Bounds weight_bounds(const Network& network, const Projection& projection) {
    const RuleSource* rule = network.rule(projection);
    double largest = 0;
    for (const Synapse& synapse : projection.synapses)
        largest = std::max(largest, std::abs(synapse.weight));
    if (rule == nullptr) return {-largest, largest};
    if (rule->bounds) return {rule->bounds->first, rule->bounds->second};
    return {-2 * largest, 2 * largest};
}

class Lowering {
  public:
    Lowering(const Network& network, Diagnostics& diagnostics)
        : network_(network), diagnostics_(diagnostics) {}

    Plan run() {
        check_unused(network_, diagnostics_);
        for (const ModulatorSource& one : network_.source.modulators)
            if (one.written)
                diagnostics_.guarded(
                    [&] { check_units(*one.dynamics.equations, network_.source); });
        if (diagnostics_.failed()) return std::move(plan_);
        check_silent(network_, diagnostics_);
        plan_.modulators = plan_modulators(network_, diagnostics_);
        plan_.models.resize(network_.populations.size());
        plan_.rows.resize(network_.projections.size());
        traces_.resize(network_.populations.size());
        for (const Projection& projection : network_.projections)
            bounds_.push_back(weight_bounds(network_, projection));
        if (diagnostics_.failed()) return std::move(plan_);
        // How far a gain goes is part of what can arrive at a receptor.
        for (std::uint32_t i = 0; i < network_.projections.size(); ++i)
            diagnostics_.guarded([&] { axon(i); });
        for (std::uint32_t i = 0; i < network_.populations.size(); ++i)
            if (!network_.populations[i].input) diagnostics_.guarded([&] { receptors(i); });
        diagnostics_.guarded(
            [&] { plan_.core = lower_core(network_, plan_.modulators, diagnostics_); });
        for (const ModelSource& one : network_.source.models)
            if (one.equations)
                diagnostics_.guarded([&] { check_units(*one.equations, network_.source); });
        if (diagnostics_.failed()) return std::move(plan_);
        post_traces();
        for (std::uint32_t i = 0; i < network_.populations.size(); ++i)
            if (!network_.populations[i].input) diagnostics_.guarded([&] { model(i); });
        if (!diagnostics_.failed())
            for (std::uint32_t i = 0; i < network_.projections.size(); ++i)
                diagnostics_.guarded([&] { row(i); });
        return std::move(plan_);
    }

  private:
    const ModelSource* model_of(const PopulationSource& source) const {
        for (const ModelSource& model : network_.source.models)
            if (model.name == source.model) return &model;
        return nullptr;
    }

    // All weights that meet in a sum have one point: the finest that holds the largest of them.
    void receptors(std::uint32_t population) {
        std::array<ReceptorPlan, most_receptors>& receptors = plan_.models[population].receptors;
        std::array<double, most_receptors> largest{};
        std::array<std::optional<int>, most_receptors> fixed;
        std::array<std::vector<double>, most_receptors> sums, lowest, highest;
        for (auto* all : {&sums, &lowest, &highest})
            for (auto& sum : *all) sum.resize(network_.populations[population].size);
        const ModelSource* model = model_of(network_.source_of(network_.populations[population]));
        for (std::size_t i = 0; i < network_.projections.size(); ++i) {
            const Projection& projection = network_.projections[i];
            if (projection.post != population) continue;
            const ProjectionSource& source = network_.source_of(projection);
            const RuleSource* rule = network_.rule(projection);
            const double bound = std::max(std::abs(bounds_[i].lo), std::abs(bounds_[i].hi));
            const double most = std::max(bound, largest_weight(projection, rule != nullptr));
            largest[source.receptor] = std::max(largest[source.receptor], most);
            if (rule != nullptr && rule->weight_point)
                fix(fixed[source.receptor], *rule->weight_point, rule->at);
            const RowPlan& row = plan_.rows[i];
            const double gain = source.payload ? 2 : std::max(-row.gain_lo, row.gain_hi);
            const bool own =
                rule != nullptr && rule->programs[static_cast<std::size_t>(RuleProgram::Deliver)];
            for (const Synapse& synapse : projection.synapses) {
                const double size = gain * (rule != nullptr ? bound : std::abs(synapse.weight));
                sums[source.receptor][synapse.post] += size;
                // A payload or gain may be negative, and a program of the user's anything.
                const bool signs = source.payload || own || row.gain_lo < 0;
                const double lo = rule != nullptr ? bounds_[i].lo : synapse.weight,
                             hi = rule != nullptr ? bounds_[i].hi : synapse.weight;
                lowest[source.receptor][synapse.post] += signs ? -size : std::min(lo, 0.0);
                highest[source.receptor][synapse.post] += signs ? size : std::max(hi, 0.0);
            }
        }
        int shared = 14;
        for (std::size_t i = 0; i < most_receptors; ++i) {
            if (model != nullptr && model->weight_point)
                fix(fixed[i], *model->weight_point, model->at);
            receptors[i].bound = *std::max_element(sums[i].begin(), sums[i].end());
            receptors[i].lo = *std::min_element(lowest[i].begin(), lowest[i].end());
            receptors[i].hi = *std::max_element(highest[i].begin(), highest[i].end());
            if (fixed[i])
                receptors[i].point = *fixed[i];
            else if (largest[i] > 0)
                receptors[i].point = std::clamp(
                    static_cast<int>(std::floor(std::log2(32767.0 / largest[i]))), -15, 30);
            if (largest[i] > 0 || fixed[i]) shared = receptors[i].point;
        }
        for (std::size_t i = 0; i < most_receptors; ++i)
            if (largest[i] == 0 && !fixed[i]) receptors[i].point = shared;
    }

    // Plastic weights are clipped at their bounds; initial ones beyond are reported by quantise.
    static double largest_weight(const Projection& projection, bool plastic) {
        double largest = 0;
        if (!plastic)
            for (const Synapse& synapse : projection.synapses)
                largest = std::max(largest, std::abs(synapse.weight));
        return largest;
    }

    static void fix(std::optional<int>& fixed, int point, Position at) {
        if (fixed && *fixed != point)
            throw SourceError(at, "two different weight_points meet at one receptor");
        fixed = point;
    }

    void post_traces() {
        for (const Projection& projection : network_.projections) {
            const RuleSource* rule = network_.rule(projection);
            if (rule == nullptr) continue;
            for (const TraceSource& source : rule->traces)
                if (!source.pre)
                    diagnostics_.guarded([&] { post_trace_of(projection.post, source); });
        }
    }

    void post_trace_of(std::uint32_t population, const TraceSource& source) {
        const PostTrace trace = post_trace(source, network_.source.step_ms);
        auto& traces = traces_[population];
        const bool known = std::any_of(traces.begin(), traces.end(),
                                       [&](const PostTrace& other) { return other.same(trace); });
        if (!known) traces.push_back(trace);
    }

    void model(std::uint32_t index) {
        const Population& population = network_.populations[index];
        const PopulationSource& source = network_.source_of(population);
        ModelContext context{.network = network_,
                             .population = population,
                             .source = source,
                             .index = index,
                             .receptors = plan_.models[index].receptors,
                             .stimuli = {},
                             .traces = traces_[index],
                             .modulators = plan_.modulators};
        for (const Stimulus& stimulus : network_.stimuli)
            if (stimulus.population == index) context.stimuli.push_back(stimulus);
        const ModelSource& model = *model_of(source);
        plan_.models[index] = model.equations ? lower_equations(context, model)
                                              : lower_assembly_model(context, model);
        for (const auto& [at, text] : plan_.models[index].warnings)
            diagnostics_.warning(at, "population '" + population.name + "': " + text);
        plan_.four_receptors |= model.receptors > 2;
    }

    static void check_unit(const Distribution& weight, const std::string& unit,
                           const std::string& model) {
        const Dimension expected = dimension_of(unit);
        if (weight.dimension != Dimension::None && weight.dimension != expected)
            throw SourceError(weight.at, "a weight at '" + model + "' must be a " +
                                             to_string(expected) + ", found a " +
                                             to_string(weight.dimension));
    }

    void axon(std::uint32_t index) {
        const Projection& projection = network_.projections[index];
        RowPlan& row = plan_.rows[index];
        lower_axon(network_, projection, plan_.modulators, row);
        for (const auto& [at, text] : row.warnings)
            diagnostics_.warning(at, "projection '" + projection.name + "': " + text);
    }

    void row(std::uint32_t index) {
        const Projection& projection = network_.projections[index];
        const ProjectionSource& source = network_.source_of(projection);
        RowPlan& row = plan_.rows[index];
        row.descriptor.name = projection.name;
        row.descriptor.at = source.at;
        row.descriptor.salt = index;
        row.axon_salt = index;
        row.weight_point = plan_.models[projection.post].receptors[source.receptor].point;
        row.descriptor.grid = source.bits.value_or(16);
        row.rounding = source.rounding.value_or(arith::Round::NearestEven);
        check_unit(source.weight, plan_.models[projection.post].weight_unit,
                   network_.source_of(network_.populations[projection.post]).model);
        if (source.payload) row.descriptor.gain = spec::Gain::Payload;
        const RuleSource* rule = network_.rule(projection);
        if (rule == nullptr) return;
        const RuleContext context{.network = network_,
                                  .projection = projection,
                                  .plan = plan_,
                                  .post_traces = traces_[projection.post],
                                  .lo = bounds_[index].lo,
                                  .hi = bounds_[index].hi};
        lower_rule(context, *rule, row);
        check_rule(row, *rule, network_.source.step_ms, diagnostics_);
        const auto word = [&](double bound) {
            const double scaled = std::nearbyint(std::ldexp(bound, row.weight_point));
            if (std::abs(scaled) > 32768 || scaled == 32768)
                throw SourceError(rule->bounds_at.line > 0 ? rule->bounds_at : rule->at,
                                  "the bound " + image::short_text(bound) +
                                      " does not fit a weight with " +
                                      std::to_string(row.weight_point) + " fraction bits");
            return static_cast<std::int32_t>(scaled);
        };
        row.descriptor.lo = word(bounds_[index].lo);
        row.descriptor.hi = word(bounds_[index].hi);
    }

    const Network& network_;
    Diagnostics& diagnostics_;
    Plan plan_;
    std::vector<Bounds> bounds_;                  // by projection
    std::vector<std::vector<PostTrace>> traces_;  // by population
};

}  // namespace

Plan lower(const Network& network, Diagnostics& diagnostics) {
    return Lowering(network, diagnostics).run();
}

}  // namespace bouton::compiler
