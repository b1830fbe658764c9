// SPDX-License-Identifier: Apache-2.0
// How well and how fast networks are mapped: packets against neurons packed in the order given,
// seconds for the whole mapping, and the most memory a synapse, the network itself not counted.
//
// In the order given a core of 256 neurons of the sheet would hear some 10,000 axons, more than it
// can: what the sheet is measured against is counted without the limits on axons and fan-out.
#include <sys/resource.h>

#include <numeric>

#include "bench/map_networks.hpp"
#include "bench/report.hpp"
#include "compiler/map/fill.hpp"

namespace {

using namespace bouton;
using compiler::Resource;

constexpr int runs = 3;

double megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024e-6;
}

double packets_in_order(const bench::ToMap& what, const spec::Configuration& cores, bool legal) {
    const auto graph = compiler::hypergraph(what.network, what.plan, what.options.rates);
    compiler::ProgramRoom programs(what.plan, graph.kinds);
    auto room = compiler::capacity(cores, 0);
    for (const Resource one : {Resource::Axons, Resource::Words, Resource::Fanout})
        if (!legal) room.most[one] = compiler::nothing;
    std::vector<std::uint32_t> order(what.network.populations.size());
    std::iota(order.begin(), order.end(), 0u);
    compiler::Partition partition(graph, room, programs,
                                  legal ? 64 : graph.vertices() / cores.neurons + 1);
    compiler::pack(partition, order, false);
    return partition.packets();
}

compiler::MapReport mapped(const bench::ToMap& what, const spec::Configuration& cores) {
    compiler::Diagnostics diagnostics;
    compiler::MapReport report;
    compiler::map(what.network, what.plan, cores, what.options, diagnostics, report);
    for (const auto& one : diagnostics.list) std::fprintf(stderr, "%s\n", one.text.c_str());
    return report;
}

struct Aims {
    std::string ratio, seconds, bytes;
    bool legal = false;  // the order given is counted as it would fit
};

void measure(const std::string& name, const bench::ToMap& what, const spec::Configuration& cores,
             int times, const Aims& aims, std::vector<bench::Result>& results) {
    std::size_t synapses = 0;
    for (const auto& one : what.network.projections) synapses += one.synapses.size();
    bench::Result ratio{name + ": packets", "of order", {}, aims.ratio};
    bench::Result seconds{name + ": mapping", "s", {}, aims.seconds};
    bench::Result bytes{name + ": memory", "B/synapse", {}, aims.bytes};
    bench::Result used{name + ": cores", "", {}, ""};
    const double before = megabytes();
    for (int run = 0; run < times; ++run) {
        const auto report = mapped(what, cores);
        seconds.runs.push_back(report.seconds());
        used.runs.push_back(static_cast<double>(report.cores.size()));
        bytes.runs.push_back((megabytes() - before) * 1e6 / static_cast<double>(synapses));
        ratio.runs.push_back(report.packets);
    }
    const double order = packets_in_order(what, cores, aims.legal);
    for (double& one : ratio.runs) one /= order;
    results.insert(results.end(), {ratio, seconds, used});
    if (!aims.bytes.empty()) results.push_back(bytes);
}

}  // namespace

int main(int argc, char** argv) {
    const bool json = bench::wants_json(argc, argv);
    const spec::Configuration& cores = *spec::find_configuration("default");
    spec::Configuration hearing = cores;  // as `default`, with axons for any partition
    hearing.axons = 16384;
    std::vector<bench::Result> results;
    measure("dense layers", bench::dense_layers(), cores, runs, {"<= 1", "", "", true}, results);
    const bench::ToMap small = bench::scrambled_sheet(128, 64);
    measure("sheet 16k x 64", small, cores, runs, {"<= 0.45", "<= 5", ""}, results);
    measure("sheet 16k x 64, more axons", small, hearing, runs, {"<= 0.45", "<= 5", ""}, results);
    measure("sheet 65k x 100", bench::scrambled_sheet(256, 100), cores, 1, {"", "<= 30", "<= 100"},
            results);
    bench::print(results, json);
}
