// SPDX-License-Identifier: Apache-2.0
#include "compiler/compile.hpp"

#include <algorithm>

#include "compiler/emit/emit.hpp"
#include "compiler/emit/make_report.hpp"
#include "compiler/ir/known_names.hpp"
#include "compiler/map/hgr.hpp"
#include "compiler/parse/parser.hpp"
#include "compiler/passes/passes.hpp"
#include "spec/image/error.hpp"
#include "spec/image/file.hpp"
#include "spec/image/validate.hpp"

namespace bouton::compiler {
namespace {

// No chip holds more; and more than 2^28 are not drawn, whatever the chip.
std::uint64_t most_synapses(const spec::Configuration& configuration,
                            const CompileOptions& options) {
    constexpr std::uint64_t side = spec::limits::MeshSide, drawn = std::uint64_t{1} << 28;
    const std::uint64_t cores = options.mapping ? options.mapping->cores()
                                : options.map.mesh
                                    ? std::uint64_t{options.map.mesh->x} * options.map.mesh->y
                                    : side * side;
    return std::min(drawn, cores * configuration.words * configuration.lanes);
}

void begin(const CompileOptions& options, std::string_view what) {
    if (options.progress) options.progress(what);
}

// What no mesh holds is refused before a synapse is drawn.
void check_neurons(const Source& source, const spec::Configuration& configuration,
                   Diagnostics& diagnostics) {
    constexpr std::uint64_t side = spec::limits::MeshSide;
    const std::uint64_t most = side * side * configuration.neurons;
    std::uint64_t neurons = 0;
    for (const PopulationSource& one : source.populations) {
        if (one.input) continue;
        neurons += one.size;
        if (neurons <= most) continue;
        diagnostics.error(one.size_at, "too many neurons: the largest mesh, " +
                                           std::to_string(side) + "x" + std::to_string(side) +
                                           " '" + std::string(configuration.name) +
                                           "' cores, has " + std::to_string(most));
        return;
    }
}

// A mapping from outside names cores of its mesh, for every neuron of the network, each at a place
// of its own.
bool fits(const Network& network, const Mapping& mapping) {
    const std::size_t count = network.populations.size();
    if (mapping.core.size() != count || (!mapping.slot.empty() && mapping.slot.size() != count))
        return false;
    for (std::size_t p = 0; p < count; ++p) {
        const std::uint32_t size = network.populations[p].input ? 0 : network.populations[p].size;
        if (mapping.core[p].size() != size) return false;
        std::vector<std::vector<bool>> taken(mapping.cores());
        for (const std::uint32_t core : mapping.core[p]) {
            if (core >= mapping.cores()) return false;
            taken[core].push_back(false);
        }
        if (mapping.slot.empty()) continue;
        if (mapping.slot[p].size() != size) return false;
        for (std::uint32_t i = 0; i < size; ++i) {
            auto& slots = taken[mapping.core[p][i]];
            if (mapping.slot[p][i] >= slots.size() || slots[mapping.slot[p][i]]) return false;
            slots[mapping.slot[p][i]] = true;
        }
    }
    return true;
}

Mapping given(const Network& network, const Mapping& mapping, Diagnostics& diagnostics) {
    constexpr std::uint32_t side = spec::limits::MeshSide;
    if (mapping.mesh_x == 0 || mapping.mesh_y == 0 || mapping.mesh_x > side ||
        mapping.mesh_y > side || !fits(network, mapping))
        diagnostics.error({}, "the mapping is not one of this network on a mesh");
    return mapping;
}

void apply(const WeightFormat& format, Source& source, Diagnostics& diagnostics) {
    if (format.bits && (*format.bits < 1 || *format.bits > 16)) {
        diagnostics.error({}, "weights have 1 to 16 bits, not " + std::to_string(*format.bits));
        return;
    }
    for (ProjectionSource& projection : source.projections) {
        if (projection.rule.empty()) continue;
        if (format.bits) projection.bits = format.bits;
        if (format.rounding) projection.rounding = format.rounding;
    }
}

struct Planned {
    Network network;
    Plan plan;
};

// All that depends on no mapping.
std::optional<Planned> plan(std::string_view text, const CompileOptions& options,
                            Diagnostics& diagnostics) {
    const spec::Configuration* configuration = spec::find_configuration(options.configuration);
    if (configuration == nullptr) {
        diagnostics.error({},
                          "no configuration '" + options.configuration + "'" +
                              known_names(options.configuration, names_of(spec::configurations)));
        return std::nullopt;
    }
    Source source = parse(text, options.definitions, diagnostics);
    if (options.seed) source.seed = *options.seed;
    apply(options.weights, source, diagnostics);
    // A lost statement would make its name unknown everywhere: names are resolved in good files
    // only.
    add_library_models(source, diagnostics);
    add_library_dynamics(source, diagnostics);
    find_waveforms(source, diagnostics);
    check_neurons(source, *configuration, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    merge_stimuli(source, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    begin(options, "drawing synapses");
    Planned result{.network = elaborate(std::move(source), options.directory,
                                        most_synapses(*configuration, options), diagnostics),
                   .plan = {}};
    if (diagnostics.failed()) return std::nullopt;
    begin(options, "making programs");
    add_relays(result.network, longest_delay(result.network));
    result.plan = lower(result.network, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    quantise(result.network, result.plan, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    check_sums(result.network, result.plan, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    return result;
}

std::optional<image::Image> run(std::string_view text, const CompileOptions& options,
                                Diagnostics& diagnostics, CompileResult& result) {
    const std::optional<Planned> planned = plan(text, options, diagnostics);
    if (!planned) return std::nullopt;
    const auto& [network, plan] = *planned;
    const spec::Configuration& configuration = *spec::find_configuration(options.configuration);
    begin(options, "looking for cores");
    const Mapping mapping =
        options.mapping ? given(network, *options.mapping, diagnostics)
                        : map(network, plan, configuration, options.map, diagnostics, result.map);
    if (diagnostics.failed()) return std::nullopt;
    begin(options, "filling memories");
    Layout layout = allocate(network, plan, mapping, configuration, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    const std::vector<Encoded> encoded = encode(layout, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    image::Image image = emit(network, plan, mapping, std::move(layout), encoded, configuration);
    result.report = make_report(network, plan, configuration, image);
    begin(options, "checking the image");
    rebuild(network, plan, image, diagnostics);
    for (const image::Problem& problem : image::validate(image))
        diagnostics.error(
            {}, problem.place + ": found " + problem.found + ", expected " + problem.expected);
    if (diagnostics.failed()) return std::nullopt;
    return image;
}

}  // namespace

CompileResult compile_text(std::string_view text, const std::string& name,
                           const CompileOptions& options) {
    CompileResult result;
    Diagnostics diagnostics{.file = name, .list = {}};
    result.image = run(text, options, diagnostics, result);
    result.diagnostics = std::move(diagnostics.list);
    return result;
}

MapResult map_text(std::string_view text, const std::string& name, const CompileOptions& options,
                   bool with_hypergraph) {
    MapResult result;
    Diagnostics diagnostics{.file = name, .list = {}};
    if (const std::optional<Planned> planned = plan(text, options, diagnostics)) {
        const auto& [network, plan] = *planned;
        if (with_hypergraph)
            result.hypergraph =
                to_hgr(hypergraph(network, plan, complete(network, options.map).rates));
        begin(options, "looking for cores");
        Mapping mapping = map(network, plan, *spec::find_configuration(options.configuration),
                              options.map, diagnostics, result.report);
        if (!diagnostics.failed()) result.mapping = std::move(mapping);
    }
    result.diagnostics = std::move(diagnostics.list);
    return result;
}

CompileResult compile_file(const std::string& path, CompileOptions options) {
    std::string text;
    try {
        text = image::read_text(path);
    } catch (const image::ImageError& error) {
        CompileResult result;
        result.diagnostics.push_back(
            {.file = path,
             .at = {},
             .severity = Severity::Error,
             .text = error.place + ": found " + error.found + ", expected " + error.expected});
        return result;
    }
    if (options.directory.empty()) {
        const std::size_t slash = path.rfind('/');
        options.directory =
            slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
    }
    return compile_text(text, path, options);
}

}  // namespace bouton::compiler
