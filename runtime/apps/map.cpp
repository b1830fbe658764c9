// SPDX-License-Identifier: Apache-2.0
// `bouton map`: which core everything goes to, what that takes of each, and what travels.
#include <functional>
#include <iostream>

#include "runtime/apps/files.hpp"
#include "runtime/apps/network_options.hpp"
#include "runtime/apps/progress.hpp"
#include "spec/image/file.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

int map_command(Arguments arguments) {
    Options options("map", "NET", "Shows how a network is put onto cores; makes no image.");
    add_network_options(options);
    options.add()("html", po::value<std::string>(), "write a page that shows the chip");
    options.add()("export-hgr", po::value<std::string>(),
                  "write the network as a hypergraph in the hMETIS format, for other partitioners");
    if (!options.parse(arguments)) return Success;
    refuse_clashes(network_inputs(options), {{"--html", options.file("html")},
                                             {"--export-hgr", options.file("export-hgr")}});
    NetworkFile file = network_file(options);
    compiler::MapResult result;
    {
        Stages stages("map", options.get<bool>("progress"));
        file.how.progress = std::ref(stages);
        result = compiler::map_text(file.text, file.path, file.how, options.has("export-hgr"));
    }
    print_diagnostics(result.diagnostics);
    if (options.has("export-hgr") && !result.hypergraph.empty())
        image::write_file(options.get<std::string>("export-hgr"), result.hypergraph);
    if (result.ok() && options.has("html"))
        image::write_file(options.get<std::string>("html"), compiler::to_html(result.report));
    if (options.get<bool>("json")) {
        boost::json::object out{{"ok", result.ok()},
                                {"diagnostics", diagnostics_json(result.diagnostics)}};
        if (result.ok()) out["map"] = boost::json::parse(compiler::to_json(result.report));
        print_json(out);
    } else if (result.ok()) {
        std::cout << compiler::to_text(result.report);
    }
    return result.ok() ? Success : Failed;
}

}  // namespace bouton::apps
