// SPDX-License-Identifier: Apache-2.0
// Rows, their folders, their pages, and how results are shown.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "examples/systems/harness/report.hpp"
#include "examples/systems/harness/row.hpp"

namespace bouton::systems {

TEST_CASE("every row has a folder with a page and an experiment, and every folder a row") {
    namespace fs = std::filesystem;
    const fs::path root = "examples/systems";
    std::set<std::string> folders, wanted;
    for (const auto& entry : fs::directory_iterator(root))
        if (entry.is_directory() && entry.path().filename() != "harness")
            folders.insert(entry.path().filename().string());
    for (const Row& row : rows()) {
        const std::string folder = std::string(row.id) + "_" + std::string(row.word);
        INFO(folder);
        wanted.insert(folder);
        CHECK(fs::exists(root / folder / "README.md"));
        CHECK(fs::exists(root / folder / "experiment.cpp"));
        CHECK(find_row(row.id) == &row);
    }
    CHECK(folders == wanted);
    CHECK(find_row("Z9") == nullptr);
}

TEST_CASE("a result says tier, number, expectation, tolerance and origin in text, JSON and HTML") {
    Result result{.id = "X1",
                  .word = "word",
                  .title = "A <title>",
                  .checks = {},
                  .plot = {},
                  .seconds = 1,
                  .error = {}};
    result.checks.push_back({.tier = Tier::T2,
                             .what = "a & b",
                             .measured = 1.25,
                             .expected = 1,
                             .tolerance = 0.5,
                             .origin = Origin::Seed,
                             .passed = true,
                             .skipped = {}});
    result.checks.push_back({.tier = Tier::T0, .what = "differences", .skipped = "no RTL"});
    result.plot = {.x = "x",
                   .y = "y",
                   .series = {{.name = "chip", .style = "chip", .points = {{-1, 2}, {3, 4}}}}};
    const auto text = to_text(result);
    CHECK(text.find("1.25") != text.npos);
    CHECK(text.find("[S]  pass") != text.npos);
    CHECK(text.find("skipped: no RTL") != text.npos);
    CHECK(state_of(result, Tier::T0) == "not done");
    CHECK(state_of(result, Tier::T1) == "not done");

    const auto json = to_json(result);
    CHECK(json.at("passed").as_bool());
    const auto& check = json.at("checks").as_array().at(0).as_object();
    CHECK(check.at("tier").as_string() == "T2");
    CHECK(check.at("origin").as_string() == "S");
    CHECK(check.at("measured").as_double() == 1.25);
    CHECK(json.at("checks").as_array().at(1).as_object().at("skipped").as_string() == "no RTL");

    const auto page = to_page(std::vector{result}, "About.");
    CHECK(page.find("A &lt;title&gt;") != page.npos);
    CHECK(page.find("a &amp; b") != page.npos);
    CHECK(page.find("<polyline") != page.npos);
    CHECK(page.find("http") == page.npos);  // self-contained
    CHECK(page.find("nan") == page.npos);
}

}  // namespace bouton::systems
