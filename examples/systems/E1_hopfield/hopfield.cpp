// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/E1_hopfield/hopfield.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bouton::systems::hopfield {

namespace {

// What a unit is made to do (network.net).
constexpr int one = spec::limits::UnitPayload, look = one / 4;

double field(const std::vector<double>& weights, const Pattern& x, std::size_t i) {
    const double* row = &weights[i * x.size()];
    double h = 0;
    for (std::size_t j = 0; j < x.size(); ++j) h += row[j] * x[j];
    return h;
}

}  // namespace

std::vector<Pattern> random_patterns(std::size_t count, std::size_t units, std::mt19937& random) {
    std::vector<Pattern> patterns(count, Pattern(units));
    for (auto& pattern : patterns)
        for (int& x : pattern) x = (random() & 1U) != 0 ? 1 : -1;
    return patterns;
}

Pattern corrupted(const Pattern& pattern, double share, std::mt19937& random) {
    std::vector<std::size_t> order(pattern.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    Pattern cue = pattern;
    const auto count =
        static_cast<std::size_t>(std::lround(share * static_cast<double>(pattern.size())));
    for (std::size_t i = 0; i < count; ++i) cue[order[i]] = -cue[order[i]];
    return cue;
}

double overlap(const Pattern& a, const Pattern& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) / static_cast<double>(a.size());
}

std::vector<double> hebb(const std::vector<Pattern>& patterns) {
    const std::size_t n = patterns.front().size();
    std::vector<double> weights(n * n, 0.0);
    for (const auto& pattern : patterns)
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                if (i != j) weights[i * n + j] += pattern[i] * pattern[j];
    return weights;
}

Recall recall(const std::vector<double>& weights, const Pattern& cue, int sweeps) {
    Recall result{.state = cue};
    bool flipped = true;
    for (int sweep = 0; sweep < sweeps && flipped; ++sweep) {
        flipped = false;
        for (std::size_t i = 0; i < cue.size(); ++i) {
            const double h = field(weights, result.state, i);
            if (h * result.state[i] >= 0) continue;
            result.state[i] = -result.state[i];
            flipped = true;
        }
    }
    return result;
}

Recall recall(Session& session, const std::vector<double>& weights, const Pattern& cue,
              int sweeps) {
    Recall result{.state = cue};
    const auto units = static_cast<std::uint32_t>(cue.size());
    for (std::uint32_t i = 0; i < units; ++i) session.inject("host", i, 0, cue[i] * one);
    session.run(3);
    bool flipped = true;
    for (int sweep = 0; sweep < sweeps && flipped; ++sweep) {
        flipped = false;
        for (std::uint32_t i = 0; i < units; ++i) session.inject("host", i, i, look);
        session.run(units + 2, [&](Session&, std::span<const runtime::Event> spikes) {
            for (const auto& spike : spikes) {
                int& x = result.state[spike.element];
                // A flip against the field is the only way up in energy.
                result.energy_rose |= field(weights, result.state, spike.element) * x > 0;
                x = -x;
                flipped = true;
            }
        });
    }
    return result;
}

void store(Session& session, const std::vector<double>& weights) {
    const auto& image = session.image();
    const auto& projection = image.projections.at(session.projection("recurrent"));
    const std::size_t n = image.populations[projection.post].size;
    std::vector<double> values;
    values.reserve(projection.synapses.size());
    for (const auto& synapse : projection.synapses)
        values.push_back(2 * weights[synapse.post * n + synapse.pre]);
    session.reset(runtime::Reset::StateAndWeights);
    session.set_weights("recurrent", values);
}

Recalled recall_all(const Bench& bench, Session& session, const Trial& trial,
                    std::mt19937& random) {
    constexpr double good = 0.95;  // overlap
    Recalled result;
    for (int net = 0; net < trial.nets; ++net) {
        const auto patterns = random_patterns(trial.stored, trial.units, random);
        const auto weights = hebb(patterns);
        store(session, weights);
        for (int k = 0; k < trial.cues; ++k) {
            const auto& pattern = patterns[static_cast<std::size_t>(k)];
            const auto cue = corrupted(pattern, trial.flipped, random);
            const auto recalled = recall(session, weights, cue, trial.sweeps);
            result.energy_rose |= recalled.energy_rose;
            result.chip += overlap(recalled.state, pattern) > good;
            result.reference += overlap(recall(weights, cue, trial.sweeps).state, pattern) > good;
        }
        bench.progress("T2", static_cast<std::size_t>(net) + 1,
                       static_cast<std::size_t>(trial.nets));
    }
    result.chip /= trial.nets * trial.cues;
    result.reference /= trial.nets * trial.cues;
    return result;
}

}  // namespace bouton::systems::hopfield
