// SPDX-License-Identifier: Apache-2.0
#include "bench/map_networks.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "compiler/map/random.hpp"

namespace bouton::bench {
namespace {

using compiler::Projection;
using compiler::Random;

double unit(Random& random) {
    return static_cast<double>(random.next() >> 11) * 0x1p-53;
}

double gauss(Random& random) {
    const double radius = std::sqrt(-2 * std::log(1 - unit(random)));
    return radius * std::cos(2 * std::numbers::pi * unit(random));
}

void add_population(ToMap& to, const std::string& name, std::uint32_t size, bool input) {
    auto& populations = to.network.populations;
    const std::uint32_t first =
        populations.empty() ? 0 : populations.back().first_id + populations.back().size;
    populations.push_back({.name = name,
                           .input = input,
                           .first_id = first,
                           .size = size,
                           .source = static_cast<std::uint32_t>(populations.size())});
    to.network.source.populations.push_back({.name = name, .size = size, .input = input});
    to.plan.models.emplace_back();
}

}  // namespace

ToMap scrambled_sheet(std::uint32_t side, std::uint32_t fan_in) {
    Random random(7);
    const std::uint32_t size = side * side;
    std::vector<std::uint32_t> name(size);
    std::iota(name.begin(), name.end(), 0u);
    random.shuffle(name);
    const auto near = [&](std::uint32_t at) {
        const auto moved = static_cast<std::int64_t>(at) + std::lround(4 * gauss(random));
        return static_cast<std::uint32_t>((moved + 16 * std::int64_t{side}) % side);
    };
    ToMap result;
    add_population(result, "sheet", size, false);
    Projection local{.name = "local", .pre = 0, .post = 0, .rule = {}, .synapses = {}};
    local.synapses.reserve(std::size_t{size} * fan_in);
    for (std::uint32_t v = 0; v < size; ++v)
        for (std::uint32_t i = 0; i < fan_in; ++i) {
            const bool nearby = unit(random) < 0.8;
            const std::uint32_t x = near(v % side), y = near(v / side);
            const std::uint32_t from = nearby ? y * side + x : random.below(size);
            local.synapses.push_back({.pre = name[from], .post = name[v]});
        }
    std::sort(local.synapses.begin(), local.synapses.end(), [](const auto& a, const auto& b) {
        return std::pair(a.pre, a.post) < std::pair(b.pre, b.post);
    });
    result.network.projections.push_back(std::move(local));
    result.plan.rows.resize(1);
    compiler::Rates rates{.population = "sheet", .values = std::vector<double>(size)};
    for (double& rate : rates.values) rate = std::exp(gauss(random));
    result.options.rates.push_back(std::move(rates));
    return result;
}

ToMap dense_layers() {
    ToMap result;
    const std::uint32_t sizes[] = {784, 400, 400, 10};
    for (std::uint32_t i = 0; i < 4; ++i)
        add_population(result, "layer" + std::to_string(i), sizes[i], i == 0);
    for (std::uint32_t i = 0; i < 3; ++i) {
        Projection all{
            .name = "all" + std::to_string(i), .pre = i, .post = i + 1, .rule = {}, .synapses = {}};
        for (std::uint32_t pre = 0; pre < sizes[i]; ++pre)
            for (std::uint32_t post = 0; post < sizes[i + 1]; ++post)
                all.synapses.push_back({.pre = pre, .post = post});
        result.network.projections.push_back(std::move(all));
        result.plan.rows.emplace_back();
    }
    return result;
}

}  // namespace bouton::bench
