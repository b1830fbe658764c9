// SPDX-License-Identifier: Apache-2.0
// Texts of modulators that are refused, or warned of, at their place.
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

// Line 4 is the text.
std::string network(const std::string& text) {
    return "network n\nmodulator v = 0 pulse\npopulation cell 2 relay()\n" + text;
}

std::string with(const std::string& body) {
    return network("modulator m = 0 { " + body + " }");
}

}  // namespace

TEST_CASE("equations of a modulator that cannot be are errors at their place",
          "[compiler][modulators]") {
    const Refused all[] = {
        {with("m = @nothing"), "unknown name 'nothing'"},
        {with("m = v + @2 ms"), "this summand is in ms"},
        {with("m = @where(v)"), "takes"},
        {with("m = @min(v)"), "takes"},
        {with("m = @clip(v, 0, 1, 2)"), "takes"},
        {with("m' = @-m"), "divide it by a time"},
        {with("m = v @spike"), "does not spike"},
        {with("m = v if v > 0 { @send 1 }"), "not spike or send"},
        {with("m = @payload"), "unknown name 'payload'"},
        {with("m = @stimulus"), "unknown name 'stimulus'"},
        {with("receive @a, b m = a"), "one sum of events"},
        {with("receive @a in nA m = 0"), "without unit"},
        {with("parameter p = 1 @each m = p"), "no `each`"},
        {with("modulator @other = 1 m = other"), "by their names"},
        {with("state @m"), "declared twice"},
        {with("state @z rounding nearest m = z z = v"), "nothing is rounded"},
        {with("state @z about 1 m = z z = v"), "no `about`"},
        {with("state z = @uniform(0, 1) m = z z = v"), "begin at numbers"},
        {with("state z = 1 @v = 2 m = z"), "'v' is no state"},
        {network("modulator @m = 0 { state z  z = v }"), "do not say what it becomes"},
        {network("modulator m = 0 pulse @{ m = v }"), "pulse or has equations"},
        {network("modulator m = 0 decay 5 ms @{ m = v }"), "decay or has equations"},
        {with("m = v @)"), "expected"},
        {with("state @z = 2 range 1 m = z z = v"), "beyond its range"},
        {with("state @z m = z z += v"), "no range of 'z' can be proved"},
        {with("m = v") + "\nfeed cell -> @m", "takes no events"},
        {with("state a state b state c state d state e state @f"
              " m = a a = b b = c c = d d = e e = f f = v"),
         "no word is left for 'f'"},
        {with("state z m = z z = v") + "\n@core { ADD G2, zero, k(1) }", "taken: by 'm.z'"},
    };
    for (const Refused& one : all) refused(one);
}

TEST_CASE("five modulators that receive are one too many", "[compiler][modulators]") {
    std::string text = "network n\npopulation cell 1 relay()\n";
    for (int i = 0; i < 4; ++i) text += "modulator p" + std::to_string(i) + " = 0 pulse\n";
    refused({text + "modulator @m = 0 { receive e m += e }", "too many modulators that `receive`"});
}

TEST_CASE("what a modulator starts with is neither lost nor ignored", "[compiler][modulators]") {
    const Refused all[] = {
        {network("modulator level = @1e-9"), "is 0 on the chip"},
        {network("modulator level = @0.001 range 1e9"), "is 0 on the chip"},
        {network("modulator level = @16.1"), "beyond its range"},
        {with("@m = 20"), "too large"},
        {network("modulator @load = 0 range 3e9\nfeed cell -> load"), "is 2^31 at most"},
        {network("modulator level = 0 range @1e-12"), "from 2^-29 to 2^47"},
        {network("modulator level = 0 range @1e20"), "from 2^-29 to 2^47"},
        {network("modulator once = @1 pulse"), "is never read"},
        {network("modulator m = @1 { m = v }"), "is never read"},
    };
    for (const Refused& one : all) refused(one);
    for (const std::string text :
         {"modulator level = 1e-7", "modulator m = 1 { m' = -m / (5 ms) }",
          "modulator m = 1 { if v > 0 { m = v } }",
          "modulator load = 0 range 2e9 feed cell -> load modulator da = 0 range 1 { receive e"
          " state z range 0.001 z' = -z / (5 ms)  z += e  da += e }",
          "modulator first = 0 { first = second } modulator second = 1 { second = v }"})
        compile_ok(network(text));
}

TEST_CASE("a modulator takes no name that means something else where it is read",
          "[compiler][modulators]") {
    for (const std::string name : {"dt", "gauss", "if", "w", "x1", "r0", "G1", "zero", "P3"})
        refused({network("modulator @" + name + " = 1"), "is a word of"});
    refused({network("modulator @mV = 1"), "is a unit"});
    refused({network("let q = 3 modulator @q = 1"), "is a constant"});
    refused({network("modulator q = 1 let @q = 3"), "is a modulator already"});
}

TEST_CASE("a modulator that stalls at a part of its range is a warning, whatever its word may hold",
          "[compiler][modulators]") {
    const auto warned = [](const std::string& size) {
        const auto result =
            compile("network n step 0.1 ms modulator a = 0 decay 20 s population s " + size +
                    " relay() feed s -> a");
        REQUIRE(result.ok());
        return std::any_of(
            result.diagnostics.begin(), result.diagnostics.end(),
            [](const auto& one) { return one.text.find("'a' stops up to") != std::string::npos; });
    };
    CHECK(warned("4000"));
    CHECK_FALSE(warned("10"));
}

TEST_CASE("a decay so slow that a step multiplies by 1 is a warning", "[compiler][modulators]") {
    for (const std::string one :
         {"modulator @m = 1 decay 1e16 s", "modulator m = 1 { @m' = -m / (1e16 s) }"}) {
        std::string text = network(one);
        const compiler::Position at = unmark(text);
        const auto result = compile_ok(text);
        const bool found = std::any_of(
            result.diagnostics.begin(), result.diagnostics.end(), [&](const auto& diagnostic) {
                UNSCOPED_INFO(to_string(diagnostic));
                return diagnostic.at == at &&
                       diagnostic.text.find("the time constant of 'm', 1e+19 steps, is lost") !=
                           std::string::npos;
            });
        CHECK(found);
    }
    for (const auto& one : compile_ok(network("modulator m = 1 decay 20 ms")).diagnostics)
        FAIL_CHECK(to_string(one));
}

TEST_CASE("a number that is lost in a modulator is a warning", "[compiler][modulators]") {
    std::string text = with("@m = v + 1e-11");
    const compiler::Position at = unmark(text);
    const auto result = compile(text);
    REQUIRE(result.ok());
    bool found = false;
    for (const auto& one : result.diagnostics) {
        UNSCOPED_INFO(to_string(one));
        found |= one.at.line == at.line && one.text.find("0 on the chip") != std::string::npos;
    }
    CHECK(found);
}

}  // namespace bouton::test
