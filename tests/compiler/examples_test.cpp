// SPDX-License-Identifier: Apache-2.0
// Everything that is shown to users compiles: the networks of examples/, and the snippets of the
// manual.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

std::string read(const std::string& path) {
    std::ifstream file(path);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> snippets(const std::string& path) {
    std::istringstream text(read(path));
    std::vector<std::string> result;
    bool inside = false;
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) result.emplace_back();
        } else if (inside) {
            result.back() += line + "\n";
        }
    }
    return result;
}

}  // namespace

TEST_CASE("every example network compiles", "[compiler]") {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("examples")) {
        if (entry.path().extension() != ".net") continue;
        ++count;
        const auto result = compiler::compile_file(entry.path().string());
        for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
        CAPTURE(entry.path());
        CHECK(result.ok());
    }
    CHECK(count >= 7);
}

TEST_CASE("every snippet of the manual compiles", "[compiler]") {
    std::size_t count = 0;
    for (const char* path : {"docs/network-format.md", "docs/rules.md", "docs/models.md"}) {
        for (const std::string& snippet : snippets(path)) {
            std::string text = snippet;
            const std::size_t last = snippet.rfind("\nrule ");  // an instance of what is before it
            std::string name =
                snippet.substr(snippet.find(' ', last == std::string::npos ? 0 : last) + 1);
            name = name.substr(0, name.find(' '));
            if (snippet.starts_with("model"))
                text = "network n\n" + text + "input a 3 population b 3 " + name +
                       " projection a -> b all_to_all weight 0.5";
            if (snippet.starts_with("dynamics"))
                text = "network n\n" + text +
                       "input a 3 population b 3 lif() projection a -> b all_to_all gain " + name;
            if (snippet.starts_with("rule"))
                text =
                    "network n\n" + text +
                    "input a 3 population b 3 lif() projection a -> b all_to_all weight 0.5 rule " +
                    name;
            compile_ok(text);
            ++count;
        }
    }
    CHECK(count >= 4);
}

}  // namespace bouton::test
