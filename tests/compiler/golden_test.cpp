// SPDX-License-Identifier: Apache-2.0
// Small networks keep their images, word by word. BOUTON_UPDATE_GOLDEN=1 build/bin/test_compiler
// [golden] writes the files of tests/compiler/golden anew.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

// Programs as text; every word of every region that is not empty.
std::string dump(const image::Image& image) {
    std::ostringstream text;
    text << "network " << image.network << " configuration " << image.configuration << "\n";
    const auto& regions = image.cores[0].region;
    for (const image::ProgramNote& note : image.programs) {
        text << "program " << note.name << " at " << note.pc << "\n";
        for (const std::string& line :
             image::disassemble_program(regions[static_cast<std::size_t>(spec::Region::Program)],
                                        note.pc, static_cast<spec::Trigger>(note.trigger)))
            text << "  " << line << "\n";
    }
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const auto region = static_cast<spec::Region>(r);
        for (std::size_t i = 0; i < regions[r].size(); ++i) {
            if (regions[r][i] == spec::region_info(region).empty) continue;
            text << spec::to_string(region) << " " << std::dec << i << " " << std::hex
                 << regions[r][i] << std::dec << "\n";
        }
    }
    return text.str();
}

std::string read(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("images of small networks are the committed ones", "[compiler][golden]") {
    const std::string name = GENERATE("pair", "reward", "race", "mixed");
    CAPTURE(name);
    const std::string base = "tests/compiler/golden/" + name;
    compiler::CompileOptions options;
    options.configuration = "tiny";
    const auto result = compiler::compile_file(base + ".net", options);
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(result.ok());
    const std::string found = dump(*result.image);
    if (std::getenv("BOUTON_UPDATE_GOLDEN") != nullptr) std::ofstream(base + ".txt") << found;
    INFO("to accept the change: BOUTON_UPDATE_GOLDEN=1 build/bin/test_compiler [golden]");
    CHECK(found == read(base + ".txt"));
}

}  // namespace bouton::test
