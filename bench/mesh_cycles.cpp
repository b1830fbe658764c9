// SPDX-License-Identifier: Apache-2.0
// How well the model predicts the cycles of a mesh (docs/machine.md section 10.5): cycles a step as
// predicted and as the RTL takes, over networks of different shape. What both compute must be
// the same, or it says so and exits 1.
#include <boost/json.hpp>
#include <cmath>
#include <cstdio>
#include <iostream>

#include "bench/mesh_networks.hpp"
#include "bench/report.hpp"
#include "sim/model/chip.hpp"
#include "sim/verilated/chip.hpp"

namespace {

using namespace bouton;

struct Comparison {
    const bench::MeshNetwork* network = nullptr;
    double predicted = 0.0, measured = 0.0;  // cycles a step
    double worst = 0.0;                      // of a step, percent
    bool equal = true;

    double error() const { return 100.0 * (predicted / measured - 1.0); }
};

Comparison compare(const bench::MeshNetwork& network) {
    Comparison result{.network = &network};
    model::Chip model;
    verilated::Chip rtl;
    model.load(network.image);
    rtl.load(network.image);
    std::vector<spec::StreamWord> expected, found;
    for (std::uint32_t step = 0; step < network.steps; ++step) {
        const auto input = bench::host_input(network, step);
        const std::uint64_t predicted = model.step_cycles(), measured = rtl.step_cycles();
        model.step(input, expected);
        rtl.step(input, found);
        result.equal = result.equal && expected == found;
        const auto of_model = static_cast<double>(model.step_cycles() - predicted);
        const auto of_rtl = static_cast<double>(rtl.step_cycles() - measured);
        result.predicted += of_model / network.steps;
        result.measured += of_rtl / network.steps;
        const double error = 100.0 * (of_model / of_rtl - 1.0);
        if (std::abs(error) > std::abs(result.worst)) result.worst = error;
    }
    for (std::uint32_t core = 0; core < model.cores(); ++core) {
        for (const auto counter : {spec::Counter::SynapticOps, spec::Counter::PlasticVisits,
                                   spec::Counter::Spikes, spec::Counter::HostWords}) {
            result.equal =
                result.equal && model.counter(core, counter) == rtl.counter(core, counter);
        }
    }
    return result;
}

void print(const std::vector<Comparison>& comparisons) {
    std::printf("%-18s %-6s %12s %12s %9s %18s\n", "network", "mesh", "predicted", "RTL", "error",
                "worst of a step");
    for (const Comparison& c : comparisons) {
        std::printf("%-18s %u x %u %13.1f %12.1f %7.2f %% %16.2f %%%s\n",
                    std::string(c.network->name).c_str(), c.network->image.mesh_x,
                    c.network->image.mesh_y, c.predicted, c.measured, c.error(), c.worst,
                    c.equal ? "" : "  RESULTS DIFFER");
    }
}

void print_json(const std::vector<Comparison>& comparisons) {
    boost::json::array list;
    for (const Comparison& c : comparisons) {
        list.push_back({{"name", c.network->name},
                        {"mesh", {c.network->image.mesh_x, c.network->image.mesh_y}},
                        {"predicted", c.predicted},
                        {"rtl", c.measured},
                        {"error_percent", c.error()},
                        {"worst_step_percent", c.worst},
                        {"equal", c.equal}});
    }
    std::cout << boost::json::object{{"aim", "within 5 %"}, {"results", std::move(list)}} << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = bench::wants_json(argc, argv);
    const auto networks = bench::mesh_networks();
    std::vector<Comparison> comparisons;
    bool equal = true;
    for (const bench::MeshNetwork& network : networks) {
        comparisons.push_back(compare(network));
        equal = equal && comparisons.back().equal;
    }
    json ? print_json(comparisons) : print(comparisons);
    return equal ? 0 : 1;
}
