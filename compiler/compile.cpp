// SPDX-License-Identifier: Apache-2.0
#include "compiler/compile.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/emit/emit.hpp"
#include "compiler/emit/make_report.hpp"
#include "compiler/parse/parser.hpp"
#include "compiler/passes/passes.hpp"
#include "spec/image/validate.hpp"

namespace bouton::compiler {
namespace {

std::optional<image::Image> run(std::string_view text, const CompileOptions& options,
                                Diagnostics& diagnostics, Report& report) {
    const spec::Configuration* configuration = spec::find_configuration(options.configuration);
    if (configuration == nullptr) {
        diagnostics.error({}, "no configuration '" + options.configuration + "'");
        return std::nullopt;
    }
    Source source = parse(text, options.definitions, diagnostics);
    if (options.seed) source.seed = *options.seed;
    // A lost statement would make its name unknown everywhere: names are resolved in good files
    // only.
    if (diagnostics.failed()) return std::nullopt;
    const Network network =
        elaborate(std::move(source), options.directory, *configuration, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    Plan plan = lower(network, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    quantise(network, plan, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    check_sums(network, plan, diagnostics);
    const Layout layout = allocate(network, plan, *configuration, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    const Encoded encoded = encode(layout.descriptors, diagnostics);
    if (diagnostics.failed()) return std::nullopt;
    image::Image image = emit(network, plan, layout, encoded, *configuration);
    report = make_report(network, plan, layout, encoded, *configuration, image);
    rebuild(network, plan, image, diagnostics);
    for (const image::Problem& problem : image::validate(image))
        diagnostics.error(
            {}, problem.place + ": found " + problem.found + ", expected " + problem.expected);
    if (diagnostics.failed()) return std::nullopt;
    return image;
}

}  // namespace

std::string to_string(const Diagnostic& diagnostic) {
    std::string text = diagnostic.file;
    if (diagnostic.at.line > 0)
        text +=
            ":" + std::to_string(diagnostic.at.line) + ":" + std::to_string(diagnostic.at.column);
    return text + (diagnostic.severity == Severity::Error ? ": error: " : ": warning: ") +
           diagnostic.text;
}

CompileResult compile_text(std::string_view text, const std::string& name,
                           const CompileOptions& options) {
    CompileResult result;
    Diagnostics diagnostics{.file = name, .list = {}};
    result.image = run(text, options, diagnostics, result.report);
    result.diagnostics = std::move(diagnostics.list);
    return result;
}

CompileResult compile_file(const std::string& path, CompileOptions options) {
    // A directory opens like a file, and reads as an empty one.
    std::error_code ignored;
    const bool folder = std::filesystem::is_directory(path, ignored);
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (file && !folder) text << file.rdbuf();
    if (!file || folder) {
        CompileResult result;
        result.diagnostics.push_back(
            {.file = path, .at = {}, .severity = Severity::Error, .text = "cannot be read"});
        return result;
    }
    if (options.directory.empty()) {
        const std::size_t slash = path.rfind('/');
        options.directory =
            slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
    }
    return compile_text(text.str(), path, options);
}

}  // namespace bouton::compiler
