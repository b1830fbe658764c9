// SPDX-License-Identifier: Apache-2.0
// Compiling in tests: a network that has to be accepted, and its programs as text.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>
#include <string>
#include <vector>

#include "compiler/compile.hpp"
#include "spec/image/disassemble.hpp"

namespace bouton::test {

inline compiler::CompileResult compile(const std::string& text,
                                       const compiler::CompileOptions& options = {}) {
    return compiler::compile_text(text, "test.net", options);
}

inline compiler::CompileResult compile_ok(const std::string& text,
                                          const compiler::CompileOptions& options = {}) {
    compiler::CompileResult result = compile(text, options);
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(result.ok());
    return result;
}

inline spec::Descriptor descriptor(const image::Core& core, std::size_t index) {
    const auto& words = core.region[static_cast<std::size_t>(spec::Region::Descriptor)];
    spec::Descriptor::Raw raw{};
    for (std::size_t i = 0; i < raw.size(); ++i)
        raw[i] = static_cast<std::uint32_t>(words.at(index * raw.size() + i));
    return spec::Descriptor::unpack(raw);
}

// The lines of the program with this name; all constants are `K`.
inline std::vector<std::string> program(const image::Image& image, const std::string& name) {
    for (const image::ProgramNote& note : image.programs)
        if (note.name == name) {
            std::vector<std::string> lines = image::disassemble_program(
                image.cores[0].region[static_cast<std::size_t>(spec::Region::Program)], note.pc,
                static_cast<spec::Trigger>(note.trigger));
            for (std::string& line : lines)
                line = std::regex_replace(line, std::regex("K[0-9]+"), "K");
            return lines;
        }
    return {};
}

}  // namespace bouton::test
