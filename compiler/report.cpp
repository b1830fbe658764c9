// SPDX-License-Identifier: Apache-2.0
#include "compiler/report.hpp"

#include <boost/json.hpp>
#include <cstdio>

#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

template <class... Values>
void line(std::string& text, const char* format, Values... values) {
    char buffer[256];
    if constexpr (sizeof...(values) == 0)
        std::snprintf(buffer, sizeof buffer, "%s", format);
    else
        std::snprintf(buffer, sizeof buffer, format, values...);
    text += buffer;
    text += '\n';
}

std::string rounding_text(const FormatReport& one) {
    if (one.rounding.empty()) return "";
    const std::string text = "  " + one.rounding;
    return one.stall > 0 ? text + ", ends within " + image::short_text(one.stall) : text;
}

}  // namespace

std::string to_text(const Report& report) {
    std::string text;
    const bool one_core = report.mesh_x * report.mesh_y == 1;
    if (one_core)
        line(text, "network %s on one '%s' core", report.network.c_str(),
             report.configuration.c_str());
    else
        line(text, "network %s on %u x %u '%s' cores", report.network.c_str(), report.mesh_x,
             report.mesh_y, report.configuration.c_str());
    line(text, one_core ? "\nresources                       used  available"
                        : "\nresources of the fullest core   used  available");
    for (const ResourceReport& one : report.resources)
        line(text, "  %-26s %8llu   %8llu", one.name.c_str(),
             static_cast<unsigned long long>(one.used),
             static_cast<unsigned long long>(one.available));
    line(text, "  slots of rows in use       %7.1f %%", 100 * report.row_fill);
    line(text, "\nprograms                            trigger  instructions");
    for (const ProgramReport& one : report.programs)
        line(text, "  %-32s  %-8s %6u", one.name.c_str(), one.trigger.c_str(), one.length);
    line(text, "\nformats                             one unit in the last place   range");
    for (const FormatReport& one : report.formats)
        line(text, "  %-32s  %12.6g %-6s %14.6g%s%s", (one.owner + "." + one.name).c_str(),
             one.scale, one.unit.c_str(), one.range, one.assumed ? " (assumed)" : "",
             rounding_text(one).c_str());
    if (!report.notes.empty()) text += "\nmodels\n";
    for (const std::string& one : report.notes) text += "  " + one + "\n";
    line(text, "\nlargest sums (31 bits can be held)");
    for (const SumReport& one : report.sums)
        line(text, "  %-26s receptor %u  %12.6g  %5.1f bits", one.population.c_str(), one.receptor,
             one.largest, one.bits);
    line(text,
         "\nquantisation          synapses      scale   clipped  to zero   rms error  largest "
         "error");
    for (const image::QuantisationNote& one : report.quantisation)
        line(text, "  %-18s %9llu %10.4g %9llu %8llu  %10.4g     %10.4g", one.projection.c_str(),
             static_cast<unsigned long long>(one.synapses), one.scale,
             static_cast<unsigned long long>(one.clipped),
             static_cast<unsigned long long>(one.rounded_to_zero), one.rms_error,
             one.largest_error);
    return text;
}

std::string to_json(const Report& report) {
    using boost::json::array;
    using boost::json::object;
    array resources, formats, sums, programs, quantisation, notes;
    for (const std::string& one : report.notes) notes.push_back(boost::json::string(one));
    for (const auto& one : report.resources)
        resources.push_back(
            object{{"name", one.name}, {"used", one.used}, {"available", one.available}});
    for (const auto& one : report.formats)
        formats.push_back(object{{"owner", one.owner},
                                 {"name", one.name},
                                 {"unit", one.unit},
                                 {"scale", one.scale},
                                 {"range", one.range},
                                 {"assumed", one.assumed},
                                 {"rounding", one.rounding},
                                 {"stall", one.stall}});
    for (const auto& one : report.sums)
        sums.push_back(object{{"population", one.population},
                              {"receptor", one.receptor},
                              {"largest", one.largest},
                              {"bits", one.bits}});
    for (const auto& one : report.programs)
        programs.push_back(
            object{{"name", one.name}, {"trigger", one.trigger}, {"length", one.length}});
    for (const auto& one : report.quantisation)
        quantisation.push_back(object{{"projection", one.projection},
                                      {"scale", one.scale},
                                      {"synapses", one.synapses},
                                      {"clipped", one.clipped},
                                      {"rounded_to_zero", one.rounded_to_zero},
                                      {"rms_error", one.rms_error},
                                      {"largest_error", one.largest_error}});
    return boost::json::serialize(object{{"network", report.network},
                                         {"configuration", report.configuration},
                                         {"mesh", array{report.mesh_x, report.mesh_y}},
                                         {"resources", std::move(resources)},
                                         {"row_fill", report.row_fill},
                                         {"programs", std::move(programs)},
                                         {"formats", std::move(formats)},
                                         {"sums", std::move(sums)},
                                         {"quantisation", std::move(quantisation)},
                                         {"notes", std::move(notes)}});
}

}  // namespace bouton::compiler
