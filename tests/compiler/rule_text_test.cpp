// SPDX-License-Identifier: Apache-2.0
// Rules as text: parameters, instances, units, what is computed once, and where errors point.
#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

const std::string head =
    "network n\nmodulator m = 0.5\ninput i 2\npopulation p 2 lif()\n";  // 4 lines

std::vector<std::string> warnings_and_errors(const std::string& text) {
    std::vector<std::string> list;
    for (const auto& one : compile(text).diagnostics) list.push_back(to_string(one));
    return list;
}

bool says(const std::vector<std::string>& list, const std::string& what) {
    return std::any_of(list.begin(), list.end(),
                       [&](const std::string& one) { return one.find(what) != std::string::npos; });
}

std::vector<std::string> lines(const std::string& rule, const std::string& trigger) {
    return program(*compile_ok(head +
                               "rule r { x1: trace tau 20 ms y1: trace tau 20 ms"
                               " z: word range 2 " +
                               rule +
                               " bounds [0, 1] rounding nearest }"
                               " projection s = i -> p all_to_all weight 0.5 rule r")
                        .image,
                   "s.r." + trigger);
}

}  // namespace

TEST_CASE("a projection names a rule with parameters without an instance", "[compiler]") {
    const std::string named = "rule r = pair_stdp(a_plus = 0.01)\n";
    const std::string own = "rule mine(a = 0.01) { x1: trace tau 20 ms dw = a*x1*y0 }\n";
    const std::string rest = "projection s = i -> p all_to_all weight 0.1 rule ";
    const auto post = [&](const std::string& text, const std::string& rule) {
        const auto lines = program(*compile_ok(head + text).image, "s." + rule + ".Post");
        REQUIRE_FALSE(lines.empty());
        return lines;
    };
    const auto expected = post(named + rest + "r", "r");
    CHECK(post(rest + "pair_stdp(a_plus = 0.01)", "pair_stdp(a_plus=0.01)") == expected);
    CHECK(post(rest + "pair_stdp()", "pair_stdp()") == post(rest + "pair_stdp", "pair_stdp"));
    CHECK(post(own + rest + "mine", "mine") == post(own + rest + "mine(a = 0.01)", "mine(a=0.01)"));
}

TEST_CASE("what is wrong in a rule is found where nothing uses it", "[compiler]") {
    const auto found = [](const std::string& body) {
        return warnings_and_errors(head + "rule r { x1: trace tau 20 ms z: word\n" + body +
                                   "\nbounds [0, 1] }");
    };
    CHECK(found("dw = 0.1*x1*y0*m*step(post.v - 1)*rnd dz = z*u3 dt = -t*r0").empty());
    CHECK(says(found("dw = 0.1*q*y0"), "test.net:6:10: error: unknown variable 'q'"));
    CHECK(says(found("dw = 0.1*(x1 + y2)*y0"), "test.net:6:16: error: unknown variable 'y2'"));
    CHECK(says(found("dw = 0.1*step(x1 - n)*y0"), "test.net:6:20: error: unknown variable 'n'"));
    CHECK(says(found("dw = 0.1*foo(x1)*y0"), "unknown function 'foo'"));
    CHECK(says(found("du = 0.1*x1*y0"), "declare the word first"));
    CHECK(says(found("dw = 0.1*u*y0"), "declare the word first"));
}

TEST_CASE("the order of a rule, its instance, its template and its use does not matter",
          "[compiler]") {
    const std::string own = "rule mine(a) { x1: trace tau 20 ms dw = a*x1*y0 }\n";
    const std::string made = "rule r = mine(a = 0.01)\n";
    const std::string used = "projection s = i -> p all_to_all weight 0.1 rule r\n";
    const auto image = [&](const std::string& text) { return *compile_ok(head + text).image; };
    const auto expected = program(image(own + made + used), "s.r.Post");
    REQUIRE_FALSE(expected.empty());
    CHECK(program(image(used + made + own), "s.r.Post") == expected);
    CHECK(program(image(made + used + own), "s.r.Post") == expected);
    CHECK(program(image(used + own + made), "s.r.Post") == expected);
}

TEST_CASE("a rule with parameters gives what its text with their values gives", "[compiler]") {
    const std::string own =
        "rule mine(a, b = 0.25, tau = 10 ms, k = 2, G) { x1: trace tau tau t: tag range 2"
        " dt = a*x1*y0 dw = b*G*t*u(k) bounds [0, b] }\n";
    const std::string rest = " projection i -> p all_to_all weight 0.1 rule r";
    const auto instance =
        compile_ok(head + own + "rule r = mine(a = 0.5, tau = 20 steps, G = m)" + rest);
    const auto text = compile_ok(head +
                                 "rule r { x1: trace tau 20 ms t: tag range 2 dt = 0.5*x1*y0"
                                 " dw = 0.25*m*t*u2 bounds [0, 0.25] }" +
                                 rest);
    CHECK(*instance.image == *text.image);
}

TEST_CASE("a parameter without a default can be a time", "[compiler]") {
    const std::string rest = " dw = 0.1*x1*y0 bounds [0, 1] }\n",
                      use = " projection i -> p all_to_all weight 0.1 rule r";
    CHECK(*compile_ok(head + "rule f(tau) { x1: trace tau tau" + rest + "rule r = f(tau = 5 ms)" +
                      use)
               .image == *compile_ok(head + "rule r { x1: trace tau 5 ms" + rest + use).image);
}

TEST_CASE("every instance has its own parameters, and a file's rule hides one of the library",
          "[compiler]") {
    const auto result = compile_ok(head +
                                   "rule oja(eta = 0.5) { dw = eta*x0 bounds [0, 1] }"
                                   " rule a = oja() rule b = oja(eta = 0.25, bits = 8)"
                                   " projection s = i -> p all_to_all weight 0.1 rule a"
                                   " projection t = i -> p all_to_all weight 0.1 rule b");
    CHECK(program(*result.image, "s.a.Pre") == std::vector<std::string>{"ADD.sr W, W, K"});
    CHECK(program(*result.image, "t.b.Pre").size() == 1);
    CHECK(program(*result.image, "s.a.Post").empty());
}

TEST_CASE("errors in an instance point at it and at the line of the rule", "[compiler]") {
    const auto [text, message] = GENERATE(table<std::string, std::string>({
        {"rule r = oja(tau = 0 ms)\n",
         "test.net:5:20: error: tau must be positive (in oja, compiler/library/rules/oja.net:"},
        {"rule r = rstdp(modulator = none)\nprojection i -> p all_to_all rule r",
         "test.net:5:28: error: unknown variable 'none' (in rstdp, compiler/library/rules/"},
        {"rule f(a = 1) {\n dw = a*foo*x0 }\nrule r = f(a = 2)\nprojection i -> p all_to_all rule "
         "r",
         "test.net:7:10: error: unknown variable 'foo' (in f, test.net:6:9)"},
        {"rule f(a = 1) {\n dw = a*x0 + }", "test.net:6:14: error: expected a variable"},
        {"rule f(a = 1, a = 2) { }", "5:15: error: parameter 'a' is declared twice"},
        {"rule f(x1 = 1) { }", "5:8: error: 'x1' has a meaning"},
        {"rule f(a = 1) { ", "expected '}'"},
        {"rule f(a) { dw = a*x0 }\nrule r = f()", "6:10: error: f needs `a = NAME`"},
        {"rule f(a = 1) { dw = a*x0 }\nrule r = f(a = m)", "6:16: error: 'a' must be one number"},
        {"rule f(a = 1) { dw = a*x0 }\nrule r = f(b = 1)", "6:12: error: unknown parameter 'b'"},
        {"rule f() { }\nrule f() { }", "6:6: error: rule 'f' with parameters is defined twice"},
        {"rule f(k = 1) { dw = u(k)*w }\nrule r = f(k = 17)", "6:16: error: a sweep must be"},
    }));
    CAPTURE(text, message);
    const auto found = warnings_and_errors(head + text);
    for (const std::string& one : found) UNSCOPED_INFO(one);
    CHECK(says(found, message));
}

TEST_CASE("units in a rule's text are checked, and say what to change", "[compiler]") {
    const auto [equation, message] = GENERATE(table<std::string, std::string>({
        {"dw = 0.1*x1*y0", ""},
        {"dw = 1 pA*x1*y0", ""},
        {"dw = 0.1*post.v*x0", ""},
        {"dw = 0.1*step(post.v - 5 mV)*x0", ""},
        {"dw = 0.1*(post.v - 5 mV)/(1 mV)*x0", ""},
        {"dw = 0.1*(0.5 nA - w)*x0", ""},
        {"dw = 0.1*(y1 - 2*5 Hz*20 ms)*x0", ""},
        {"dw = 0.1*exp(-(1 ms)/(20 ms))*x1*y0", ""},
        {"dw = 0.1*x1/(1 ms)*y0 ", "in 1/ms, expected a plain number: multiply by a time"},
        {"dw = 0.1*(x1 - 5 mV)*y0", "do not go together"},
        {"dw = 0.1*(post.v - 5 mV)*x0", "in mV, expected nA or"},
        {"dw = 0.1*(post.v - 5 nA)*x0", "do not go together"},
        {"dw = exp2(-(5 mV))*x0", "takes a plain number"},
        {"dw = min(x1, 20 ms)*y0", "the arguments do not go together"},
    }));
    CAPTURE(equation);
    const auto found = warnings_and_errors(
        head + "rule r { x1: trace tau 20 ms set y1: trace tau 20 ms set " + equation +
        " bounds [0, 1] }\nprojection i -> p all_to_all weight 0.5 rule r");
    for (const std::string& one : found) UNSCOPED_INFO(one);
    if (message.empty())
        CHECK(std::none_of(found.begin(), found.end(), [](const std::string& one) {
            return one.find("error") != std::string::npos;
        }));
    else
        CHECK(says(found, message));
}

TEST_CASE("a rate times a time is a number, whatever their units", "[compiler]") {
    const auto image = [](const std::string& number) {
        return *compile_ok(head + "rule r { dw = " + number +
                           "*x0 bounds [0, 1] } projection i -> p all_to_all weight 0.5 rule r")
                    .image;
    };
    CHECK(image("5 Hz*25 ms") == image("0.125"));
    CHECK(image("(0.125 kHz)*1 steps") == image("0.125"));
    CHECK(image("0.025 s*(5 mV)/(1 MOhm*1 us*1 uA)/1000") == image("0.125"));
}

TEST_CASE("a register that a rule can saturate is warned of at its place", "[compiler]") {
    const auto found = [](const std::string& rule) {
        return warnings_and_errors(head + "rule r = " + rule +
                                   "\nprojection i -> p all_to_all weight 0.5 rule r"
                                   "\nprojection i -> p all_to_all weight 0.5 rule r");
    };
    CHECK(found("pair_stdp(bounds = [0, 1])").empty());
    const auto loud = found("pair_stdp(a_plus = 0.2, bounds = [0, 1])");
    REQUIRE(loud.size() == 1);  // once, though two projections have it
    CHECK(says(loud, "test.net:5:"));
    CHECK(says(loud, "warning: in rule 'r' this can come to 2.09"));  // (1 + 0.2 * 16) / 2
    CHECK(says(loud, "pair_stdp.net:"));
    CHECK(found("pair_stdp(a_plus = 0.2, bounds = [0, 1], trace_range = 4)").empty());
    // And it does.
    Simulation simulation(
        "network s input pre 1 input teacher 1 population cell 1 relay(threshold = 1.5)"
        " rule r = pair_stdp(a_plus = 0.2, bounds = [0, 1])"
        " projection p = pre -> cell all_to_all weight 1 rule r"
        " projection teacher -> cell all_to_all weight 1.9");
    for (int t = 0; t < 30; ++t) {
        if (t < 14) simulation.spike("pre", 0);
        if (t == 14) simulation.spike("teacher", 0);
        simulation.run();
    }
    CHECK(simulation.wrong() > 0);
}

TEST_CASE("a tag that stalls is warned of", "[compiler]") {
    const auto found = [](const std::string& how) {
        return warnings_and_errors(head + "rule r { t: tag range 1 tau 1000 ms sweep " + how +
                                   " dt = 0.1*x0 dw = 0.1*t*u0 bounds [0, 1] }"
                                   "\nprojection i -> p all_to_all weight 0.5 rule r");
    };
    CHECK(says(found("0 rounding_tag nearest"), "decays no further than to 0.0152588"));
    CHECK(found("0").empty());
    CHECK(found("0 rounding_tag stochastic").empty());
}

TEST_CASE("what occurs twice in a program is computed once", "[compiler]") {
    const auto once = [](const std::vector<std::string>& program, const std::string& start) {
        return std::count_if(program.begin(), program.end(),
                             [&](const std::string& one) { return one.starts_with(start); });
    };
    const auto square = lines("dw = 0.1*(w - 0.5)*(w - 0.5)*x0", "Pre");
    CHECK(once(square, "ADD r0, W, K") == 1);
    CHECK(square.size() == 3);
    const auto two = lines("dw = 0.1*max(w, z)*x0 dz = 0.2*max(w, z)*x0", "Pre");
    CHECK(once(two, "MAX") == 1);
    const auto random = lines("dw = 0.1*max(rnd, 0.5)*x0 dz = 0.1*max(rnd, 0.5)*x0", "Pre");
    CHECK(once(random, "MAX") == 2);  // two draws
}

TEST_CASE("conditions are predicates", "[compiler]") {
    CHECK(lines("dw = 0.25*step(w - 0.5)*x0", "Pre") ==
          std::vector<std::string>{"CMP.ge W, K", "ADD.ne W, W, K ?p"});
    const auto both = lines("dw = 0.1*step(y1 - 0.5)*step(0.7 - w)*y1*x0", "Pre");
    REQUIRE(both.size() == 3);
    CHECK(both[0].starts_with("CMP.ge S"));
    CHECK(both[1].starts_with("CMP.ge.and K, W"));
    CHECK(both[2].ends_with("?p"));
}

TEST_CASE("values computed once and conditions have their values", "[compiler]") {
    const auto [text, change] = GENERATE(table<std::string, double>({
        {"(w - 0.25)*(w - 0.25)", 0.0625},
        {"(w - 0.25)*(w - 0.25)*(w - 0.25)", 0.015625},
        {"0.5*max(w, 0.25)*max(w, 0.25)*step(w - 0.25)", 0.125},
        {"0.25*step(0.5 - w)", 0.25},
        {"0.25*step(0.49 - w)", 0},
        {"0.25*step(w - 0.25)*step(0.75 - w)", 0.25},
        {"0.25*step(w - 0.25)*step(w - 0.75)", 0},
        {"0.125*step(w - 0.75) + 0.25*step(w - 0.25)", 0.25},
        {"0.125*step(w)*w + 0.0625*step(-w) + 0.125", 0.1875},
        {"(0.5 - step(w - 0.25)*w)*0.5 + w/8", 0.0625},
        {"sgn(w - 0.75)*(w - 0.25) + sgn(w - 0.75)*0.5*w", -0.5},
    }));
    CAPTURE(text);
    Simulation simulation("network v input pre 1 population cell 1 relay() rule r { dw = (" + text +
                          ")*x0 bounds [-1, 1] rounding nearest }"
                          " projection p = pre -> cell all_to_all weight 0.5 rule r");
    simulation.spike("pre", 0);
    simulation.run();
    CHECK(simulation.weight("p") - 0.5 == Approx(change).margin(1e-4));
    CHECK(simulation.wrong() == 0);
}

}  // namespace bouton::test
