// SPDX-License-Identifier: Apache-2.0
// A synapse adds at most once to a slot of a dendrite: an axon has one event a step, and the delay
// is fixed. So a sum is at most the sum of the magnitudes its synapses can have, and wraps never if
// that is below 2^31.
#include <algorithm>
#include <cmath>

#include "compiler/passes/passes.hpp"

namespace bouton::compiler {
namespace {

constexpr double most = 2147483647;
constexpr double largest_contribution = 65536;  // 17 bits, signed

double largest_word(const RowPlan& row, std::size_t synapse) {
    const DescriptorPlan& descriptor = row.descriptor;
    if (descriptor.has(spec::Trigger::Deliver)) return 32768;
    const double word = descriptor.bare() ? std::abs(double(row.weights[synapse]))
                                          : std::max(std::abs(double(descriptor.lo)),
                                                     std::abs(double(descriptor.hi)));
    return descriptor.gain == spec::Gain::None ? word : std::min(2 * word, largest_contribution);
}

}  // namespace

void check_sums(const Network& network, Plan& plan, Diagnostics& diagnostics) {
    for (std::uint32_t p = 0; p < network.populations.size(); ++p) {
        const Population& population = network.populations[p];
        if (population.input) continue;
        std::array<std::vector<double>, most_receptors> sums;
        for (auto& sum : sums) sum.resize(population.size);
        for (std::size_t i = 0; i < network.projections.size(); ++i) {
            const Projection& projection = network.projections[i];
            if (projection.post != p) continue;
            std::vector<double>& sum = sums[network.source_of(projection).receptor];
            for (std::size_t k = 0; k < projection.synapses.size(); ++k)
                sum[projection.synapses[k].post] += largest_word(plan.rows[i], k);
        }
        for (std::size_t i = 0; i < most_receptors; ++i) {
            const double largest = *std::max_element(sums[i].begin(), sums[i].end());
            plan.models[p].receptors[i].words = largest;
            if (largest > most)
                diagnostics.error(
                    network.source_of(population).at,
                    "a sum at receptor " + std::to_string(i) + " of '" + population.name +
                        "' could wrap: needed " + std::to_string(std::ilogb(largest) + 2) +
                        " bits, available 32; use smaller weights or fewer synapses a neuron");
        }
    }
}

}  // namespace bouton::compiler
