// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/map_report.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

namespace bouton::compiler {
namespace {

template <class... Values>
void line(std::string& text, const char* format, Values... values) {
    char buffer[256];
    std::snprintf(buffer, sizeof buffer, format, values...);
    text += buffer;
    text += '\n';
}

unsigned long long wide(std::uint64_t value) {
    return value;
}

boost::json::object json(const Amounts& amounts) {
    boost::json::object result;
    for (std::size_t i = 0; i < resource_count; ++i)
        result[to_string(static_cast<Resource>(i))] = amounts.of[i];
    return result;
}

double busiest(const MapReport& report) {
    double most = 0;
    for (const auto& links : report.links)
        for (const double traffic : links) most = std::max(most, traffic);
    return most;
}

}  // namespace

double MapReport::largest(Resource resource) const {
    double share = 0;
    for (const CoreReport& core : cores)
        share = std::max(share, static_cast<double>(core.used[resource]) /
                                    static_cast<double>(capacity.most[resource]));
    return share;
}

double MapReport::seconds() const {
    double sum = 0;
    for (const Stage& stage : stages) sum += stage.seconds;
    return sum;
}

std::string to_text(const MapReport& report) {
    std::string text;
    line(text, "network %s on %zu of %ux%u '%s' cores (%s)", report.network.c_str(),
         report.cores.size(), report.mesh.x, report.mesh.y, report.configuration.c_str(),
         report.strategy.c_str());
    text += "\nresource                       needed  a core has  cores at least  asks for most\n";
    for (const BoundReport& one : report.bounds)
        line(text, "  %-24s %10llu  %10llu  %14u  %s", one.resource.c_str(), wide(one.needed),
             wide(one.available), one.cores, one.population.c_str());
    text += "\nthe fullest core                 used  available\n";
    for (std::size_t i = 0; i < resource_count; ++i) {
        const auto resource = static_cast<Resource>(i);
        std::uint64_t most = 0;
        for (const CoreReport& core : report.cores) most = std::max(most, core.used[resource]);
        line(text, "  %-24s %10llu %10llu", std::string(to_string(resource)).c_str(), wide(most),
             wide(report.capacity.most[resource]));
    }
    line(text, "  slots of rows in use     %8.1f %%", 100 * report.row_fill);
    text +=
        "\npopulation              neurons  cores   synapses     axons   fan-out      packets\n";
    for (const PopulationReport& one : report.populations)
        line(text, "  %-20s %8u %6u %10llu %9llu %9llu %12.5g", one.name.c_str(), one.size,
             one.cores, wide(one.synapses), wide(one.axons), wide(one.fanout), one.packets);
    line(text, "\npackets %.6g, packets x hops %.6g, busiest link %.6g", report.packets,
         report.packet_hops, busiest(report));
    for (const Candidate& one : report.candidates)
        line(text, "  %-32s %5u cores  %12.6g packets", one.name.c_str(), one.parts, one.packets);
    text += "\nstage                           seconds\n";
    for (const Stage& stage : report.stages)
        line(text, "  %-28s %9.3f", stage.name.c_str(), stage.seconds);
    return text;
}

std::string to_json(const MapReport& report) {
    using boost::json::array;
    using boost::json::object;
    array bounds, cores, populations, candidates, stages, links;
    for (const BoundReport& one : report.bounds)
        bounds.push_back(object{{"resource", one.resource},
                                {"population", one.population},
                                {"needed", one.needed},
                                {"available", one.available},
                                {"cores", one.cores}});
    for (const CoreReport& one : report.cores)
        cores.push_back(object{{"x", one.place.x},
                               {"y", one.place.y},
                               {"used", json(one.used)},
                               {"neurons", one.neurons},
                               {"sent", one.sent},
                               {"received", one.received},
                               {"populations", boost::json::value_from(one.populations)}});
    for (const PopulationReport& one : report.populations)
        populations.push_back(object{{"name", one.name},
                                     {"input", one.input},
                                     {"size", one.size},
                                     {"cores", one.cores},
                                     {"synapses", one.synapses},
                                     {"axons", one.axons},
                                     {"fanout", one.fanout},
                                     {"packets", one.packets}});
    for (const Candidate& one : report.candidates)
        candidates.push_back(
            object{{"name", one.name}, {"cores", one.parts}, {"packets", one.packets}});
    for (const Stage& one : report.stages)
        stages.push_back(object{{"name", one.name}, {"seconds", one.seconds}});
    for (const auto& one : report.links) links.push_back(boost::json::value_from(one));
    return boost::json::serialize(object{{"network", report.network},
                                         {"configuration", report.configuration},
                                         {"mesh", {report.mesh.x, report.mesh.y}},
                                         {"strategy", report.strategy},
                                         {"seed", report.seed},
                                         {"available", json(report.capacity.most)},
                                         {"bounds", std::move(bounds)},
                                         {"candidates", std::move(candidates)},
                                         {"cores", std::move(cores)},
                                         {"populations", std::move(populations)},
                                         {"links", std::move(links)},
                                         {"packets", report.packets},
                                         {"packet_hops", report.packet_hops},
                                         {"row_fill", report.row_fill},
                                         {"stages", std::move(stages)}});
}

}  // namespace bouton::compiler
