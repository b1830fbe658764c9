// SPDX-License-Identifier: Apache-2.0
// What the format promises about names, constants and units.
#include "tests/compiler/compiled.hpp"

namespace bouton::test {

TEST_CASE("constants stand for numbers and can be replaced from outside", "[compiler]") {
    const std::string text =
        "network n let N = 4 let tau = 10 ms population a N lif(tau_m = tau)"
        " population b (N * 2 + 1) lif(tau_m = (tau * 2))";
    CHECK(compile_ok(text).image->populations[1].size == 9);
    compiler::CompileOptions options;
    options.definitions["N"] = 6;
    CHECK(compile_ok(text, options).image->populations[1].size == 13);
}

TEST_CASE("a replacement of a constant that is not there is an error", "[compiler]") {
    compiler::CompileOptions options;
    options.definitions["n"] = 6;  // the file has N
    const auto result = compile("network n let N = 4 population a N lif()", options);
    CHECK_FALSE(result.ok());
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].text == "there is no `let n` to replace");
}

TEST_CASE("units scale, whatever the unit", "[compiler]") {
    const auto image = [](const std::string& parameters) {
        return *compile_ok("network u population a 3 lif(" + parameters + ")").image;
    };
    const image::Image expected = image("tau_m = 10 ms, v_threshold = -55 mV, bias = 0.2 nA");
    CHECK(image("tau_m = 0.01 s, v_threshold = -0.055 V, bias = 200 pA") == expected);
    CHECK(image("tau_m = 10 steps, v_threshold = -55000 uV, bias = 0.0002 uA") == expected);
    CHECK(image("tau_m = 10000us, v_threshold=-55mV, bias = 0.2nA, resistance = 0.1 GOhm") ==
          expected);
}

TEST_CASE("line breaks and comments mean nothing", "[compiler]") {
    const auto one = compile_ok(
        "network l input a 2 population b 2 lif() projection a -> b all_to_all"
        " weight 1 rule s rule s = oja()");
    const auto many = compile_ok(
        "# first\nnetwork\nl input a\n2 # two\npopulation b 2\nlif\n(\n)\n"
        "projection a\n->\nb all_to_all\nweight\n1\nrule s\nrule s\n= oja()\n");
    CHECK(*one.image == *many.image);
}

TEST_CASE("projections without names are named after their ends", "[compiler]") {
    const auto result = compile_ok(
        "network p input a 2 population b 2 lif() projection a -> b all_to_all"
        " projection a -> b all_to_all projection named = a -> b all_to_all");
    CHECK(result.image->projections[0].name == "a->b");
    CHECK(result.image->projections[1].name == "a->b#2");
    CHECK(result.image->projections[2].name == "named");
}

TEST_CASE("`let` in a rule ends with the rule", "[compiler]") {
    compile_ok("network l rule r { let eta = 0.5 dw = eta*x0 bounds [0, 1] }");
    const auto result = compile("network l rule r { let eta = 0.5 dw = eta*x0 } input a eta");
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].text.find("expected a number") == 0);
}

TEST_CASE("rows without learning hang on the axon of a row that learns", "[compiler]") {
    const auto result = compile_ok(
        "network m input a 3 population b 4 lif() rule s = pair_stdp()"
        " projection a -> b all_to_all rule s projection a -> b all_to_all"
        " projection a -> b all_to_all gain payload");
    for (const auto& axons : result.image->populations[0].axons) REQUIRE(axons.size() == 1);
    const auto& rows = result.image->cores[0].region[static_cast<std::size_t>(spec::Region::Row)];
    REQUIRE(rows.size() == 9);
    for (std::size_t i = 0; i < 9; ++i)
        CHECK(spec::RowWord::unpack(static_cast<std::uint32_t>(rows[i])).more == (i % 3 != 2));
}

TEST_CASE("learning can start switched off", "[compiler]") {
    const auto learns = [](const std::string& text) {
        const auto raw = compile_ok(text).image->cores[0].region[0].at(
            static_cast<std::size_t>(spec::Csr::Control));
        return spec::ControlWord::unpack(static_cast<std::uint32_t>(raw)).learn;
    };
    CHECK(learns("network n population a 1 relay()"));
    CHECK_FALSE(learns("network n population a 1 relay() learning off"));
}

}  // namespace bouton::test
