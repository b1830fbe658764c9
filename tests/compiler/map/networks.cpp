// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/map/networks.hpp"

namespace bouton::test {
namespace {

compiler::Program program(std::uint32_t length, double constant) {
    compiler::Builder builder("p");
    for (std::uint32_t i = 0; i < length; ++i)
        builder.emit(spec::Op::Add, compiler::r(0), compiler::zero(),
                     compiler::k(constant + i % 3));
    return builder.take();
}

compiler::RowPlan row_plan(Rows rows, std::size_t number) {
    compiler::RowPlan plan;
    if (rows == Rows::Payload) plan.descriptor.gain = spec::Gain::Payload;
    if (rows != Rows::Plastic && rows != Rows::Wide) return plan;
    const auto constant = static_cast<double>(10 * number);
    plan.descriptor.set(spec::Trigger::Post, program(6, constant));
    plan.descriptor.set(spec::Trigger::Pre, program(4, constant));
    plan.axon = program(3, constant);
    plan.uses_axon = true;
    plan.wide = rows == Rows::Wide;
    return plan;
}

}  // namespace

std::uint32_t add_population(Sample& sample, const std::string& name, std::uint32_t size,
                             bool input) {
    auto& populations = sample.network.populations;
    const auto index = static_cast<std::uint32_t>(populations.size());
    const std::uint32_t first =
        populations.empty() ? 0 : populations.back().first_id + populations.back().size;
    populations.push_back(
        {.name = name, .input = input, .first_id = first, .size = size, .source = index});
    sample.network.source.populations.push_back(
        {.name = name, .size_at = {index + 1, 1}, .size = size, .input = input});
    compiler::ModelPlan model;
    if (!input) model.descriptor.set(spec::Trigger::Neuron, program(12, index));
    sample.plan.models.push_back(std::move(model));
    return index;
}

void connect(Sample& sample, std::uint32_t pre, std::uint32_t post, double probability, Rows rows,
             compiler::Random& random, bool twice) {
    const std::size_t number = sample.network.projections.size();
    compiler::Projection projection{
        .name = "p" + std::to_string(number), .pre = pre, .post = post, .rule = {}, .synapses = {}};
    for (std::uint32_t i = 0; i < sample.network.populations[pre].size; ++i)
        for (std::uint32_t j = 0; j < sample.network.populations[post].size; ++j) {
            if (random.below(1'000'000) >= probability * 1'000'000) continue;
            projection.synapses.push_back({.pre = i, .post = j});
            if (twice && random.below(4) == 0)
                projection.synapses.push_back({.pre = i, .post = j, .ordinal = 1});
        }
    sample.network.projections.push_back(std::move(projection));
    sample.plan.rows.push_back(row_plan(rows, number));
}

Sample random_network(std::uint64_t seed, std::uint32_t populations, std::uint32_t largest) {
    compiler::Random random(seed), feeds(seed + 1000);
    Sample sample;
    add_population(sample, "input", 1 + random.below(largest), true);
    for (std::uint32_t p = 1; p < populations; ++p) {
        add_population(sample, "n" + std::to_string(p), 1 + random.below(largest));
        sample.network.populations.back().recorded = random.below(2) == 0;
        if (feeds.below(6) == 0) sample.network.feeds.push_back({.population = p, .modulator = 0});
    }
    for (std::uint32_t pre = 0; pre < populations; ++pre)
        for (std::uint32_t post = 1; post < populations; ++post)
            for (std::uint32_t kind = 0; kind < 4; ++kind) {
                if (random.below(4) != 0) continue;
                const double probability = random.below(5) == 0 ? 1 : 0.02 * (1 + random.below(10));
                connect(sample, pre, post, probability, static_cast<Rows>(kind), random,
                        random.below(3) == 0);
            }
    return sample;
}

Sample layers() {
    compiler::Random random(1);
    Sample sample;
    const std::uint32_t sizes[] = {60, 40, 40, 10};
    for (std::uint32_t i = 0; i < 4; ++i)
        add_population(sample, "layer" + std::to_string(i), sizes[i], i == 0);
    for (std::uint32_t i = 0; i < 3; ++i) connect(sample, i, i + 1, 1, Rows::Static, random);
    return sample;
}

compiler::Mapping map_ok(const Sample& sample, const spec::Configuration& configuration,
                         const compiler::MapOptions& options, compiler::MapReport& report) {
    compiler::Diagnostics diagnostics;
    compiler::Mapping mapping =
        compiler::map(sample.network, sample.plan, configuration, options, diagnostics, report);
    for (const auto& one : diagnostics.list) UNSCOPED_INFO(one.text);
    REQUIRE_FALSE(diagnostics.failed());
    return mapping;
}

const spec::Configuration& configuration(const std::string& name) {
    return *spec::find_configuration(name);
}

}  // namespace bouton::test
