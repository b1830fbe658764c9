// SPDX-License-Identifier: Apache-2.0
// `bouton inspect`: what is in an image.
#include <iomanip>
#include <iostream>
#include <optional>
#include <sstream>

#include "runtime/apps/command.hpp"
#include "spec/image/container.hpp"
#include "spec/image/core_view.hpp"
#include "spec/image/disassemble.hpp"
#include "spec/image/programs.hpp"

namespace bouton::apps {

namespace {

namespace js = boost::json;
using spec::Region;

struct Fill {
    std::string region;
    std::uint64_t used = 0, size = 0;
};

std::vector<Fill> memory_map(const image::Core& core, const spec::Configuration& configuration) {
    std::vector<Fill> map;
    for (std::size_t r = 1; r < spec::region_count; ++r) {
        const auto region = static_cast<Region>(r);
        const std::uint64_t empty = spec::region_info(region).empty;
        Fill fill{std::string(spec::region_info(region).name), 0,
                  spec::region_size(region, configuration)};
        for (const std::uint64_t word : core.region[r]) fill.used += word != empty ? 1 : 0;
        map.push_back(fill);
    }
    return map;
}

// Of the slots that rows take, how many hold a synapse: what is left is the price of one row for
// all lanes.
Fill row_fill(const image::Core& core, const spec::Configuration& configuration) {
    Fill fill{"slots of rows", 0, 0};
    for (std::uint32_t a = 0; a < configuration.axons; ++a) {
        const auto row = image::unpack_at<spec::RowWord>(core, Region::Row, a);
        const std::uint32_t stride = row.wide ? 2 : 1;
        for (std::uint32_t i = 0; i < row.words * configuration.lanes; ++i) {
            const std::uint32_t address = row.pointer + i / configuration.lanes * stride;
            const auto word = image::unpack_at<spec::SynapseWord>(
                core, Region::Synapse, address * configuration.lanes + i % configuration.lanes);
            fill.used += word.ordinal != spec::limits::EmptyOrdinal ? 1 : 0;
            ++fill.size;
        }
    }
    return fill;
}

// The pc of a descriptor's program for a trigger, if it has one.

// The constants a program sees: the bank of a descriptor that names it.
std::vector<std::uint64_t> bank_of(const image::Core& core, std::uint32_t pc,
                                   spec::Trigger trigger) {
    std::vector<std::uint64_t> bank;
    for (std::uint32_t i = 0; i < spec::limits::Descriptors; ++i) {
        const spec::Descriptor d = image::descriptor_at(core, i);
        if (image::pc_of(d, trigger) != pc) continue;
        for (std::uint32_t k = 0; k < spec::limits::BankConstants; ++k)
            bank.push_back(
                image::word_at(core, Region::Constant, d.bank * spec::limits::BankConstants + k));
        return bank;
    }
    return bank;
}

std::vector<std::string> instructions(const image::Image& image, const image::ProgramNote& note) {
    const image::Core& core = image.cores[note.core];
    const auto trigger = static_cast<spec::Trigger>(note.trigger);
    const auto bank = bank_of(core, note.pc, trigger);
    std::vector<std::string> lines;
    for (std::uint32_t i = 0; i < note.length; ++i)
        lines.push_back(image::disassemble(
            image::unpack_at<spec::Instruction>(core, Region::Program, note.pc + i), trigger,
            bank));
    return lines;
}

js::value variable_json(const image::Variable& v) {
    return {{"name", v.name}, {"unit", v.unit}, {"scale", v.scale}, {"offset", v.offset}};
}

js::array variables_json(const std::vector<image::Variable>& variables) {
    js::array list;
    for (const image::Variable& v : variables) list.push_back(variable_json(v));
    return list;
}

js::value to_json(const image::Image& image, const spec::Configuration& configuration) {
    js::array populations, projections, modulators, programs, quantisation, cores;
    for (const image::Population& p : image.populations)
        populations.push_back(
            {{"name", p.name},
             {"kind", p.kind == image::PopulationKind::Input ? "input" : "neuron"},
             {"model", p.model},
             {"size", p.size},
             {"first_id", p.first_id},
             {"recorded", p.recorded},
             {"states", variables_json(p.states)}});
    for (const image::Projection& p : image.projections)
        projections.push_back({{"name", p.name},
                               {"pre", image.populations[p.pre].name},
                               {"post", image.populations[p.post].name},
                               {"rule", p.rule},
                               {"synapses", p.synapses.size()},
                               {"weight", variable_json(p.weight)},
                               {"tag", variable_json(p.tag)},
                               {"words", variables_json(p.words)},
                               {"traces", variables_json(p.traces)}});
    for (const image::Modulator& m : image.modulators)
        modulators.push_back({{"name", m.name},
                              {"channel", m.channel},
                              {"scale", m.scale},
                              {"range", m.range},
                              {"unit", m.unit}});
    for (const image::ProgramNote& p : image.programs) {
        js::array lines;
        for (const std::string& line : instructions(image, p)) lines.push_back(js::value(line));
        programs.push_back(
            {{"name", p.name},
             {"core", p.core},
             {"trigger", std::string(spec::to_string(static_cast<spec::Trigger>(p.trigger)))},
             {"pc", p.pc},
             {"instructions", lines}});
    }
    for (const image::QuantisationNote& q : image.quantisation)
        quantisation.push_back({{"projection", q.projection},
                                {"scale", q.scale},
                                {"synapses", q.synapses},
                                {"clipped", q.clipped},
                                {"rounded_to_zero", q.rounded_to_zero},
                                {"rms_error", q.rms_error},
                                {"largest_error", q.largest_error}});
    for (const image::Core& core : image.cores) {
        js::object memories;
        auto map = memory_map(core, configuration);
        map.push_back(row_fill(core, configuration));
        for (const Fill& f : map) memories[f.region] = {{"used", f.used}, {"size", f.size}};
        cores.push_back(memories);
    }
    return {{"network", image.network},           {"configuration", image.configuration},
            {"step_seconds", image.step_seconds}, {"mesh", {image.mesh_x, image.mesh_y}},
            {"populations", populations},         {"projections", projections},
            {"modulators", modulators},           {"programs", programs},
            {"quantisation", quantisation},       {"memories", cores}};
}

// "v 0.001 mV": the value of one unit of the word.
std::string formats(const std::vector<image::Variable>& variables) {
    std::ostringstream out;
    for (const image::Variable& v : variables) {
        out << (&v == variables.data() ? "" : ", ") << v.name << " in " << v.scale << ' ' << v.unit;
        if (v.offset != 0) out << " from " << v.offset * v.scale;
    }
    return out.str();
}

void print_map(const image::Image& image, const spec::Configuration& configuration) {
    for (std::size_t i = 0; i < image.cores.size(); ++i) {
        std::cout << "\nmemories of core " << i << " (words in use)\n";
        auto map = memory_map(image.cores[i], configuration);
        map.push_back(row_fill(image.cores[i], configuration));
        for (const Fill& f : map) {
            const double share =
                f.size == 0 ? 0 : 100.0 * static_cast<double>(f.used) / static_cast<double>(f.size);
            std::cout << "  " << std::left << std::setw(14) << f.region << std::right
                      << std::setw(8) << f.used << " of " << std::setw(7) << f.size << std::fixed
                      << std::setprecision(1) << std::setw(7) << share << " %\n"
                      << std::defaultfloat << std::setprecision(6);
        }
    }
}

void print(const image::Image& image, const spec::Configuration& configuration) {
    std::cout << image.network << ", configuration " << image.configuration << ", " << image.mesh_x
              << " x " << image.mesh_y << " cores, steps of " << image.step_seconds
              << " s\n\npopulations\n";
    for (const image::Population& p : image.populations) {
        std::cout << "  " << p.name << ": " << p.size << ' '
                  << (p.kind == image::PopulationKind::Input ? "inputs" : p.model) << ", ids from "
                  << p.first_id << (p.recorded ? ", recorded" : "") << '\n';
        if (!p.states.empty()) std::cout << "    " << formats(p.states) << '\n';
    }
    std::cout << "\nprojections\n";
    for (const image::Projection& p : image.projections) {
        std::cout << "  " << p.name << ": " << image.populations[p.pre].name << " -> "
                  << image.populations[p.post].name << ", " << p.synapses.size() << " synapses, "
                  << (p.rule.empty() ? "static" : p.rule) << "\n    " << formats({p.weight});
        if (image::uses_tag(image, p)) std::cout << ", " << formats({p.tag});
        if (!p.words.empty()) std::cout << ", " << formats(p.words);
        if (!p.traces.empty()) std::cout << ", " << formats(p.traces);
        std::cout << '\n';
    }
    if (!image.modulators.empty()) std::cout << "\nmodulators\n";
    for (const image::Modulator& m : image.modulators)
        std::cout << "  " << m.name << ": channel " << m.channel << ", in " << m.scale << ' '
                  << m.unit << ", to " << m.range << '\n';
    if (!image.quantisation.empty()) std::cout << "\nquantisation of weights\n";
    for (const image::QuantisationNote& q : image.quantisation)
        std::cout << "  " << q.projection << ": in " << q.scale << ", " << q.synapses
                  << " synapses, " << q.clipped << " clipped, " << q.rounded_to_zero
                  << " rounded to zero, error " << q.rms_error << " rms, " << q.largest_error
                  << " at most\n";
    print_map(image, configuration);
    std::cout << "\nprograms\n";
    for (const image::ProgramNote& p : image.programs) {
        std::cout << "  " << p.name << " ("
                  << spec::to_string(static_cast<spec::Trigger>(p.trigger)) << ", " << p.length
                  << " instructions)\n";
        std::uint32_t pc = p.pc;
        for (const std::string& line : instructions(image, p))
            std::cout << std::setw(7) << pc++ << "  " << line << '\n';
    }
}

}  // namespace

int inspect_command(Arguments arguments) {
    Options options("inspect", "IMAGE",
                    "Shows populations, projections, formats, quantisation, memories and programs "
                    "of an image.");
    if (!options.parse(arguments)) return Success;
    const image::Image image = image::read_image(options.positional());
    const spec::Configuration& configuration = *spec::find_configuration(image.configuration);
    if (options.get<bool>("json"))
        print_json(to_json(image, configuration));
    else
        print(image, configuration);
    return Success;
}

}  // namespace bouton::apps
