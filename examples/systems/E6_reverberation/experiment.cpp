// SPDX-License-Identifier: Apache-2.0
// Modules that were lit stay lit by themselves, the longer the fewer links leave a module.
#include <algorithm>
#include <cmath>
#include <random>

#include "examples/systems/harness/bench.hpp"
#include "examples/systems/harness/row.hpp"

namespace bouton::systems {

namespace {

constexpr std::size_t modules = 40, size = 25, units = modules * size, degree = 12;
constexpr double temperature = 0.1;
constexpr std::uint64_t looks[] = {10, 200, 2000};  // steps after the stimulus

struct Net {
    std::vector<std::vector<std::size_t>> sources;  // of each unit
    std::vector<bool> lit;                          // modules
};

void light(Net& net, std::mt19937& random) {
    net.lit.clear();
    for (std::size_t m = 0; m < modules; ++m) net.lit.push_back((random() & 1U) != 0);
}

Net draw(double outside, std::mt19937& random) {
    Net net;
    net.sources.resize(units);
    for (std::size_t i = 0; i < units; ++i) {
        const std::size_t own = i / size;
        auto& from = net.sources[i];
        while (from.size() < degree) {
            const bool leaves = static_cast<double>(random()) < outside * 4294967296.0;
            const std::size_t j = leaves ? random() % units : own * size + random() % size;
            if (j == i || (leaves && j / size == own)) continue;
            if (std::find(from.begin(), from.end(), j) == from.end()) from.push_back(j);
        }
    }
    light(net, random);
    return net;
}

std::string links(const Net& net) {
    std::string text = "\nprojection links = unit -> unit list [";
    for (std::size_t i = 0; i < units; ++i)
        for (const std::size_t j : net.sources[i])
            text += "(" + std::to_string(j) + ", " + std::to_string(i) + "), ";
    text.resize(text.size() - 2);
    return text + "] weight 1\n";
}

// Share of modules that are as they were lit: on if more than half of the units are.
double kept(const Net& net, const std::vector<bool>& on) {
    double right = 0;
    for (std::size_t m = 0; m < modules; ++m) {
        std::size_t count = 0;
        for (std::size_t i = 0; i < size; ++i) count += on[m * size + i];
        right += (2 * count > size) == net.lit[m];
    }
    return right / modules;
}

using Shares = std::vector<double>;  // at each look

Shares on_chip(Session& session, const Net& net, std::size_t count) {
    session.reset(runtime::Reset::State);
    for (std::uint32_t i = 0; i < units; ++i)
        if (net.lit[i / size]) session.inject("stimulus", i);
    session.run(1);
    Shares shares;
    std::uint64_t step = 0;
    for (std::size_t k = 0; k < count; ++k) {
        std::vector<bool> on(units, false);
        session.run(looks[k] - step - 1);
        for (const auto& spike : session.run(1)) on[spike.element] = true;
        step = looks[k];
        shares.push_back(kept(net, on));
    }
    return shares;
}

Shares in_float(const Net& net, std::size_t count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<bool> on(units), next(units);
    for (std::size_t i = 0; i < units; ++i) on[i] = net.lit[i / size];
    Shares shares;
    std::uint64_t step = 1;
    for (std::size_t k = 0; k < count; ++k) {
        for (; step < looks[k]; ++step) {
            for (std::size_t i = 0; i < units; ++i) {
                double h = 0;
                for (const std::size_t j : net.sources[i]) h += on[j];
                const double x = (h - degree / 2.0) / (degree * temperature);
                next[i] = uniform(random) < 0.5 * (1 + std::tanh(x));
            }
            on.swap(next);
        }
        shares.push_back(kept(net, on));
    }
    return shares;
}

}  // namespace

void reverberation(Bench& bench) {
    const std::string text(network_text("E6_reverberation"));
    const auto compile = [&](const Net& net) { return bench.compile_text(text + links(net)); };
    std::mt19937 random(4);
    const auto first = draw(0.3, random);
    const auto brief = [&](Session& s) {
        on_chip(s, first, 2);
        s.run(900);
    };
    bench.lockstep(compile(first), brief, 500);
    bench.open_loop(compile(first), State{.population = "unit", .name = "field", .range = degree},
                    brief);

    const std::size_t nets = bench.full() ? 6 : 2, count = bench.full() ? 3 : 2;
    constexpr std::size_t runs = 5;  // of a net, each with other modules lit
    for (const double outside : {0.2, 0.3, 0.35, 0.5}) {
        Shares chip(count, 0.0), model(count, 0.0);
        for (std::size_t n = 0; n < nets; ++n) {
            auto net = draw(outside, random);
            bench.play(compile(net), [&](Session& s) {
                for (std::size_t run = 0; run < runs; ++run) {
                    light(net, random);
                    s.set_seed(n * runs + run + 1);
                    const auto found = on_chip(s, net, count);
                    const auto expected = in_float(net, count, n * runs + run);
                    for (std::size_t k = 0; k < count; ++k) {
                        chip[k] += found[k] / static_cast<double>(nets * runs);
                        model[k] += expected[k] / static_cast<double>(nets * runs);
                    }
                }
            });
            bench.progress("T2", n + 1, nets);
        }
        std::vector<std::pair<double, double>> curve, reference;
        const std::string links = std::to_string(outside).substr(0, 4) + " outside";
        for (std::size_t k = 0; k < count; ++k) {
            const auto step = std::to_string(looks[k]);
            bench.expect("modules kept at step " + step + ", " + links, chip[k], model[k], 0.05,
                         Origin::Reference);
            curve.emplace_back(std::log10(static_cast<double>(looks[k])), chip[k]);
            reference.emplace_back(std::log10(static_cast<double>(looks[k])), model[k]);
        }
        bench.curve("float64, " + links, "float", std::move(reference));
        bench.curve("chip, " + links, "chip", std::move(curve), false);
    }
    bench.axes("log10 of steps", "share of modules kept");
}

}  // namespace bouton::systems
