// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/map.hpp"

#include <algorithm>
#include <map>

#include "compiler/map/hgr.hpp"
#include "compiler/map/make_map_report.hpp"
#include "compiler/map/remedy.hpp"
#include "spec/image/short_text.hpp"

namespace bouton::compiler {
namespace {

class Mapper {
  public:
    Mapper(const Network& network, const Plan& plan, const spec::Configuration& configuration,
           const MapOptions& options, Diagnostics& diagnostics, MapReport& report)
        : network_(network),
          plan_(plan),
          configuration_(configuration),
          options_(complete(network, options)),
          diagnostics_(diagnostics),
          report_(report),
          capacity_(capacity(configuration, options.neurons)),
          limit_(options.mesh ? *options.mesh
                              : Place{spec::limits::MeshSide, spec::limits::MeshSide}) {}

    Mapping run() {
        report_.network = network_.source.name;
        report_.configuration = configuration_.name;
        report_.seed = options_.seed;
        report_.capacity = capacity_;
        check_options();
        if (diagnostics_.failed()) return {};
        Hypergraph graph = hypergraph(network_, plan_, options_.rates);
        if (options_.mesh) mesh_ = *options_.mesh;
        set_fixed_fanout(network_, mesh_.x * mesh_.y, graph);
        ProgramRoom programs(plan_, graph.kinds);
        clock_.done("hypergraph");
        pin(graph, programs);
        if (!diagnostics_.failed()) check_feasible(graph, programs);
        clock_.done("feasibility");
        if (diagnostics_.failed()) return {};
        const std::optional<Found> found = search_mesh(
            network_, graph, mesh_, [&] { return partition(graph, programs); },
            [&](std::uint32_t parts) { return mesh_for(parts); });
        if (!found) {
            if (!diagnostics_.failed()) no_partition(graph);
            return {};
        }
        return finish(graph, programs, *found);
    }

  private:
    void error(std::uint32_t population, const std::string& text) {
        const bool known = population < network_.populations.size();
        diagnostics_.error(
            known ? network_.source_of(network_.populations[population]).size_at : Position{},
            text);
    }

    void error(const Rates& rates, std::uint32_t population, const std::string& text) {
        error(population, "rates of '" + rates.population + "': " + text);
        if (rates.file.empty()) return;
        diagnostics_.list.back().file = rates.file;
        diagnostics_.list.back().at = {rates.line, 1};
    }

    void error(const Pin& pin, std::uint32_t population, const std::string& text) {
        if (pin.at)
            diagnostics_.error(*pin.at, text);
        else
            error(population, text);
    }

    std::uint32_t find(const std::string& name) const {
        for (std::uint32_t p = 0; p < network_.populations.size(); ++p)
            if (network_.populations[p].name == name) return p;
        return nothing;
    }

    void check_options() {
        if (limit_.x == 0 || limit_.y == 0 || limit_.x > spec::limits::MeshSide ||
            limit_.y > spec::limits::MeshSide)
            error(nothing, "a mesh has 1 to " + std::to_string(spec::limits::MeshSide) +
                               " cores along a side");
        for (const Rates& rates : options_.rates) {
            const std::uint32_t p = find(rates.population);
            if (p == nothing) {
                error(rates, p, "there is no such population");
                continue;
            }
            const std::size_t size = network_.populations[p].size;
            if (rates.values.size() != 1 && rates.values.size() != size)
                error(rates, p,
                      "expected 1 or " + std::to_string(size) + ", found " +
                          std::to_string(rates.values.size()));
            for (const double rate : rates.values)
                if (!(rate >= 0) || rate > 1e9) {
                    error(rates, p, "expected 0 to 1e9, found " + image::short_text(rate));
                    break;
                }
        }
        for (const Pin& one : options_.pins) check_pin(one);
    }

    void check_pin(const Pin& one) {
        const std::uint32_t p = find(one.population);
        if (p == nothing || network_.populations[p].input)
            error(one, p,
                  "'" + one.population + "' cannot be put on a core: " +
                      (p == nothing ? "there is no such population" : "it is an input"));
        if (one.places.empty()) error(one, p, "'" + one.population + "' is put on no core");
        for (const Place& place : one.places)
            if (place.x >= limit_.x || place.y >= limit_.y)
                error(one, p,
                      "'" + one.population + "' is put on core (" + std::to_string(place.x) + ", " +
                          std::to_string(place.y) + "), which a mesh of " +
                          std::to_string(limit_.x) + "x" + std::to_string(limit_.y) +
                          " does not have");
    }

    std::string mesh_text() const {
        return "a mesh of " + std::to_string(limit_.x) + "x" + std::to_string(limit_.y) + " '" +
               std::string(configuration_.name) + "' cores";
    }

    // Pins stay where they are.
    Place mesh_for(std::uint32_t parts) const {
        if (options_.mesh) return *options_.mesh;
        Place mesh = near_square(parts);
        for (const Place& place : places_)
            mesh = {std::max(mesh.x, place.x + 1), std::max(mesh.y, place.y + 1)};
        return mesh;
    }

    std::string remedies(Hypergraph& graph) const {
        const std::string text =
            remedy(network_, plan_, graph, configuration_, options_, search_.pinned);
        return text.empty() ? "" : "; it would fit (checked) with " + text;
    }

    void check_feasible(Hypergraph& graph, const ProgramRoom& programs) {
        const Feasibility feasible = feasibility(graph, programs, capacity_);
        for (const Bound& one : feasible.bounds)
            report_.bounds.push_back({.resource = std::string(to_string(one.resource)),
                                      .population = one.population == nothing
                                                        ? ""
                                                        : network_.populations[one.population].name,
                                      .needed = one.needed,
                                      .available = one.available,
                                      .cores = one.cores});
        std::map<std::uint32_t, bool> named;
        for (const Oversize& one : feasible.oversize) {
            if (std::exchange(named[one.population], true)) continue;
            error(one.population,
                  "'" + network_.populations[one.population].name + "' element " +
                      std::to_string(one.element) + " needs too many " +
                      std::string(to_string(one.resource)) + ": needed " +
                      std::to_string(one.needed) + ", available " + std::to_string(one.available) +
                      " a core, and a neuron is never split over cores" + remedies(graph));
        }
        if (!feasible.oversize.empty() || feasible.cores() <= limit_.x * limit_.y) return;
        const Bound& bound = feasible.binding();
        error(bound.population,
              "the network does not fit on " + mesh_text() + ": too many " +
                  std::string(to_string(bound.resource)) + ": needed " +
                  std::to_string(bound.needed) + " (at least " + std::to_string(bound.cores) +
                  " cores), available " + std::to_string(bound.available) + " a core" +
                  (bound.population == nothing
                       ? ""
                       : "; '" + network_.populations[bound.population].name + "' asks for most") +
                  remedies(graph));
    }

    // Pinned cores are the first parts, each with its place.
    void pin(const Hypergraph& graph, ProgramRoom& programs) {
        if (options_.pins.empty() || diagnostics_.failed()) return;
        Parts pinned(graph.vertices(), nothing);
        std::vector<std::uint32_t> population;  // by part: the last pinned there
        for (const Pin& one : options_.pins) {
            const std::uint32_t p = find(one.population);
            const std::uint64_t size = network_.populations[p].size;
            for (std::uint64_t i = 0; i < size; ++i) {
                const Place place = one.places[i * one.places.size() / size];
                const auto at = std::find(places_.begin(), places_.end(), place);
                const auto part = static_cast<std::uint32_t>(at - places_.begin());
                if (at == places_.end()) places_.push_back(place);
                pinned[graph.first_vertex[p] + i] = part;
            }
        }
        Partition partition(graph, capacity_, programs, static_cast<std::uint32_t>(places_.size()));
        for (std::uint32_t v = 0; v < pinned.size(); ++v) {
            if (pinned[v] == nothing) continue;
            if (!partition.fits(v, pinned[v])) {
                const Place place = places_[pinned[v]];
                const std::string& name = network_.populations[graph.population[v]].name;
                error(*std::find_if(options_.pins.begin(), options_.pins.end(),
                                    [&](const Pin& one) { return one.population == name; }),
                      graph.population[v],
                      "'" + name + "' does not fit on core (" + std::to_string(place.x) + ", " +
                          std::to_string(place.y) + ") with what else is put there: there is " +
                          "room up to element " + std::to_string(graph.element(v)));
                return;
            }
            partition.put(v, pinned[v]);
        }
        search_.pinned = std::move(pinned);
    }

    std::optional<Found> partition(const Hypergraph& graph, ProgramRoom& programs) {
        search_.seed = options_.seed;
        search_.parts = limit_.x * limit_.y;
        std::uint32_t fewest = 1;
        for (const BoundReport& bound : report_.bounds) fewest = std::max(fewest, bound.cores);
        switch (options_.strategy) {
            case Strategy::Random:
                return search_random(network_, graph, capacity_, programs, search_,
                                     options_.cores != 0 ? options_.cores : fewest, clock_);
            case Strategy::Given:
                return given(graph, programs);
            default:
                return search(network_, graph, capacity_, programs, search_, clock_);
        }
    }

    std::optional<Found> given(const Hypergraph& graph, ProgramRoom& programs) {
        Diagnostics problems{.file = options_.given_name, .list = {}};
        Found found{.parts = read_parts(options_.given, graph.vertices(), problems),
                    .lanes = {},
                    .strategy = "given",
                    .candidates = {}};
        for (Diagnostic& one : problems.list) diagnostics_.list.push_back(std::move(one));
        if (problems.failed()) return std::nullopt;
        for (const std::uint32_t part : found.parts) found.used = std::max(found.used, part + 1);
        const Partition partition =
            make_partition(graph, capacity_, programs, found.parts, found.used);
        found.lanes = assign_lanes(partition);
        found.packets = partition.count_packets();
        for (std::uint32_t part = 0; part < found.used; ++part)
            check_given(amounts(partition, programs, found.lanes, part), part);
        if (found.used > search_.parts)
            diagnostics_.list.push_back({.file = options_.given_name,
                                         .at = {},
                                         .severity = Severity::Error,
                                         .text = "the partition has " + std::to_string(found.used) +
                                                 " cores, " + mesh_text() + " " +
                                                 std::to_string(search_.parts)});
        clock_.done("given partition");
        return diagnostics_.failed() ? std::nullopt : std::optional(std::move(found));
    }

    void check_given(const Amounts& used, std::uint32_t part) {
        for (std::size_t i = 0; i < resource_count; ++i)
            if (used.of[i] > capacity_.most.of[i])
                diagnostics_.list.push_back(
                    {.file = options_.given_name,
                     .at = {},
                     .severity = Severity::Error,
                     .text = "core " + std::to_string(part) + ": too many " +
                             std::string(to_string(static_cast<Resource>(i))) + ": needed " +
                             std::to_string(used.of[i]) + ", available " +
                             std::to_string(capacity_.most.of[i])});
    }

    // The bounds did not exclude it, yet no partition was found.
    void no_partition(Hypergraph& graph) {
        const auto binding = std::max_element(
            report_.bounds.begin(), report_.bounds.end(),
            [](const BoundReport& a, const BoundReport& b) { return a.cores < b.cores; });
        error(find(binding->population),
              "no partition of the network was found on " + mesh_text() + ": it needs at least " +
                  std::to_string(binding->cores) + " cores for its " + binding->resource +
                  ", of which '" + binding->population + "' asks for most" + remedies(graph));
    }

    Mapping finish(const Hypergraph& graph, ProgramRoom& programs, const Found& found) {
        const Partition partition =
            make_partition(graph, capacity_, programs, found.parts, found.used);
        std::vector<std::optional<Place>> pinned(places_.begin(), places_.end());
        pinned.resize(found.used);
        const Flows traffic = flows(partition);
        Random random(options_.seed + 1);
        const std::vector<Place> places = place(
            traffic, mesh_, pinned, options_.strategy == Strategy::Random ? &random : nullptr);
        clock_.done("place");
        Mapping mapping{.mesh_x = mesh_.x, .mesh_y = mesh_.y, .core = {}, .slot = {}};
        for (std::uint32_t p = 0; p < network_.populations.size(); ++p) {
            auto& cores = mapping.core.emplace_back();
            std::vector<std::uint32_t> slots;
            const std::uint32_t first = graph.first_vertex[p];
            for (std::uint32_t i = 0; first != nothing && i < network_.populations[p].size; ++i) {
                const Place at = places[found.parts[first + i]];
                cores.push_back(at.y * mesh_.x + at.x);
                slots.push_back(found.lanes.slot[first + i]);
            }
            if (!found.lanes.by_element) mapping.slot.push_back(std::move(slots));
        }
        make_map_report(network_, partition, programs, found, traffic, places, mesh_, report_);
        clock_.done("report");
        report_.stages = clock_.stages;
        return mapping;
    }

    const Network& network_;
    const Plan& plan_;
    const spec::Configuration& configuration_;
    const MapOptions options_;
    Diagnostics& diagnostics_;
    MapReport& report_;
    const Capacity capacity_;
    const Place limit_;
    StageClock clock_;
    SearchOptions search_;
    std::vector<Place> places_;  // of the first parts
    Place mesh_{1, 1};
};

}  // namespace

MapOptions complete(const Network& network, MapOptions options) {
    const auto named = [](const auto& list, const std::string& population) {
        return std::any_of(list.begin(), list.end(),
                           [&](const auto& one) { return one.population == population; });
    };
    for (const PopulationSource& source : network.source.populations) {
        if (!source.rate || named(options.rates, source.name)) continue;
        Rates rates;
        rates.population = source.name;
        rates.values = {*source.rate};
        options.rates.push_back(std::move(rates));
    }
    for (const PinSource& source : network.source.pins) {
        if (options.strategy == Strategy::Given || named(options.pins, source.population)) continue;
        Pin pin{.population = source.population, .places = {}, .at = source.at};
        for (const auto& [x, y] : source.places) pin.places.push_back({x, y});
        options.pins.push_back(std::move(pin));
    }
    return options;
}

Mapping map(const Network& network, const Plan& plan, const spec::Configuration& configuration,
            const MapOptions& options, Diagnostics& diagnostics, MapReport& report) {
    return Mapper(network, plan, configuration, options, diagnostics, report).run();
}

}  // namespace bouton::compiler
