// SPDX-License-Identifier: Apache-2.0
// `bouton compile`: an image from a network.
#include <functional>
#include <iostream>

#include "runtime/apps/files.hpp"
#include "runtime/apps/network_options.hpp"
#include "runtime/apps/progress.hpp"
#include "spec/image/container.hpp"
#include "spec/image/validate.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

int compile_command(Arguments arguments) {
    Options options("compile", "NET",
                    "Makes an image from a network text (docs/network-format.md).");
    options.add()("output,o", po::value<std::string>(),
                  "the image to write (default: none, only check)");
    add_network_options(options);
    options.add()("report", po::bool_switch(),
                  "print what was chosen: formats, quantisation, resources");
    if (!options.parse(arguments)) return Success;
    refuse_clashes(network_inputs(options), {{"--output", options.file("output")}});
    NetworkFile file = network_file(options);
    compiler::CompileResult result;
    {
        Stages stages("compile", options.get<bool>("progress"));
        file.how.progress = std::ref(stages);
        result = compiler::compile_text(file.text, file.path, file.how);
    }
    print_diagnostics(result.diagnostics);
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
