// SPDX-License-Identifier: Apache-2.0
#include "tests/runtime/compare/random_texts.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "compiler/compile.hpp"

namespace bouton::tests {

namespace {

unsigned from_environment(const char* name, unsigned otherwise) {
    const char* const given = std::getenv(name);
    return given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : otherwise;
}

}  // namespace

void check_texts(unsigned texts, const std::function<RandomText(std::mt19937&)>& next) {
    texts *= from_environment("BOUTON_TIMES", 1);
    const unsigned first = from_environment("BOUTON_SEED", std::random_device{}());
    unsigned compiled = 0, differ = 0;
    std::string shortest, how;
    for (unsigned seed = first; seed != first + texts; ++seed) {
        std::mt19937 random(seed);
        const RandomText one = next(random);
        compiler::CompileResult result = compiler::compile_text(one.text, "test.net");
        if (!result.ok()) continue;
        ++compiled;
        const auto found = one.difference(std::move(*result.image), random);
        if (!found) continue;
        ++differ;
        if (!shortest.empty() && shortest.size() <= one.text.size()) continue;
        shortest = one.text;
        how = *found + " (seed " + std::to_string(seed) + ")";
    }
    CAPTURE(first, texts, compiled, differ, shortest, how);
    CHECK(differ == 0);
    CHECK(compiled >= texts / 2);
}

}  // namespace bouton::tests
