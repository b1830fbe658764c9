// SPDX-License-Identifier: Apache-2.0
// Registers hold what a rule comes to on its way, where the ranges say how much that is.
#include <algorithm>
#include <functional>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

std::string network(const std::string& dw) {
    return "network n\ninput i 1\npopulation p 1 lif()\nrule r { dw = " + dw +
           " bounds [0, 1] rounding nearest }\n"
           "projection s = i -> p all_to_all weight 1 rule r\n";
}

}  // namespace

TEST_CASE("no register saturates on the way to a change that is in range", "[compiler]") {
    struct Rule {
        std::string text;
        std::function<double(double)> change;
    };
    const auto rule = GENERATE(values<Rule>({
        {"0.1*w*(w - 0.5)*(1 - w)*x0", [](double w) { return 0.1 * w * (w - 0.5) * (1 - w); }},
        {"-0.1*max(w - 0.5, 0)*x0", [](double w) { return -0.1 * std::max(w - 0.5, 0.0); }},
        {"-0.1*max(0, 2*w - 1)*x0", [](double w) { return -0.1 * std::max(2 * w - 1, 0.0); }},
        {"-0.1*max(w - 0.5, -0.5)*x0", [](double w) { return -0.1 * (w - 0.5); }},
        {"-0.1*min(w - 0.1, w)*x0", [](double w) { return -0.1 * (w - 0.1); }},
        {"-0.1*max(w - 1.5, -1)*x0", [](double w) { return -0.1 * std::max(w - 1.5, -1.0); }},
        {"-0.1*(0.99999*w)*max(w, 0.99999*w)*x0", [](double w) { return -0.1 * 0.99999 * w * w; }},
        {"0.125*w*(0.95*max(w, 0.95) - 1.2*max(w, 0.8))*x0",
         [](double w) { return 0.125 * w * (0.95 * std::max(w, 0.95) - 1.2 * std::max(w, 0.8)); }},
        {"2.4*x0 - 2.5*max(w, 0.9)*x0", [](double w) { return 2.4 - 2.5 * std::max(w, 0.9); }},
        {"-0.1*x0*step(w - 0.5) - 0.5*x0*w + 0.5*x0*w*w",
         [](double w) { return (w >= 0.5 ? -0.1 : 0) - 0.5 * w + 0.5 * w * w; }},
    }));
    const double w = GENERATE(0.0, 0.25, 0.5, 0.75, 1.0);
    CAPTURE(rule.text, w);
    for (const auto& one : compile_ok(network(rule.text)).diagnostics) FAIL(to_string(one));
    Simulation simulation(network(rule.text));
    simulation.set_weight("s", 0, w);
    simulation.spike("i", 0);
    simulation.run(4);
    CHECK(simulation.wrong() == 0);
    constexpr double place = 0x1p-14;
    CHECK(simulation.weight("s") ==
          Approx(std::clamp(w + rule.change(w), 0.0, 1.0)).margin(1.01 * place));
}

TEST_CASE("a rate as slow as the range of its trace allows fits the registers of homeostasis",
          "[compiler]") {
    const auto found = compile_ok(
        "network n\ninput i 1\npopulation p 1 lif()\n"
        "rule r = homeostatic(eta = 0.02, target = 20 Hz, tau = 500 ms, sweep = 4)\n"
        "projection s = i -> p all_to_all weight 0.5 rule r\n");
    for (const auto& one : found.diagnostics) FAIL(to_string(one));
}

TEST_CASE("a limit of min or max is an operand", "[compiler]") {
    const auto cost = [](const std::string& call) {
        const auto result = compile_ok(network("-0.1*" + call + "*x0"));
        return program(*result.image, "s.r.Pre").size();
    };
    CHECK(cost("max(w - 0.5, 0)") == 3);
    CHECK(cost("max(0, w - 0.5)") == 3);
    CHECK(cost("min(w - 0.5, 0.25)") == 3);
}

}  // namespace bouton::test
