// SPDX-License-Identifier: Apache-2.0
#include "compiler/map/remedy.hpp"

#include <algorithm>

namespace bouton::compiler {
namespace {

struct Trial {
    std::string configuration;
    std::uint32_t neurons = 0;
    std::optional<Place> mesh;  // absent: any
};

class Trials {
  public:
    // `refused`: the sides of the mesh that was too small. Pins stay on a larger one.
    Trials(const Network& network, const Plan& plan, Hypergraph& graph, const Parts& pinned,
           Place refused)
        : network_(network), plan_(plan), graph_(graph), pinned_(pinned), refused_(refused) {}

    // The mesh it fits on.
    std::optional<Place> run(const Trial& trial) const {
        const Capacity room =
            capacity(*spec::find_configuration(trial.configuration), trial.neurons);
        ProgramRoom programs(plan_, graph_.kinds);
        StageClock clock;
        Place mesh = trial.mesh.value_or(refused_);
        const std::uint32_t parts = trial.mesh ? mesh.x * mesh.y : most_parts;
        const auto search_parts = [&]() -> std::optional<Found> {
            const Feasibility feasible = feasibility(graph_, programs, room);
            if (!feasible.oversize.empty() || feasible.cores() > parts) return std::nullopt;
            return search(network_, graph_, room, programs,
                          {.parts = parts, .pinned = pinned_, .refine = false}, clock);
        };
        const auto mesh_for = [&](std::uint32_t used) {
            const Place wanted = near_square(used);
            return trial.mesh
                       ? mesh
                       : Place{std::max(wanted.x, refused_.x), std::max(wanted.y, refused_.y)};
        };
        const auto found = search_mesh(network_, graph_, mesh, search_parts, mesh_for);
        return found ? std::optional(mesh) : std::nullopt;
    }

  private:
    const Network& network_;
    const Plan& plan_;
    Hypergraph& graph_;
    const Parts& pinned_;
    const Place refused_;
};

std::string mesh_text(Place mesh) {
    return "a mesh of " + std::to_string(mesh.x) + "x" + std::to_string(mesh.y);
}

}  // namespace

std::string remedy(const Network& network, const Plan& plan, Hypergraph& graph,
                   const spec::Configuration& configuration, const MapOptions& options,
                   const Parts& pinned) {
    const Trials trials(network, plan, graph, pinned, options.mesh.value_or(Place{1, 1}));
    const std::string name(configuration.name);
    std::string text;
    const auto add = [&](const std::string& one) { text += (text.empty() ? "" : "; or ") + one; };
    if (options.mesh)
        if (const auto mesh = trials.run({name, options.neurons, std::nullopt}))
            add(mesh_text(*mesh));
    if (options.neurons != 0 && trials.run({name, 0, options.mesh}))
        add("up to " + std::to_string(configuration.neurons) + " neurons a core");
    if (name != "large") {
        if (trials.run({"large", options.neurons, options.mesh})) {
            add("'large' cores");
        } else if (text.empty()) {
            const auto mesh = trials.run({"large", options.neurons, std::nullopt});
            if (mesh) add("'large' cores, " + mesh_text(*mesh));
        }
    }
    return text;
}

}  // namespace bouton::compiler
