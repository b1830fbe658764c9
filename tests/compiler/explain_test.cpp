// SPDX-License-Identifier: Apache-2.0
// What `bouton explain` says. BOUTON_UPDATE_GOLDEN=1 build/bin/test_compiler [costs] writes the
// table of costs anew.
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "compiler/explain/explain.hpp"
#include "compiler/library/library.hpp"
#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

std::size_t length(const compiler::RuleExplanation& rule, const std::string& trigger) {
    for (const auto& program : rule.programs)
        if (program.trigger == trigger) return program.instructions.size();
    return 0;
}

compiler::RuleExplanation library(const std::string& name) {
    compiler::Explanation found = compiler::explain_library(name);
    for (const auto& one : found.diagnostics) UNSCOPED_INFO(to_string(one));
    REQUIRE(found.rules.size() == 1);
    return found.rules[0];
}

}  // namespace

TEST_CASE("every rule of the library compiles without a warning", "[compiler]") {
    const compiler::Explanation all = compiler::explain_rules();
    for (const auto& one : all.diagnostics) FAIL_CHECK(to_string(one));
    CHECK(all.rules.size() == compiler::rule_files().size());
    // What multiplies several ranges that are only assumed can saturate; the others are proved.
    const std::vector<std::string> open = {"bcm",          "opponent",     "perceptron",    "rstdp",
                                           "three_factor", "triplet_stdp", "two_modulators"};
    for (const auto& rule : all.rules)
        for (const auto& program : rule.programs) {
            CAPTURE(rule.of, program.trigger);
            if (std::find(open.begin(), open.end(), rule.of) == open.end())
                CHECK((program.proved || program.trigger == "Axon"));
        }
}

TEST_CASE("the rules the machine was made for cost what they have to", "[compiler]") {
    const auto pair = library("pair_stdp");
    CHECK((length(pair, "Pre") == 1 && length(pair, "Post") == 1));
    const auto triplet = library("triplet_stdp");
    CHECK((length(triplet, "Pre") == 3 && length(triplet, "Post") == 3));
    const auto reward = library("rstdp");
    CHECK((length(reward, "Pre") == 1 && length(reward, "Post") == 1));
    CHECK(length(reward, "Sweep") == 2);
}

TEST_CASE("the costs of all library rules are the committed ones", "[compiler][costs]") {
    const std::string path = "tests/compiler/golden/costs.txt";
    const std::string found = compiler::cost_table(compiler::explain_rules());
    if (std::getenv("BOUTON_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << found;
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    INFO("to accept the change: BOUTON_UPDATE_GOLDEN=1 build/bin/test_compiler [costs]");
    CHECK(found == text.str());
}

TEST_CASE("an explanation shows equation, program, bounds, formats, decay and rounding",
          "[compiler]") {
    const std::string text = to_text(compiler::explain_library("pair_stdp"));
    for (const char* part :
         {"dw = a_plus*x1*y0 - a_minus*y1*x0", "a_plus = 0.005", "tau_plus = 20 ms",
          "w += 0.005*x1", "MAC.sr W, X0, k(", "1 instruction, 1 slot",
          "32 cycles for a row of 256 synapses", "516 for a neuron of as many (chain)",
          "0 to 1.08 w", "proved: no register saturates", "every term has y0 as a factor",
          "x1: 24 bits", "assumed: 16 impulses", "tau 20 steps, as stored 19.9999", "toward zero",
          "sleep: proved", "rounding of w: stochastic to places of 6.10352e-05"})
        CHECK_THAT(text, Catch::Contains(part));
}

TEST_CASE("an explanation says how far a tag can go", "[compiler]") {
    const auto words = [](const std::string& range) {
        const auto found = compiler::explain_network(
            "network n modulator m = 0 input i 2 population p 2 lif() rule r ="
            " rstdp(modulator = m, trace_range = 2, a_plus = 0.05, a_minus = 0.05, tau_tag = 10 ms,"
            " bounds = [0, 1], tag_range = " +
                range + ") projection i -> p all_to_all weight 0.5 rule r",
            "n.net", {}, "r");
        for (const auto& one : found.diagnostics) UNSCOPED_INFO(to_string(one));
        REQUIRE(found.rules.size() == 1);
        REQUIRE(found.rules[0].words.size() == 1);
        return found.rules[0].words[0];
    };
    // 0.2 in a step, of which 1 - e^(-1/10) decays: 2.1.
    CHECK_THAT(words("4"), Catch::Contains("0.199997 is added") && Catch::Contains("proved"));
    CHECK_THAT(words("2"), Catch::Contains("comes to 2.10") && Catch::Contains("saturates"));
}

TEST_CASE("an explanation finds what can saturate", "[compiler]") {
    const auto found = compiler::explain_network(
        "network n input i 2 population p 2 lif()\nrule r { x1: trace tau 20 ms\ndw = 0.3*x1*y0"
        " bounds [0, 1] }\nprojection i -> p all_to_all weight 0.5 rule r",
        "n.net", {}, "r");
    REQUIRE(found.rules.size() == 1);
    REQUIRE(found.diagnostics.size() == 1);
    const auto& post = found.rules[0].programs.at(0);
    CHECK(post.trigger == "Post");
    CHECK_FALSE(post.proved);
    CHECK(post.instructions.at(0).at == "3:6");
    CHECK(post.instructions[0].hi == Approx(5.8).epsilon(1e-3));  // 1 + 0.3 * 16
    CHECK(post.change_hi == Approx(4.8).epsilon(1e-3));
}

TEST_CASE("what passes its register by a place is said to come to a little more", "[compiler]") {
    const auto found = compiler::explain_network(
        "network n input i 2 population p 2 relay modulator m = 0 reward\n"
        "rule r { dw = w*r0 + (0.0312*(0-w))*r0 bounds [0,1] }\n"
        "projection i -> p all_to_all weight 0.5 rule r",
        "n.net", {}, "r");
    REQUIRE(found.diagnostics.size() == 1);
    CHECK_THAT(found.diagnostics[0].text, Catch::Contains("a little more than its register holds"));
}

TEST_CASE("an explanation says from where a state of the target counts", "[compiler]") {
    const auto found = compiler::explain_network(
        "network n input i 2 population p 2 lif\n"
        "projection i -> p all_to_all weight 0.5 rule sdsp",
        "n.net", {}, "sdsp");
    CHECK_THAT(to_text(found), Catch::Contains("post.v: 24 bits") &&
                                   Catch::Contains("the state's range, counted from -65 mV"));
}

TEST_CASE("a modulator is explained by its part of the core program", "[compiler][modulators]") {
    const auto found = compiler::explain_network(
        "network n modulator r = 0 pulse\nmodulator d = 0 {\nstate before\nd = r - before\n"
        "before = r }",
        "n.net", {}, "d");
    REQUIRE(found.models.size() == 1);
    const std::string text = to_text(found);
    for (const char* part :
         {"modulator d", "Core: 2 instructions, 2 slots (cycles of every step)", "SUB G1, G0, G2",
          "4:1", "ADD G2, G0, zero", "5:1", "d: 32 bits in places of 7.45058e-09 1, -16 to 16",
          "d.before: 32 bits in places of"})
        CHECK_THAT(text, Catch::Contains(part));
    CHECK_THAT(to_json(found), Catch::Contains(R"("modulators":[{"name":"d")"));
    CHECK_FALSE(compiler::explain_network("network n modulator d = 0", "n.net", {}, "other").ok());
}

TEST_CASE("a modulator is explained by the name of a state of its equations",
          "[compiler][modulators]") {
    const auto found = compiler::explain_network(
        "network n modulator d = 0 { state before d = 1 - before before = d }", "n.net", {},
        "d.before");
    REQUIRE(found.models.size() == 1);
    CHECK(found.models[0].name == "d");
    CHECK_FALSE(compiler::explain_network("network n modulator d = 0", "n.net", {}, "d.x").ok());
}

TEST_CASE("what a network calls alike is all explained", "[compiler]") {
    const auto found = compiler::explain_network(
        "network n modulator r = 0 pulse\nmodel r { receive i spike when i > 0.5 }\n"
        "dynamics r { state u = 1 spike { u = 0.5 } gain u }\n"
        "rule r { dw = 0.1*x0 bounds [0, 1] }\ninput a 2 population p 2 r\n"
        "projection a -> p all_to_all weight 0.5 rule r gain r",
        "n.net", {}, "r");
    for (const auto& one : found.diagnostics) UNSCOPED_INFO(to_string(one));
    CHECK(found.rules.size() == 1);
    CHECK(found.models.size() == 3);
}

TEST_CASE("a rule with parameters is explained by its instances", "[compiler]") {
    const auto found = compiler::explain_network(
        "network n input a 2 population p 2 lif()\n"
        "rule q(eta = 0.1) { dw = eta*x0 bounds [0, 1] }\nrule fast = q(eta = 0.5)\n"
        "projection a -> p all_to_all weight 0.5 rule q(eta = 0.2)\n"
        "projection a -> p all_to_all weight 0.5 rule fast",
        "n.net", {}, "q");
    for (const auto& one : found.diagnostics) UNSCOPED_INFO(to_string(one));
    CHECK(found.rules.size() == 2);
}

TEST_CASE("nothing is said of the network in which a part of the library is explained",
          "[compiler]") {
    for (const auto& file : compiler::model_files()) {
        CAPTURE(file.name);
        const auto found = compiler::explain_library(std::string(file.name));
        CHECK(found.ok() == found.diagnostics.empty());
    }
}

TEST_CASE("a model is explained by its program", "[compiler]") {
    const auto found = compiler::explain_library("relay");
    REQUIRE(found.models.size() == 1);
    CHECK(found.models[0].program.instructions.size() > 1);
    CHECK_FALSE(compiler::explain_library("no such thing").ok());
}

TEST_CASE("a model is explained by its text, its parameters and what was assumed", "[compiler]") {
    const auto found = compiler::explain_network(
        "network n\nmodel m {  # a } of a comment\n  parameter tau = 20 ms\n  parameter b = 0 "
        "each\n"
        "  state v range 4\n  v' = (b - v * v) / tau\n  spike when v > 1 { v = 0 }\n}\n"
        "population p 2 m(b = [0.5, 2])",
        "n.net", {}, "m");
    REQUIRE(found.models.size() == 1);
    const std::string text = to_text(found);
    for (const char* part :
         {"model m, of population p", "model m {  # a } of a comment\n", "v' = (b - v * v) / tau\n",
          "v = 0 }\n}\n", "tau = 20 ms (20 steps)\n", "b = 0.5 to 2, each its own\n",
          "'v' is integrated by forward Euler", "'v' may saturate"})
        CHECK_THAT(text, Catch::Contains(part));
    const std::string lif = to_text(compiler::explain_library("lif_dexp"));
    CHECK_THAT(lif, Catch::Contains("tau_m = 20 ms (20 steps)"));
    const auto axon = compiler::explain_network(
        "network n input i 2 population p 2 lif\nprojection i -> p all_to_all weight 0.5 nA "
        "gain short_term(U = 0.2)",
        "n.net", {}, "short_term");
    CHECK_THAT(to_text(axon),
               Catch::Contains("U = 0.2\n") && Catch::Contains("dynamics short_term"));
    CHECK_THAT(to_json(axon), Catch::Contains(R"("parameters":["U = 0.2")"));
}

TEST_CASE("a model is explained by the name that the network writes", "[compiler]") {
    const auto found = [](const std::string& populations, const std::string& name) {
        return compiler::explain_network("network n\n" + populations, "n.net", {}, name);
    };
    const std::string one = "population a 2 lif() population r 2 relay() stimulus sine() -> a ";
    const auto lif = found(one, "lif");
    REQUIRE(lif.models.size() == 1);
    CHECK(lif.models[0].name == "lif+sine");
    CHECK(found(one, "lif+sine").models.size() == 1);
    CHECK(found(one + "population b 2 lif()", "lif").models[0].name == "lif");
    const auto several =
        found(one + "population b 2 lif() stimulus constant() -> b gain 0.1 nA", "lif");
    CHECK_FALSE(several.ok());
    REQUIRE(several.diagnostics.size() == 1);
    CHECK_THAT(several.diagnostics[0].text, Catch::Contains("lif+sine, lif+constant"));
    const auto nothing = found(one +
                                   "input i 2 projection i -> a all_to_all weight 0.5 rule "
                                   "pair_stdp(bounds = [0, 1]) projection i -> r all_to_all "
                                   "gain short_term",
                               "elif");
    CHECK_FALSE(nothing.ok());
    CHECK_THAT(nothing.diagnostics.back().text, Catch::Contains("models are lif+sine, relay") &&
                                                    Catch::Contains("rules are pair_stdp") &&
                                                    Catch::Contains("dynamics are short_term"));
}

TEST_CASE("an explanation begins with the name of what it explains", "[compiler]") {
    for (const compiler::LibraryFile& rule : compiler::rule_files())
        CHECK(to_text(compiler::explain_library(std::string(rule.name)))
                  .starts_with("rule " + std::string(rule.name) + ", on projection"));
}

TEST_CASE("an explanation's JSON has the same numbers", "[compiler]") {
    const auto found = compiler::explain_library("triplet_stdp");
    const boost::json::value json = boost::json::parse(to_json(found));
    const auto& programs = json.at("rules").at(0).at("programs").as_array();
    REQUIRE(programs.size() == found.rules[0].programs.size());
    CHECK(programs[0].at("slots").as_int64() == found.rules[0].programs[0].slots);
    CHECK(programs[0].at("instructions").as_array().size() == 3);
}

}  // namespace bouton::test
