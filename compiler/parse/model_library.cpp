// SPDX-License-Identifier: Apache-2.0
// The models of compiler/library/models. What is wrong in one for a population is reported where
// the first population names it, with the place in the model's file.
#include <algorithm>
#include <set>

#include "compiler/ir/known_names.hpp"
#include "compiler/parse/library_file.hpp"
#include "compiler/parse/parser.hpp"

namespace bouton::compiler {
void add_library_models(Source& source, Diagnostics& diagnostics) {
    std::set<std::string> known;
    for (const ModelSource& model : source.models) known.insert(model.name);
    for (const PopulationSource& population : source.populations) {
        if (population.input || known.contains(population.model)) continue;
        const auto files = model_files();
        const auto file = std::find_if(files.begin(), files.end(), [&](const LibraryFile& one) {
            return one.name == population.model;
        });
        if (file == files.end()) {
            std::vector<std::string> names = names_of(files);
            for (const ModelSource& one : source.models) names.push_back(one.name);
            diagnostics.error(population.model_at,
                              "unknown model '" + population.model + "'" +
                                  known_names(population.model, std::move(names)));
            continue;
        }
        known.insert(population.model);
        diagnostics.origins.push_back({.name = "model " + population.model,
                                       .file = std::string(file->path),
                                       .at = population.model_at,
                                       .arguments = {}});
        source.models.push_back(
            read_library_file(*file, static_cast<std::uint32_t>(diagnostics.origins.size()),
                              "model", parse_model_body));
    }
}

}  // namespace bouton::compiler
