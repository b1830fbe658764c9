// SPDX-License-Identifier: Apache-2.0
// Dynamics of axons as equations: what is refused and where, what programs they become.
#include "compiler/explain/explain.hpp"
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

std::string network(const std::string& body, const std::string& arguments = "") {
    return "network n\nmodulator m = 1\ninput pre 2\ndynamics own {\n" + body +
           "\n}\npopulation p 4 relay()\nprojection s = pre -> p all_to_all weight 0.5 gain own(" +
           arguments + ")\n";
}

std::vector<std::string> lines(const std::string& text) {
    return program(*compile_ok(text).image, "s.axon");
}

const std::string copied =
    "parameter U = 0.5 from 0 to 1, tau_rec = 800 ms from 0, tau_facil = 0 ms from 0\n"
    "state R = 1\nstate u = U\nspike { R -= u * R  u += U * (1 - u) }\n"
    "if tau_rec > 0 { R' = (1 - R) / tau_rec } else { R = 1 }\n"
    "if tau_facil > 0 { u' = (U - u) / tau_facil } else { u = U }\ngain u * R\n";

}  // namespace

TEST_CASE("dynamics that mean nothing are refused at their place", "[compiler][dynamics]") {
    const Refused one = GENERATE(values<Refused>({
        {"state R = 1 R' = @(1 - R) gain R", "the derivative of 'R' is a number without unit"},
        {"state R = 1 R = @1 mV gain R", "in mV, expected a number without unit"},
        {"state R = 1 gain @(R * mV)", "in mV, expected a number without unit"},
        {"state R = 1 spike when R @> 1 { R = 0 } gain R", "an axon does not decide to spike"},
        {"state R = 1 @send R gain R", "an axon sends nothing"},
        {"receive @x gain x", "an axon has no receptors"},
        {"parameter U = 0.5 @each gain U", "the same for all axons"},
        {"state @gain = 1 gain 1", "a word of dynamics"},
        {"state @payload = 1 gain 1", "a word of dynamics"},
        {"state R = 1 gain R @gain R", "'gain' is given twice"},
        {"gain @m", "'m' has no value before the first step"},
        {"state R = 1 R = R + @stimulus gain R", "unknown name 'stimulus'"},
        {"state @n = 0 n += payload gain 1", "no range of 'n' can be proved"},
        {"state a = 1 state b = 1 state c = 1 state d = 1 a = min(payload, 1) b = a c = b d = c "
         "gain d",
         "available 4"},
    }));
    const std::string text = network(one.text);
    if (one.text.find('@') == std::string::npos) {
        const auto result = compile(text);
        REQUIRE_FALSE(result.ok());
        CHECK(result.diagnostics[0].text.find(one.message) != std::string::npos);
    } else {
        refused({text, one.message});
    }
}

TEST_CASE("dynamics without a gain are refused, and so are two of a name", "[compiler][dynamics]") {
    refused({"network n dynamics @d { state R = 1 R = 1 }", "dynamics 'd' have no gain"});
    refused({"network n dynamics d { gain 1 } dynamics @d { gain 1 }",
             "dynamics 'd' is defined twice"});
    refused({"network n dynamics d { state R = @normal(1, 1) gain R }", "begin alike"});
    refused({network(copied, "U = @2"), "'U' must be from 0 to 1"});
    refused({network(copied, "U = @uniform(0, 1)"), "the same for all axons"});
    refused({network(copied, "tau_rec = @-5 ms"), "'tau_rec' must be 0 or more"});
    refused({network(copied, "@tau = 5 ms"), "unknown parameter 'tau' of own"});
    refused(
        {"network n input a 1 population b 1 relay() rule r { axon { ADD.ne X0, fired, zero }"
         " x1: trace tau 9 ms dw = x1*y0 bounds [0, 1] }"
         " projection a -> b all_to_all rule r gain @short_term()",
         "'short_term' and an axon program of the rule exclude each other"});
}

TEST_CASE("a copy of the library's dynamics is the same program", "[compiler][dynamics]") {
    const std::string arguments = GENERATE("", "U = 0.1, tau_facil = 90 ms", "tau_rec = 0 ms");
    std::string library = network("gain 1", arguments);
    library.replace(library.find("gain own("), 9, "gain short_term(");
    const auto own = lines(network(copied, arguments));
    REQUIRE_FALSE(own.empty());
    CHECK(own == lines(library));
}

TEST_CASE("short-term plasticity costs 8 instructions, 14 with facilitation",
          "[compiler][dynamics]") {
    CHECK(lines(network(copied)).size() == 8);
    CHECK(lines(network(copied, "tau_facil = 100 ms")).size() == 14);
}

TEST_CASE("resources that a spike takes a share of are proved to stay", "[compiler][dynamics]") {
    const auto result = compile_ok(network(copied, "tau_facil = 100 ms"));
    CHECK(result.report.notes.empty());
    const auto open =
        compile_ok(network("state R = 1 range 1 spike { R -= 0.5 } R' = (1 - R) / 9 ms gain R"));
    REQUIRE(open.report.notes.size() >= 1);
    CHECK(open.report.notes[0].find("s: 'R' may saturate") == 0);
}

TEST_CASE("a warning says where an axon would fall asleep", "[compiler][dynamics]") {
    const auto warnings = [](const std::string& body) {
        return compile_ok(network(body)).diagnostics.size();
    };
    CHECK(warnings("state R = 1 R' = (1 - R) / 90 ms spike { R = 0 } gain R") == 1);
    CHECK(warnings("state R about 1 R' = (1 - R) / 90 ms spike { R = 0 } gain R - 1") == 0);
    CHECK(warnings("state R = 1 spike { R = 0 } R' = (1 - R) / 90 ms gain R") == 0);
    CHECK(warnings("state a spike { a = 1 } a' = -a / 90 ms gain a") == 0);
}

TEST_CASE("a block that is never taken may divide by 0", "[compiler][models]") {
    const auto model = [](const std::string& tau) {
        return "network n population p 1 cell(tau = " + tau +
               ") model cell { parameter tau = 9 ms from 0 state v = 1 range 2"
               " if tau > 0 { v' = -v / tau } else { v = 0 }"
               " let w = where(tau > 0, v / tau, 0) spike when v + w * dt > 5 }";
    };
    compile_ok(model("9 ms"));
    compile_ok(model("0 ms"));
    refused(
        {"network n population p 1 cell() model cell { parameter tau = 0 ms state v = 1 range 2"
         " v' = -v / @tau spike when v > 1 }",
         "division by 0"});
}

TEST_CASE("dynamics are explained by their text and program", "[compiler][dynamics]") {
    const auto found = compiler::explain_library("short_term");
    REQUIRE(found.models.size() == 1);
    CHECK(found.models[0].projection == "pre->cell");
    CHECK(found.models[0].program.instructions.size() == 8);
    CHECK(found.models[0].program.instructions[0].at.find("short_term.net:10:3") !=
          std::string::npos);
    REQUIRE(found.models[0].states.size() == 2);
    CHECK(found.models[0].states[0].rounding == "stochastic");
    const std::string text = to_text(found);
    CHECK(text.find("dynamics short_term {") != std::string::npos);
    CHECK(text.find("spike { R -= u * R") != std::string::npos);
    CHECK(to_json(found).find("\"dynamics\":[{") != std::string::npos);

    const auto own = compiler::explain_network(network(copied), "n.net", {}, "own");
    REQUIRE(own.models.size() == 1);
    CHECK_THAT(own.models[0].text, Catch::StartsWith("dynamics own"));
    CHECK(own.models[0].projection == "s");
}

}  // namespace bouton::test
