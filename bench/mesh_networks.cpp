// SPDX-License-Identifier: Apache-2.0
#include "bench/mesh_networks.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <string>

#include "bench/builder.hpp"

namespace bouton::bench {

namespace {

// Where the neurons of a core send their spikes.
using FanOut = std::function<std::vector<std::uint32_t>(std::uint32_t core, std::uint32_t neuron)>;

struct Recipe {
    std::string_view name;
    std::uint16_t width = 1, height = 1;
    std::uint32_t neurons = 256;
    std::int16_t lot = 0;  // of 32768: how often a neuron spikes
    FanOut fan_out;
    std::uint32_t targets = 64;   // of each axon
    std::uint32_t busy_core = 0;  // has `busy_slots` more instructions a neuron
    std::uint32_t busy_slots = 0;
    bool plastic = false;
    bool to_host = false;  // spikes leave the chip too
    std::uint32_t steps = 20;
    std::uint32_t host_axons = 0;
    double host_events = 0.0;
};

constexpr std::uint16_t address(std::uint32_t core, std::uint32_t width) {
    return static_cast<std::uint16_t>(core / width << 6 | core % width);
}

// The program of neurons that spike by lot, and of those that also take their time.
std::vector<Instruction> lottery(std::uint32_t more) {
    std::vector<Instruction> code{
        op(Op::Add, s(0), d(0), zero, 0, Store::TowardZero),
        op(Op::Add, s(1), d(1), zero, 0, Store::TowardZero),
        op(Op::Cmp, set_gt, k(0), rnd),
    };
    for (std::uint32_t i = 0; i < more; ++i) code.push_back(op(Op::Add, r(0), k(0), zero));
    code.push_back(op(Op::Flg, 3, zero, zero, 0, Store::None, IfP));
    return code;
}

image::Core make_core(const Recipe& recipe, std::uint32_t number, std::uint32_t axons) {
    Builder b;
    b.constants(0, {recipe.lot});
    b.constants(1, {-1024, 16384});
    b.constants(2, {-20, 20});
    const auto neuron = b.program(lottery(number == recipe.busy_core ? recipe.busy_slots : 0));
    b.descriptor(0, {.grid = 16, .salt = 1, .main_pc = neuron, .has_main = true});
    spec::Descriptor synapse{.grid = 16, .hi = 32767, .lo = 0, .salt = 3, .bank = 2};
    if (recipe.plastic) {
        const auto trace =
            b.program({op(Op::Dcy, r(0), x(0), k(0), 15), op(Op::Mul, r(1), fired, k(1), 15),
                       op(Op::Add, x(0), r(0), r(1), 0, Store::TowardZero)});
        b.descriptor(1, {.grid = 16, .salt = 2, .bank = 1, .main_pc = trace, .has_main = true});
        synapse.main_pc = b.program({op(Op::Mac, w, s(1), k(0), 15, Store::Stochastic)});
        synapse.post_pc = b.program({op(Op::Mac, w, x(0), k(1), 15, Store::Stochastic)});
        synapse.has_main = synapse.has_post = true;
    } else {
        b.descriptor(1, {.grid = 16});
    }
    b.descriptor(2, synapse);
    b.neuron_groups(recipe.neurons, 0, number * recipe.neurons);
    b.axon_groups(axons, 1, 100'000 + number * 4096);
    b.all_to_all(axons, recipe.targets, 2, 100);
    b.put(spec::Csr::ScanWords, 16384);
    b.put(spec::Csr::SeedLow, 1);
    b.put(spec::Csr::Control,
          spec::ControlWord{
              .has_post = recipe.plastic, .has_pre = recipe.plastic, .learn = recipe.plastic}
              .pack());
    return b.core();
}

// Each neuron has an axon of its own on every core it sends to.
MeshNetwork make(const Recipe& recipe) {
    const std::uint32_t cores = recipe.width * recipe.height;
    std::vector<std::uint32_t> axons(cores, recipe.host_axons);
    std::vector<std::vector<std::uint64_t>> heads(cores), lists(cores);
    for (std::uint32_t core = 0; core < cores; ++core) {
        for (std::uint32_t neuron = 0; neuron < recipe.neurons; ++neuron) {
            std::vector<spec::FanoutWord> list;
            for (const std::uint32_t to : recipe.fan_out(core, neuron)) {
                list.push_back({.kind = static_cast<std::uint8_t>(spec::FanoutKind::Axon),
                                .core = address(to, recipe.width),
                                .index = static_cast<std::uint16_t>(axons[to]++)});
            }
            if (recipe.to_host)
                list.push_back({.kind = static_cast<std::uint8_t>(spec::FanoutKind::Host)});
            const auto pointer = static_cast<std::uint16_t>(lists[core].size());
            heads[core].push_back(
                spec::FanoutHeadWord{.valid = !list.empty(), .pointer = pointer}.pack());
            if (!list.empty()) list.back().last = true;
            for (const spec::FanoutWord& word : list) lists[core].push_back(word.pack());
        }
    }
    image::Image image;
    image.network = recipe.name;
    image.configuration = "default";
    image.mesh_x = recipe.width;
    image.mesh_y = recipe.height;
    for (std::uint32_t core = 0; core < cores; ++core) {
        image.cores.push_back(make_core(recipe, core, axons[core]));
        auto& region = image.cores.back().region;
        region[static_cast<std::size_t>(Region::FanoutHead)] = heads[core];
        region[static_cast<std::size_t>(Region::Fanout)] = lists[core];
    }
    image.floats.resize(cores);
    return {recipe.name, std::move(image), recipe.steps, recipe.host_axons, recipe.host_events};
}

// Cores beside this one, itself too.
std::vector<std::uint32_t> neighbours(std::uint32_t core, std::uint32_t width,
                                      std::uint32_t height) {
    const std::uint32_t x = core % width, y = core / width;
    std::vector<std::uint32_t> cores{core};
    if (x > 0) cores.push_back(core - 1);
    if (x + 1 < width) cores.push_back(core + 1);
    if (y > 0) cores.push_back(core - width);
    if (y + 1 < height) cores.push_back(core + width);
    return cores;
}

FanOut at_random(std::uint32_t cores, std::uint32_t count) {
    return [=](std::uint32_t core, std::uint32_t neuron) {
        std::mt19937 random(core * 4096 + neuron);
        std::vector<std::uint32_t> to;
        while (to.size() < count) {
            const auto one = static_cast<std::uint32_t>(random() % cores);
            if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
        }
        return to;
    };
}

}  // namespace

std::vector<MeshNetwork> mesh_networks() {
    constexpr std::int16_t always = 32767;
    const auto all = [](std::uint32_t cores) {
        return [cores](std::uint32_t, std::uint32_t) {
            std::vector<std::uint32_t> to(cores);
            for (std::uint32_t n = 0; n < cores; ++n) to[n] = n;
            return to;
        };
    };
    const std::vector<Recipe> recipes{
        {.name = "chain",
         .width = 4,
         .height = 1,
         .lot = 3000,
         .fan_out = [](auto core, auto) { return std::vector{(core + 1) % 4}; },
         .targets = 128},
        {.name = "all to all",
         .width = 2,
         .height = 2,
         .neurons = 128,
         .lot = 3000,
         .fan_out = all(4),
         .targets = 128},
        {.name = "sheet",
         .width = 4,
         .height = 4,
         .lot = 1000,
         .fan_out = [](auto core, auto) { return neighbours(core, 4, 4); }},
        {.name = "hub",
         .width = 3,
         .height = 3,
         .neurons = 128,
         .lot = 2000,
         .fan_out =
             [](auto core, auto neuron) {
                 return std::vector{core == 4 ? neuron % 9 : std::uint32_t{4}};
             }},
        {.name = "random, sparse",
         .width = 4,
         .height = 3,
         .lot = 300,
         .fan_out = at_random(12, 3),
         .targets = 64},
        {.name = "plastic",
         .width = 2,
         .height = 2,
         .neurons = 128,
         .lot = 1000,
         .fan_out = at_random(4, 2),
         .targets = 128,
         .plastic = true},
        {.name = "storm",
         .width = 4,
         .height = 4,
         .lot = always,
         .fan_out = at_random(16, 4),
         .targets = 8},
        {.name = "storm, one target",
         .width = 4,
         .height = 4,
         .neurons = 128,
         .lot = always,
         .fan_out = [](auto, auto) { return std::vector{std::uint32_t{5}}; },
         .targets = 8},
        {.name = "storm, transposed",
         .width = 4,
         .height = 4,
         .lot = always,
         .fan_out = [](auto core, auto) { return std::vector(3, core % 4 * 4 + core / 4); },
         .targets = 8},
        {.name = "idle", .width = 4, .height = 4, .fan_out = at_random(16, 1), .targets = 64},
        {.name = "one heavy core",
         .width = 3,
         .height = 2,
         .lot = 600,
         .fan_out = at_random(6, 2),
         .busy_core = 4,
         .busy_slots = 50},
        {.name = "digits-like",
         .width = 2,
         .height = 1,
         .neurons = 250,
         .lot = 30,
         .fan_out = all(2),
         .targets = 250 / 8 * 8,
         .busy_slots = 8,
         .to_host = true,
         .steps = 100,
         .host_axons = 20,
         .host_events = 2.3},
    };
    std::vector<MeshNetwork> networks;
    networks.reserve(recipes.size());
    for (const Recipe& recipe : recipes) networks.push_back(make(recipe));
    return networks;
}

std::vector<spec::StreamWord> host_input(const MeshNetwork& network, std::uint32_t step) {
    std::vector<spec::StreamWord> input;
    if (network.host_axons == 0) return input;
    std::mt19937 random(step);
    const std::bernoulli_distribution fires(network.host_events / network.host_axons);
    for (std::uint32_t core = 0; core < network.image.cores.size(); ++core) {
        for (std::uint32_t axon = 0; axon < network.host_axons; ++axon) {
            if (!std::bernoulli_distribution(fires.p())(random)) continue;
            input.push_back({.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike),
                             .step = static_cast<std::uint16_t>(step),
                             .core = address(core, network.image.mesh_x),
                             .index = static_cast<std::uint16_t>(axon),
                             .payload = static_cast<std::int16_t>(spec::limits::UnitPayload)});
        }
    }
    return input;
}

}  // namespace bouton::bench
