// SPDX-License-Identifier: Apache-2.0
// Errors that say what to write instead, at their places.
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

const std::string head = "network n\ninput i 4\npopulation p 4 lif\n";
const std::string trace = "rule r { x1: trace tau 20 ms\n dw = ";

}  // namespace

TEST_CASE("an error of another language's habit says how it is written here", "[compiler]") {
    refused(GENERATE(values<Refused>({
        {"network n model m { state v in mV @dv/dt = 0 mV/ms }", "written `v' = ...`"},
        {head + trace + "0.01*x1*w@^2*y0 }", "a power is written as a product, as w*w"},
        {head + trace + "0.01*x1*w@**2*y0 }", "a power is written as a product, as w*w"},
        {"network n let a = 3 @* 4", "in parentheses, as `(3 * ...)`"},
        {"network n rule r { let a = 2 ms @+ 1 ms }", "in parentheses, as `(2 ms + ...)`"},
        {head + "stimulus @noise -> p", "a waveform needs parentheses: `noise()`"},
        {"network n input i 2 model m { state v v = 1 } population p 1 m projection i -> @p "
         "all_to_all",
         "declare `receive exc` in its model"},
        {head + trace + "0.01 @x1 y0 }", "or an operator, as '*'"},
        {head + "rule r { @x4: trace tau 20 ms }", "there are three traces of each end"},
        {head + "rule r {\n dw = 0.1*x0\n@input p 3", "the '{' of line 4 is open"},
        {"network n model m { state v in mV v = @v*v }", "mV^2"},
        {"network n model @s { receive e state v range 8 v = e }", "names of units are reserved"},
    })));
}

TEST_CASE("an unknown name is told the one that was meant, or all there are", "[compiler]") {
    const std::string end = "projection i -> p all_to_all ";
    refused(GENERATE_COPY(values<Refused>({
        {head + "@recrod spikes p", "unknown statement 'recrod'; did you mean 'record'?"},
        {head + "@hello", "unknown statement 'hello'; there are network, step"},
        {head + "population q 4 @LIF", "unknown model 'LIF'; did you mean 'lif'?"},
        {head + "population q 4 @iaf_psc_exp", "there are alif, binary"},
        {head + "population q 4 lif(@taum = 10 ms)", "of lif; did you mean 'tau_m'?"},
        {head + "population q 4 lif(@speed = 10 ms)", "of lif; there are "},
        {head + end + "rule @pair_sdtp(a_plus = 1)", "did you mean 'pair_stdp'?"},
        {head + end + "rule pair_stdp(@aplus = 1)", "did you mean 'a_plus'?"},
        {head + "stimulus @sin() -> p", "did you mean 'sine'?"},
        {head + "stimulus sine(@hertz = 7 Hz) -> p", "of sine; there are frequency, phase"},
    })));
    const auto twice = compile(head + end + "gain short_term()\n" + end + "gain tsodyks");
    REQUIRE(twice.diagnostics.size() == 1);
    CHECK(twice.diagnostics[0].text == "unknown gain 'tsodyks'; there are payload, short_term");
    const auto chip = compile(head, {.configuration = "larg"});
    REQUIRE(chip.diagnostics.size() == 1);
    CHECK(chip.diagnostics[0].text == "no configuration 'larg'; did you mean 'large'?");
}

TEST_CASE("a mark of UTF-8 before the first statement is passed over", "[compiler]") {
    compile_ok("\xEF\xBB\xBFnetwork n\n");
    const auto result = compile("\xEF\xBB\xBF!");
    REQUIRE_FALSE(result.diagnostics.empty());
    CHECK(result.diagnostics[0].at.column == 1);
}

TEST_CASE("weights that are 0 because a bound is are said to be clipped, and no more",
          "[compiler]") {
    const auto result = compile_ok(head +
                                   "rule r { x1: trace tau 20 ms range 2 dw = 0.01*x1*y0 "
                                   "bounds [0, 1] }\n"
                                   "projection i -> p all_to_all weight -0.3 rule r");
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    REQUIRE(result.diagnostics.size() == 1);
    CHECK(result.diagnostics[0].text.find("were clipped: 16 of 16") != std::string::npos);
}

}  // namespace bouton::test
