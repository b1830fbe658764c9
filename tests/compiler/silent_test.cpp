// SPDX-License-Identifier: Apache-2.0
// What can never act is a warning at its place (`@`), and only that.
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

struct Warned {
    std::string text, message;
};

void warned(const Warned& one) {
    std::string text = one.text;
    const compiler::Position at = unmark(text);
    const auto result = compile_ok(text);
    CAPTURE(text, one.message, at.line, at.column);
    bool found = false;
    for (const auto& diagnostic : result.diagnostics) {
        UNSCOPED_INFO(to_string(diagnostic));
        found |= diagnostic.at == at && diagnostic.text.find(one.message) != std::string::npos;
    }
    CHECK(found);
}

const std::string head = "network n\ninput i 4\npopulation p 4 lif\n";
const std::string plastic = "projection i -> p all_to_all weight 0.3 rule r\n";
const std::string traces = "x1: trace tau 20 ms range 4 t: tag tau 500 ms ";

std::string model(const std::string& body) {
    return "network n\nstep 0.1 ms\ninput i 4\nmodel m { receive exc in nA\n" + body +
           " }\npopulation p 4 m\n";
}

}  // namespace

TEST_CASE("what can never act is warned of", "[compiler]") {
    warned(GENERATE(values<Warned>({
        {head +
             "modulator da = 0 pulse\nrule r { x1: trace tau 20 ms\n dw = @0.01*da*x1*r0 "
             "bounds [0, 1] }\n" +
             plastic,
         "r0 needs a modulator that says `reward`"},
        {head + "rule @r { reward { ADD.sr W, W, k(1) } }\n" + plastic, "r0 needs a modulator"},
        {head + "rule @r { }\n" + plastic, "rule 'r' changes nothing: it has no equation"},
        {head + "rule @r { x1: trace tau 20 ms bounds [0, 1] }\n" + plastic, "changes nothing"},
        {model("state v in mV range 64 mV v' = (20 mV-v)/(10 ms) spike when v > 10 mV { v = 0 }") +
             "projection @i -> p all_to_all weight 0.1",
         "no equation of 'm' reads the receptor 'exc'"},
        {model("parameter @tau = 5 ms state v in mV range 64 mV v' = -v/(10 ms)+exc*(1 MOhm)/ms") +
             "projection i -> p all_to_all weight 0.1",
         "no equation of 'm' reads 'tau'"},
        {model("state v in mV range 1 mV v' = -v/(10 ms) + exc*(1 MOhm)/(10 ms)\n"
               "@spike when v > 30 mV { v = 0 mV }") +
             "projection i -> p all_to_all weight 0.1",
         "this spike never comes: 'v' is held within 1 mV; give it a larger range"},
        {model("state v in mV range 1 mV v' = -v/(10 ms) + exc*(1 MOhm)/(10 ms)\n"
               "@spike when -30 mV >= v { v = 0 mV }") +
             "projection i -> p all_to_all weight 0.1",
         "this spike never comes"},
        {head + "modulator da = 0 pulse\nrule r { " + traces +
             "sweep 3\n dt = 0.1*x1*y0 dw = 0.1*@da*t*u3 bounds [0,1] }\n" + plastic,
         "of 8 events 7 are lost"},
        {head +
             "modulator da = 0 pulse\nmodulator d = 0 { let now = da - 1 d = 2*now }\nrule r { " +
             traces + "sweep 2\n dt = 0.1*x1*y0 dw = 0.1*@d*t*u2 bounds [0,1] }\n" + plastic,
         "every 4 steps, and in 'd' an event of 'da' lasts one: of 4 events 3 are lost"},
        {head + "modulator da = 0 pulse\nrule r = rstdp(modulator = @da, sweep = 1)\n" + plastic,
         "of 2 events 1 are lost"},
    })));
}

TEST_CASE("what acts is not warned of", "[compiler]") {
    const std::string text = GENERATE_COPY(
        head +
            "modulator da = 0 pulse reward\nrule r { x1: trace tau 20 ms range 4\n"
            "dw = 0.01*da*x1*r0 bounds [0, 1] }\n" +
            plastic,
        head +
            "core { FLG reward, k(1) }\nrule r { x1: trace tau 20 ms range 4\n"
            "dw = 0.01*x1*r0 bounds [0, 1] }\n" +
            plastic,
        head + "modulator da = 0 pulse range 1\nrule r = rstdp(modulator = da, rate = 0.1)\n" +
            plastic,
        head +
            "modulator da = 0 decay 20 ms range 1\nrule r = rstdp(modulator = da, rate = 0.1, "
            "sweep = 3)\n" +
            plastic,
        head +
            "modulator a = 0 pulse\nmodulator d = 0 range 1 { d = clip(0.9*d + a, -1, 1) }\n"
            "rule r = rstdp(modulator = d, rate = 0.1, sweep = 3)\n" +
            plastic,
        // No synapses: the cell cannot spike, and that may be meant.
        model("parameter top = 10 mV state v in mV range 64 mV v' = -v/(10 ms) + exc*(1 MOhm)/ms "
              "spike when v > top { v = 0 mV }"));
    const auto result = compile_ok(text);
    CAPTURE(text);
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    CHECK(result.diagnostics.empty());
}

TEST_CASE("no example is warned of", "[compiler]") {
    const auto result = compiler::compile_file("examples/networks/td_error.net");
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    CHECK(result.ok());
    CHECK(result.diagnostics.empty());
}

}  // namespace bouton::test
