// SPDX-License-Identifier: Apache-2.0
// What does not fit is refused, and the message names resource, need, supply and who asks.
#include "compiler/ir/plan.hpp"
#include "compiler/passes/passes.hpp"
#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

// `sizes`: of the populations, 0 for an input: then all neurons are put on one core, as the mapper
// would not.
void refused(const std::string& network, const std::string& resource, const std::string& needed,
             const std::string& available, const std::string& who,
             const std::vector<std::uint32_t>& sizes = {},
             const std::string& configuration = "default") {
    compiler::CompileOptions options;
    options.configuration = configuration;
    options.map.mesh = compiler::Place{1, 1};
    if (!sizes.empty()) options.mapping.emplace();
    for (const std::uint32_t size : sizes) options.mapping->core.emplace_back(size, 0);
    const auto result = compile(network, options);
    CHECK_FALSE(result.ok());
    bool found = false;
    for (const auto& diagnostic : result.diagnostics) {
        UNSCOPED_INFO(to_string(diagnostic));
        found = true;
        for (const std::string& part :
             {resource, "needed " + needed, "available " + available, who})
            found = found && diagnostic.text.find(part) != std::string::npos;
        if (found) break;
    }
    CAPTURE(network.substr(0, 200));
    CHECK(found);
}

}  // namespace

TEST_CASE("too many neurons, counted in whole groups", "[compiler]") {
    compile_ok("network n population a 248 relay() population b 1 relay()");
    refused("network n population a 250 relay() population b 1 relay()", "neurons", "264", "256",
            "'b'", {250, 1});
}

TEST_CASE("more neurons than the largest mesh has are refused before synapses are drawn",
          "[compiler]") {
    const auto result = compile(
        "network n population a 1000000 relay()\npopulation b 1000000 relay()"
        " projection a -> b fixed_probability(1e-7)");
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].at == compiler::Position{2, 14});
    CHECK_THAT(result.diagnostics[0].text, Catch::Contains("64x64 'default' cores, has 1048576"));
}

TEST_CASE("a file that never ends, or is none, is an error of compile_file", "[compiler]") {
    for (const char* path : {"/dev/zero", "/", "nowhere.net"}) {
        CAPTURE(path);
        const auto result = compiler::compile_file(path);
        REQUIRE(result.diagnostics.size() == 1);
        CHECK(result.diagnostics[0].file == path);
        CHECK_THAT(result.diagnostics[0].text, Catch::Contains("file: found"));
    }
}

TEST_CASE("numbers in messages are short", "[compiler]") {
    const std::string head = "network n input i 1 population p 1 ";
    for (const std::string& text :
         {head + "race(threshold = 1e300, range = 1e200)", head + "lif(refractory = 1.5e299 ms)",
          head + "relay() rule r { dw = 0.1*x0 weight_point 10 bounds [0, 1e300] }"
                 " projection i -> p all_to_all rule r"}) {
        CAPTURE(text);
        const auto result = compile(text);
        REQUIRE(!result.diagnostics.empty());
        for (const auto& one : result.diagnostics) CHECK(one.text.size() < 200);
    }
}

TEST_CASE("a compilation says which of its stages has begun", "[compiler]") {
    std::vector<std::string> stages;
    compiler::CompileOptions options;
    options.progress = [&](std::string_view stage) { stages.emplace_back(stage); };
    compile_ok("network n population a 3 relay()", options);
    CHECK(stages == std::vector<std::string>{"drawing synapses", "making programs",
                                             "looking for cores", "filling memories",
                                             "checking the image"});
}

TEST_CASE("too many axons", "[compiler]") {
    compile_ok("network n input a 4096 population b 1 relay() projection a -> b all_to_all");
    refused("network n input a 4097 population b 1 relay() projection a -> b all_to_all", "axons",
            "4097", "4096", "'a'", {0, 1});
}

TEST_CASE("too many synapses", "[compiler]") {
    refused("network n input a 1000 population b 248 relay() projection a -> b all_to_all",
            "synapses", "248000", "131072", "'a'");
    refused(
        "network n input a 300 population b 248 relay() projection x = a -> b all_to_all"
        " projection y = a -> b all_to_all",
        "synapse words", "18600", "16384", "'x'", {0, 248});
    refused("network n input a 30 population b 16 relay() projection a -> b all_to_all", "synapses",
            "480", "256", "'b'", {}, "tiny");
}

TEST_CASE("too many fan-out entries", "[compiler]") {
    std::string spread = "network n rule r { dw = 0.1*x0 bounds [0, 1] } ";
    for (int i = 0; i < 8; ++i) spread += "population b" + std::to_string(i) + " 32 relay() ";
    for (int i = 0; i < 8; ++i)
        for (int j = 0; j < 8; ++j)
            for (int k = 0; k < (j < 4 ? 5 : 4); ++k)
                spread += "projection b" + std::to_string(i) + " -> b" + std::to_string(j) +
                          " one_to_one rule r ";
    refused(spread, "fan-out entries", "9216", "8192", "'b7'", std::vector<std::uint32_t>(8, 32));
}

TEST_CASE("too many descriptors", "[compiler]") {
    std::string network = "network n input a 1 ";
    for (int i = 0; i < 33; ++i) network += "population b" + std::to_string(i) + " 1 relay() ";
    network += "rule r { dw = 0.1*x0 bounds [0, 1] } ";
    for (int i = 0; i < 16; ++i)
        for (int k = 0; k < 2; ++k)
            network += "projection a -> b" + std::to_string(i) + " all_to_all rule r ";
    std::vector<std::uint32_t> sizes(34, 1);
    sizes[0] = 0;
    refused(network, "neurons", "264", "256", "'b32'", sizes);
    std::string fewer =
        "network n input a 1 population b 1 relay() population c 1 relay()"
        " rule r { dw = 0.1*x0 bounds [0, 1] } ";
    for (int i = 0; i < 10; ++i) fewer += "population d" + std::to_string(i) + " 1 relay() ";
    for (int i = 0; i < 10; ++i)
        for (int k = 0; k < 6; ++k)
            fewer += "projection a -> d" + std::to_string(i) + " all_to_all rule r ";
    sizes.resize(13);
    sizes[2] = 1;
    refused(fewer, "descriptors", "72", "64", "does not fit");
    refused(fewer, "descriptors", "72", "64", "does not fit", sizes);
}

TEST_CASE("too many states", "[compiler]") {
    std::string network = "network n input a 1 population b 1 lif() ";
    for (int i = 0; i < 5; ++i) {
        const std::string n = std::to_string(i);
        network += "rule r" + n + " { y1: trace tau " + std::to_string(20 + i) +
                   " ms y2: trace tau " + std::to_string(30 + i) + " ms y3: trace tau " +
                   std::to_string(40 + i) +
                   " ms dw = 0.1*y1*x0 } projection a -> b all_to_all rule r" + n + " ";
    }
    refused(network, "state words", "18", "16", "'b'");
}

TEST_CASE("too many constants and instructions in a program", "[compiler]") {
    std::string constants = "network n model m { program { ADD r0, zero, zero ";
    for (int i = 0; i < 17; ++i) constants += "ADD r0, r0, k(" + std::to_string(i + 1) + ") ";
    refused(constants + "} } population b 1 m", "constants", "17", "16", "'b'");
    std::string lines = "network n model m { program { ";
    for (int i = 0; i < 65; ++i) lines += "ADD r0, zero, zero ";
    refused(lines + "} } population b 1 m", "too long", "65 instructions", "64", "b.m");
}

TEST_CASE("too many modulators and pulses", "[compiler]") {
    std::string network = "network n ", pulses = "network n ";
    for (int i = 0; i < 8; ++i) network += "modulator m" + std::to_string(i) + " = 0 ";
    for (int i = 0; i < 5; ++i) pulses += "modulator m" + std::to_string(i) + " = 0 pulse ";
    refused(network, "modulators", "8", "7", "modulators");
    const auto result = compile(pulses);
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].text == "too many pulse modulators: available 4");
}

TEST_CASE("too much axon state", "[compiler]") {
    const auto result = compile(
        "network n input a 1 population b 1 relay() rule r { x1: trace tau 9 ms"
        " x2: trace tau 9 ms x3: trace tau 9 ms dw = x1*x2*x3*y0 bounds [0, 1] }"
        " projection a -> b all_to_all rule r"
        " gain short_term(tau_facil = 100 ms)");
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].text.find("axon state: available 4") != std::string::npos);
}

TEST_CASE("sums that could wrap are refused with the bits they need", "[compiler]") {
    // No configuration has the synapse words for it, so the pass is asked directly.
    compiler::Network network;
    network.source.populations.resize(2);
    network.populations = {{.name = "a", .input = true, .size = 65537},
                           {.name = "b", .first_id = 65537, .size = 1, .source = 1}};
    network.source.projections.resize(1);
    compiler::Projection all{.name = "all", .pre = 0, .post = 1, .rule = {}, .synapses = {}};
    compiler::Plan plan;
    plan.models.resize(2);
    plan.rows.resize(1);
    for (std::uint32_t i = 0; i < 65537; ++i) {
        all.synapses.push_back({.pre = i});
        plan.rows[0].weights.push_back(-32768);
    }
    network.projections.push_back(all);
    compiler::Diagnostics diagnostics;
    compiler::check_sums(network, plan, diagnostics);
    REQUIRE(diagnostics.failed());
    CHECK(diagnostics.list[0].text.find("'b' could wrap: needed 33 bits, available 32") !=
          std::string::npos);
    network.projections[0].synapses.resize(65535);
    diagnostics.list.clear();
    compiler::check_sums(network, plan, diagnostics);
    CHECK_FALSE(diagnostics.failed());
}

}  // namespace bouton::test
