// SPDX-License-Identifier: Apache-2.0
// `bouton explain`: what a rule, a model or a modulator became, and why.
#include <iostream>

#include "compiler/explain/explain.hpp"
#include "runtime/apps/network_options.hpp"
#include "spec/image/file.hpp"

namespace bouton::apps {

namespace po = boost::program_options;

int explain_command(Arguments arguments) {
    Options options(
        "explain", "",
        "bouton explain NAME [--network NET]: a rule, dynamics or model, of a network or the "
        "library, or a modulator of a network;\nbouton explain --all: what every rule of the "
        "library costs.");
    options.add()("rule", po::value<std::string>(),
                  "the name of a rule, dynamics, model or modulator");
    options.add()("network", po::value<std::string>(),
                  "the network that has it (default: the library)");
    options.add()("all", po::bool_switch(), "the table of costs");
    // NAME, or NAME NET (in either order), without options before them.
    std::vector<std::string> words(arguments.begin(), arguments.end());
    if (words.size() > 1 && words[0].ends_with(".net") && !words[1].starts_with("-"))
        std::swap(words[0], words[1]);
    constexpr const char* places[] = {"--rule", "--network"};
    for (std::size_t i = 0, at = 0; i < 2 && at < words.size() && !words[at].starts_with("-");
         ++i) {
        words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), places[i]);
        at += 2;
    }
    if (!options.parse(words)) return Success;
    const bool all = options.get<bool>("all");
    if (all == options.has("rule")) throw UsageError("give a NAME, or --all");
    if (all && options.has("network"))
        throw UsageError("--all is the library's table: it takes no network");
    compiler::Explanation explanation;
    if (all) {
        explanation = compiler::explain_rules();
    } else if (options.has("network")) {
        const auto& path = options.get<std::string>("network");
        compiler::CompileOptions how;
        const std::size_t slash = path.rfind('/');
        how.directory = slash == std::string::npos ? "." : path.substr(0, slash == 0 ? 1 : slash);
        explanation = compiler::explain_network(image::read_text(path), path, how,
                                                options.get<std::string>("rule"));
    } else {
        explanation = compiler::explain_library(options.get<std::string>("rule"));
    }
    print_diagnostics(explanation.diagnostics);
    if (!explanation.ok()) return Failed;
    if (options.get<bool>("json"))
        std::cout << compiler::to_json(explanation) << '\n';
    else
        std::cout << (all ? compiler::cost_table(explanation) : compiler::to_text(explanation));
    return Success;
}

}  // namespace bouton::apps
