// SPDX-License-Identifier: Apache-2.0
// The dynamics of compiler/library/dynamics. What is wrong in one for a projection is reported
// where the first projection names it, with the place in its file.
#include <algorithm>
#include <set>

#include "compiler/ir/known_names.hpp"
#include "compiler/parse/library_file.hpp"
#include "compiler/parse/parser.hpp"

namespace bouton::compiler {
void add_library_dynamics(Source& source, Diagnostics& diagnostics) {
    std::set<std::string> known;
    for (const ModelSource& one : source.dynamics) known.insert(one.name);
    for (const ProjectionSource& projection : source.projections) {
        if (!projection.gain || known.contains(projection.gain->dynamics)) continue;
        const auto& [name, at, arguments] = *projection.gain;
        const auto files = dynamics_files();
        const auto file = std::find_if(files.begin(), files.end(), [&](const LibraryFile& one) {
            return one.name == projection.gain->dynamics;
        });
        if (file == files.end()) {
            std::vector<std::string> names = names_of(files);
            names.emplace(names.begin(), "payload");
            for (const ModelSource& one : source.dynamics) names.push_back(one.name);
            diagnostics.error(at,
                              "unknown gain '" + name + "'" + known_names(name, std::move(names)));
            continue;
        }
        known.insert(name);
        diagnostics.origins.push_back({.name = "dynamics " + name,
                                       .file = std::string(file->path),
                                       .at = at,
                                       .arguments = {}});
        source.dynamics.push_back(
            read_library_file(*file, static_cast<std::uint32_t>(diagnostics.origins.size()),
                              "dynamics", parse_dynamics_body));
    }
}

}  // namespace bouton::compiler
