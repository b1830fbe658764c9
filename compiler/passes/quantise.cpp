// SPDX-License-Identifier: Apache-2.0
// Weights and tags to words, with what that cost.
#include <algorithm>
#include <cmath>

#include "compiler/passes/draws.hpp"
#include "compiler/passes/passes.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

// Words: beyond it a weight is a slip, and its error squared would not be finite.
constexpr double most_words = 0x1p53;

double rounded(double value, arith::Round round, const Draws& draws, const Population& post,
               const Synapse& synapse) {
    switch (round) {
        case arith::Round::TowardZero:
            return std::trunc(value);
        case arith::Round::NearestEven:
            return std::nearbyint(value);
        case arith::Round::Stochastic:
            break;
    }
    return std::floor(value + draws.unit(post.first_id + synapse.post, synapse.ordinal));
}

void quantise(const Network& network, const Projection& projection, RowPlan& row,
              Diagnostics& diagnostics) {
    const Population &pre = network.populations[projection.pre],
                     &post = network.populations[projection.post];
    const DescriptorPlan& rule = row.descriptor;
    const double grid = std::ldexp(1.0, static_cast<int>(16 - rule.grid));
    const double lsb = std::ldexp(1.0, -row.weight_point);
    image::QuantisationNote& note = row.note;
    note = {
        .projection = projection.name, .scale = lsb * grid, .synapses = projection.synapses.size()};
    double squares = 0;
    row.weights.reserve(projection.synapses.size());
    for (const Synapse& synapse : projection.synapses) {
        const Draws draws(network.source.seed, Purpose::Rounding, row.axon_salt,
                          pre.first_id + synapse.pre);
        const double exact = synapse.weight / lsb;
        if (!(std::abs(exact) < most_words))
            throw SourceError(network.source_of(projection).at,
                              "a weight of projection '" + projection.name +
                                  "' is too far beyond its format to be a number that was meant");
        const double whole = rounded(exact / grid, row.rounding, draws, post, synapse) * grid;
        const double word = std::clamp(whole, double(rule.lo), double(rule.hi));
        const bool clipped = exact < rule.lo - 0.5 * grid || exact > rule.hi + 0.5 * grid;
        if (clipped) ++note.clipped;
        if (word == 0 && synapse.weight != 0 && !clipped) ++note.rounded_to_zero;
        const double error = std::abs(word - exact) * lsb;
        squares += error * error;
        note.largest_error = std::max(note.largest_error, error);
        row.weights.push_back(static_cast<std::int16_t>(word));
    }
    const auto tag_word = [&](double value) {
        const double tag = row.exact_tag(value);
        if (std::abs(tag) > 32767)
            throw SourceError(network.source_of(projection).tag.at,
                              "an initial tag is beyond the tag's range");
        return static_cast<std::int16_t>(std::nearbyint(tag));
    };
    row.tag = tag_word(projection.tag);
    for (const double tag : projection.tags) row.tags.push_back(tag_word(tag));
    const Position at = network.source_of(projection).at;
    double largest = 0;
    std::uint64_t meant = 0;
    for (const Synapse& synapse : projection.synapses) {
        largest = std::max(largest, std::abs(synapse.weight));
        meant += synapse.weight != 0 ? 1 : 0;
    }
    if (meant > 0 && note.rounded_to_zero == meant) {
        const std::string text =
            "all weights of projection '" + projection.name +
            "' are 0 on the chip: the largest is " + image::short_text(largest) +
            ", the smallest step " + image::short_text(note.scale) +
            "; weights at one receptor of a population share their steps, so use another receptor, "
            "or weights that differ less";
        if (network.rule(projection) == nullptr) throw SourceError(at, text);
        diagnostics.warning(at, text);
    }
    if (note.synapses == 0)
        diagnostics.warning(at, "projection '" + projection.name + "' has no synapses");
    if (note.clipped > 0)
        diagnostics.warning(
            at, "initial weights beyond the bounds were clipped: " + std::to_string(note.clipped) +
                    " of " + std::to_string(note.synapses) + " of projection '" + projection.name +
                    "'");
    if (note.synapses > 0) note.rms_error = std::sqrt(squares / static_cast<double>(note.synapses));
}

// Values that are not 0, all of which become 0: not what was meant. What is nothing but the
// rounding of a difference to the origin is.
void check_lost(const StateVariable& state, Position at) {
    constexpr double rounding = 1e-12;
    double most = 0;
    for (const double value : state.initial) most = std::max(most, std::abs(value));
    if (most <= rounding * std::abs(state.origin) ||
        std::nearbyint(std::ldexp(most, state.point - 8)) != 0)
        return;
    throw SourceError(at, "'" + state.name + "' is " + image::short_text(most) +
                              (state.origin != 0 ? " from its origin" : "") +
                              ", which is 0 in its word: the smallest number that it holds is " +
                              image::short_text(std::ldexp(state.scale, 8 - state.point)) +
                              "; give it a smaller range");
}

void check_states(const ModelPlan& model) {
    for (const StateVariable& state : model.states) check_lost(state, model.descriptor.at);
    for (const StateVariable& state : model.states)
        for (const double value : state.initial)
            if (std::abs(std::ldexp(value, state.point - 8)) > 8388607)
                throw SourceError(model.descriptor.at, "an initial value of '" + state.name +
                                                           "', " +
                                                           image::short_text(value + state.origin) +
                                                           ", is beyond its range");
}

}  // namespace

void quantise(const Network& network, Plan& plan, Diagnostics& diagnostics) {
    for (const ModelPlan& model : plan.models) diagnostics.guarded([&] { check_states(model); });
    for (std::size_t i = 0; i < plan.rows.size(); ++i)
        diagnostics.guarded(
            [&] { quantise(network, network.projections[i], plan.rows[i], diagnostics); });
}

}  // namespace bouton::compiler
