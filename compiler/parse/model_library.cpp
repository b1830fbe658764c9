// SPDX-License-Identifier: Apache-2.0
// The models of compiler/library/models. What is wrong in one for a population is reported where
// the first population names it, with the place in the model's file.
#include <algorithm>
#include <set>
#include <stdexcept>

#include "compiler/library/library.hpp"
#include "compiler/parse/parser.hpp"
#include "compiler/parse/parts.hpp"

namespace bouton::compiler {
namespace {

ModelSource read(const LibraryFile& file, std::uint32_t origin) {
    Diagnostics own{.file = std::string(file.path), .list = {}};
    std::vector<Token> tokens = lex(file.text, own);
    for (Token& token : tokens) token.at.origin = origin;
    Cursor cursor(std::move(tokens), {});
    try {
        if (!cursor.accept_name("model")) cursor.fail("'model'");
        const Token name = cursor.expect_name("a model's name");
        ModelSource model = parse_model_body(cursor, name.text, name.at);
        if (!cursor.at_end()) cursor.fail("the end of the file");
        if (model.name != file.name) throw SourceError(name.at, "a file is named after its model");
        return model;
    } catch (const SourceError& error) {
        own.error({error.at.line, error.at.column}, error.what());
        throw std::logic_error(to_string(own.list.front()));  // the library is tested
    }
}

}  // namespace

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
            std::string names;
            for (const LibraryFile& one : files) names += ", " + std::string(one.name);
            diagnostics.error(population.model_at, "unknown model '" + population.model +
                                                       "'; there are " + names.substr(2));
            continue;
        }
        known.insert(population.model);
        diagnostics.origins.push_back({.name = "model " + population.model,
                                       .file = std::string(file->path),
                                       .at = population.model_at,
                                       .arguments = {}});
        source.models.push_back(
            read(*file, static_cast<std::uint32_t>(diagnostics.origins.size())));
    }
}

}  // namespace bouton::compiler
