// SPDX-License-Identifier: Apache-2.0
// `bouton compile`: an image from a network.
#include "compiler/compile.hpp"

#include <charconv>
#include <cmath>
#include <iostream>

#include "runtime/apps/command.hpp"
#include "spec/image/container.hpp"
#include "spec/image/validate.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

namespace {

// NAME=VALUE
void define(compiler::CompileOptions& options, const std::string& text) {
    const std::size_t equals = text.find('=');
    double value = 0;
    const char* end = text.data() + text.size();
    const bool parsed = equals != std::string::npos && equals > 0 &&
                        std::from_chars(text.data() + equals + 1, end, value).ptr == end &&
                        equals + 1 < text.size() && std::isfinite(value);
    if (!parsed) throw UsageError("--let " + text + ": expected NAME=VALUE");
    options.definitions[text.substr(0, equals)] = value;
}

boost::json::array diagnostics_json(const std::vector<compiler::Diagnostic>& diagnostics) {
    boost::json::array list;
    for (const compiler::Diagnostic& d : diagnostics)
        list.push_back({{"file", d.file},
                        {"line", d.at.line},
                        {"column", d.at.column},
                        {"severity", d.severity == compiler::Severity::Error ? "error" : "warning"},
                        {"text", d.text}});
    return list;
}

}  // namespace

int compile_command(Arguments arguments) {
    Options options("compile", "NET",
                    "Makes an image from a network text (docs/network-format.md).");
    options.add()("output,o", po::value<std::string>(),
                  "the image to write (default: none, only check)");
    options.add()("configuration", po::value<std::string>()->default_value("default"),
                  "the chip: tiny, default, large or fpga");
    options.add()("seed", po::value<std::uint64_t>(), "instead of the file's");
    options.add()("let", po::value<std::vector<std::string>>(),
                  "NAME=VALUE, instead of the file's `let`");
    options.add()("report", po::bool_switch(),
                  "print what was chosen: formats, quantisation, resources");
    if (!options.parse(arguments)) return Success;
    compiler::CompileOptions how;
    how.configuration = options.get<std::string>("configuration");
    if (options.has("seed")) how.seed = options.get<std::uint64_t>("seed");
    if (options.has("let"))
        for (const std::string& text : options.get<std::vector<std::string>>("let"))
            define(how, text);

    const compiler::CompileResult result = compiler::compile_file(options.positional(), how);
    for (const compiler::Diagnostic& d : result.diagnostics)
        std::cerr << compiler::to_string(d) << '\n';
    if (result.ok()) image::require_valid(*result.image);
    if (result.ok() && options.has("output"))
        image::write_image(options.get<std::string>("output"), *result.image);
    if (options.get<bool>("json")) {
        boost::json::object out{{"ok", result.ok()},
                                {"diagnostics", diagnostics_json(result.diagnostics)}};
        if (result.ok()) out["report"] = boost::json::parse(compiler::to_json(result.report));
        print_json(out);
    } else if (result.ok()) {
        if (options.get<bool>("report")) std::cout << compiler::to_text(result.report);
        if (options.has("output"))
            std::cout << result.image->network << ": " << options.get<std::string>("output")
                      << '\n';
    }
    return result.ok() ? Success : Failed;
}

}  // namespace bouton::apps
