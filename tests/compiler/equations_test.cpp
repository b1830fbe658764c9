// SPDX-License-Identifier: Apache-2.0
// Models as equations: what is refused and where, what programs they become.
#include "tests/compiler/refused.hpp"

namespace bouton::test {
namespace {

using Lines = std::vector<std::string>;

// A model with a population and input of its own.
std::string network(const std::string& body, const std::string& arguments = "") {
    return "network n\nmodulator m = 1\ninput pre 2\nmodel cell {\n" + body +
           "\n}\npopulation p 4 cell(" + arguments +
           ")\nprojection pre -> p all_to_all weight 0.5\nrecord spikes p\n";
}

void model_refused(const Refused& one) {
    refused({network(one.text), one.message});
}

Lines lines(const std::string& body, const std::string& arguments = "") {
    return program(*compile_ok(network(body, arguments)).image, "p.cell");
}

}  // namespace

TEST_CASE("units that do not fit are refused at their place, with what is missing",
          "[compiler][models]") {
    model_refused(GENERATE(values<Refused>({
        {"receive x in nA state v in mV range 1 mV v += @x", "in nA, expected in mV"},
        {"receive x in nA state v in mV range 1 mV v' = @x", "in nA, expected in mV/ms"},
        {"receive x state v in mV range 1 mV v = 0 * x v' = @-v", "divide it by a time"},
        {"receive x state v range 1 v = v + @1 mV", "in mV, expected a number without unit"},
        {"receive x state v range 1 spike when x > @1 nA", "this side of the comparison"},
        {"receive x state v range 1 v = exp(@1 ms)", "the argument of exp"},
        {"receive x state v in mV range @5 v = v * x", "expected in mV"},
        {"parameter t = 1 ms above @1 mV receive x spike when x > 1", "in mV, expected in ms"},
        {"receive x in nA parameter r = 5 MOhm state v in mV range 1 mV v = @(r * x * x)",
         "it lacks a factor in 1/nA"},
        {"receive x send @(x * mV)", "a payload is in mV"},
    })));
}

TEST_CASE("conductances and capacitances are units", "[compiler][models]") {
    const std::string rest = "\nreceive exc in nA state v in mV\n";
    const std::string step = GENERATE("1 ms", "0.1 ms");
    const auto with = [&](const std::string& constants, const std::string& equation) {
        std::string text =
            network(constants + rest + equation + "\nspike when v >= 15 mV { v = 0 mV }");
        text.insert(text.find('\n'), "\nstep " + step);
        // Constants too, to the bit.
        return compile_ok(text).image->cores[0].region;
    };
    CHECK(with("parameter R = 100 MOhm, tau = 20 ms", "v' = (R*exc - v)/tau") ==
          with("parameter g = 10 nS, C = 200 pF", "v' = (exc - g*v)/C"));
    model_refused({"parameter C = 200 pF" + rest + "v' = @exc\nspike when v >= 15 mV",
                   "in nA, expected in mV/ms"});
}

TEST_CASE("a number has any prefix of its unit", "[compiler][models]") {
    const auto [a, b] =
        GENERATE(values<std::pair<std::string, std::string>>({{"2 ns", "0.002 us"},
                                                              {"3 mA", "3e6 nA"},
                                                              {"4 fA", "4e-6 nA"},
                                                              {"5 mF", "5e6 nF"},
                                                              {"6 fF", "6e-6 nF"},
                                                              {"7 mHz", "0.007 Hz"},
                                                              {"8 MHz", "8e3 kHz"}}));
    const auto with = [](const std::string& weight) {
        return compile_ok(
                   "network n input i 2 population p 4 relay() projection i -> p all_to_all "
                   "weight " +
                   weight)
            .image->cores[0]
            .region;
    };
    CHECK(with("(0.3 * " + a + " / (" + b + "))") == with("0.3"));
}

TEST_CASE("weights that are conductances have any prefix", "[compiler][models]") {
    const auto with = [](const std::string& weight) {
        return compile(
            "network n input i 2 model cell { receive g in uS state v in uS"
            " v' = -v / (5 ms) v += g } population p 4 cell() rule r { x1: trace tau"
            " 20 ms dw = 0.001*uS*x1*y0 bounds [0, 0.01] }"
            " projection i -> p all_to_all weight " +
            weight + " rule r");
    };
    const auto expected = with("0.0003");
    REQUIRE(expected.ok());
    for (const char* weight : {"0.0003 uS", "0.3 nS", "300 pS"}) {
        CAPTURE(weight);
        REQUIRE(with(weight).ok());
        CHECK(with(weight).image->cores[0].region == expected.image->cores[0].region);
    }
    refused(
        {"network n input i 2 population p 4 lif_cond() projection i -> p all_to_all weight "
         "@0.3 nS",
         "a weight at 'lif_cond' must be a number without unit, found a conductance"});
}

TEST_CASE("a state in Hz counts Hz", "[compiler][models]") {
    const auto with = [](const std::string& state, const std::string& init) {
        return compile_ok("network n step 0.1 ms input i 2 model cell { receive x state r in Hz" +
                          state + " range 40 Hz r' = -r / (5 ms) r += x * 1 Hz }" +
                          " population p 4 cell()" + init +
                          " projection i -> p all_to_all weight 0.5");
    };
    const auto own = with(" = 10 Hz", "");
    CHECK(own.report.formats[0].unit == "Hz");
    CHECK(own.report.formats[0].range == Approx(40));
    CHECK(with("", " init(r = 10 Hz)").image->cores[0].region == own.image->cores[0].region);
    CHECK(with("", " init(r = uniform(0.01, 0.01) kHz)").image->cores[0].region ==
          own.image->cores[0].region);
}

TEST_CASE("models that mean nothing are refused at their place", "[compiler][models]") {
    model_refused(GENERATE(values<Refused>({
        {"receive x spike when x > @y", "unknown name 'y'"},
        {"receive x @v += x", "declare the state first, as `state v`"},
        {"receive x @x = 1", "'x' is no state"},
        {"receive x state @x", "declared twice"},
        {"receive x state @if", "a word of the language"},
        {"receive x state @mV", "is a unit"},
        {"receive x state g in @nS", "states and weights count in uS: write `in uS`"},
        {"receive x in @pA state v", "states and weights count in nA: write `in nA`"},
        {"receive x state v v = @foo(x)", "unknown function 'foo'"},
        {"receive x state v v = @min(x)", "takes 2 arguments"},
        {"receive x state v range 9 v = x / @x", "division is by constants"},
        {"receive x state v range 9 v = x / @0", "division by 0"},
        {"receive x state v range 9 v = @log(x)", "for constants only"},
        {"receive x if @x { }", "expected a condition"},
        {"receive x state v range 9 v = @(x > 1)", "a condition is no value"},
        {"receive x spike when x > 1 @spike when x > 2", "a second `spike`"},
        {"receive x if x > 1 { @spike }", "not inside a block"},
        {"receive x state v range 9 v' = -v / (2 ms) @v' = -v / (3 ms)", "a second equation"},
        {"receive x state @v v += x", "no range of 'v' can be proved"},
        {"receive x, y, z, w, @u", "4 receptors at most"},
        {"receive x state v in @furlongs", "a unit, as mV"},
        {"receive x state v in mV = @normal(0, 1) v = v * x", "expected in mV"},
        {"receive x spike when @x", "expected a condition"},
        {"parameter a = @b, b = 1 receive x spike when x > a", "unknown name 'b'"},
    })));
}

// They used to vanish, or to make a threshold or a state 0, on the twin as on the chip.
TEST_CASE("numbers that are not finite are refused at their place", "[compiler][models]") {
    model_refused(GENERATE(values<Refused>({
        {"parameter a = @log(-1) receive x state v range 9 v += x + a", "has no value"},
        {"parameter a = @exp(1000) receive x state v range 9 v += x + a", "too large"},
        {"receive x state v range 9 v += x + @exp(1000)", "too large, or has no value"},
        {"receive x state v range 9 v += x + @sqrt(0 - 1)", "too large, or has no value"},
        {"receive x state v range 9 v += @(x + 1e308 + 1e308)", "too large, or has no value"},
        {"receive x state v = @log(0 - 1) range 9 v += x", "has no value"},
        {"parameter b = 5 above @sqrt(0 - 1) receive x spike when x > b", "has no value"},
        {"receive x state v range 9 state w range 9 @v' = (v * 1e6 + w) / (1 ms)"
         " w' = (w * 1e6 - v) / (1 ms) v += x",
         "too large, or has no value"},
    })));
}

TEST_CASE("the model of the documentation is the lif of the library", "[compiler][models]") {
    const std::string own = R"(
  parameter tau_m = 20 ms above 0, tau_syn = 5 ms above 0
  parameter v_rest = -65 mV, resistance = 100 MOhm, refractory = 2 ms whole
  parameter v_threshold = -50 mV each above v_rest
  receive exc, inh in nA
  state i in nA
  state v in mV = v_rest about v_rest range 240 mV
  state wait in steps range refractory
  i' = -i / tau_syn
  i += exc - inh
  v' = (v_rest - v + resistance * i) / tau_m
  if wait > 0 { v = v_rest }
  wait = max(wait - dt, 0)
  spike when v >= v_threshold { v = v_rest  wait = refractory })";
    const Lines found = lines(own);
    const Lines lif = program(*compile_ok("network n input pre 2 population p 4 lif()"
                                          " projection pre -> p all_to_all weight 0.5")
                                   .image,
                              "p.lif");
    CHECK(found.size() == 14);
    CHECK(found.size() == lif.size());
    // The order in which a spike's block assigns, and how wait is rounded, are its own.
    CHECK(Lines(found.begin(), found.begin() + 12) == Lines(lif.begin(), lif.begin() + 12));
}

TEST_CASE("a state that never changes takes no word and no instruction", "[compiler][models]") {
    const std::string body =
        "parameter refractory = 2 ms whole receive x state v range 8 state wait in steps"
        " range refractory v' = -v / (10 ms) v += x if wait > 0 { v = 0 }"
        " wait = max(wait - dt, 0) spike when v >= 4 { v = 0 wait = refractory }";
    CHECK(lines(body).size() == 10);
    CHECK(lines(body, "refractory = 0 ms") == Lines{"DCY r0, S0, K >> 18", "ADD r0, r0, D0 >> 2",
                                                    "CMP.ge r0, K", "FLG spike post, K ?p",
                                                    "SEL.ne S0, zero, r0"});
}

TEST_CASE("equal subexpressions are computed once", "[compiler][models]") {
    const Lines once = lines(
        "receive x state a range 1 state b range 1"
        " a = max(x - 0.25, 0) b = max(x - 0.25, 0) * 0.5 spike when max(x - 0.25, 0) > 0.1");
    CHECK(std::count_if(once.begin(), once.end(),
                        [](const std::string& line) { return line.starts_with("MAX"); }) == 1);
}

TEST_CASE("equations beside each other are integrated together, exactly", "[compiler][models]") {
    const Lines together = lines(
        "receive x state a range 1 state b range 1 a' = -a / (5 ms) b' = (a - b) / (5 ms) a += x");
    const Lines apart = lines(
        "receive x state a range 1 state b range 1 a' = -a / (5 ms) a += x b' = (a - b) / (5 ms)");
    CHECK(together.size() == 5);
    CHECK(apart.size() == 6);
    CHECK(together != apart);
}

TEST_CASE("what is not linear is integrated by forward Euler, and the report says so",
          "[compiler][models]") {
    const auto result = compile_ok(network("receive x state v range 2 v' = (x - v * v) / (5 ms)"));
    REQUIRE_FALSE(result.report.notes.empty());
    CHECK(result.report.notes[0].find("forward Euler") != std::string::npos);
}

TEST_CASE("a range is proved where it can be, and else assumed", "[compiler][models]") {
    const auto result = compile_ok(network(
        "receive x state a range at most 100 state b range 100 a' = -a / (5 ms) a += x b += x"));
    for (const auto& format : result.report.formats) {
        if (format.name == "a") CHECK_FALSE(format.assumed);
        if (format.name == "a") CHECK(format.range < 12);  // 2 * 0.5 * 2 / (1 - e^-0.2)
        if (format.name == "b") CHECK(format.assumed);
    }
    CHECK(std::any_of(result.report.notes.begin(), result.report.notes.end(),
                      [](const std::string& note) {
                          return note.find("'b' may saturate") != std::string::npos;
                      }));
}

TEST_CASE("a chain of choices takes time in proportion to its length", "[compiler][models]") {
    const std::string changed = GENERATE("v -= 0.5", "v = where(x > 1, v - 0.25, v)",
                                         "v = max(v - 0.25, v - 0.5)", "v = where(x > 1, v, 3)");
    std::string body = "receive x state v range 64 ";
    for (int i = 0; i < 80; ++i) {
        body += "if v > 0." + std::to_string(i + 10) + " { " + changed + " } ";
    }
    const auto result = compile(network(body + "v += x spike when v > 4 { v = 0 }"));
    for (const auto& diagnostic : result.diagnostics) UNSCOPED_INFO(to_string(diagnostic));
    CHECK_FALSE(result.ok());  // longer than the program memory, and nothing else
    for (const auto& diagnostic : result.diagnostics)
        CHECK_THAT(diagnostic.text, Catch::Contains("program"));
}

TEST_CASE("too many values at once are refused, not spilled", "[compiler][models]") {
    std::string body = "receive x state y range 64 state z range 64 ", sum = "0", most = "0";
    for (int i = 0; i < 10; ++i) {
        const std::string name = "a" + std::to_string(i);
        body += "let " + name + " = max(x - 0.0" + std::to_string(i) + ", 0) ";
        sum += " + " + name;
        most = "max(" + most + ", " + name + ")";
    }
    const auto result = compile(network(body + "y = " + sum + " z = " + most));
    CHECK_FALSE(result.ok());
    bool found = false;
    for (const auto& diagnostic : result.diagnostics) {
        UNSCOPED_INFO(to_string(diagnostic));
        found |= diagnostic.text.find("more than 8 registers") != std::string::npos;
    }
    CHECK(found);
}

TEST_CASE("receptors have the names that the model gives them", "[compiler][models]") {
    const std::string model =
        "model m { receive soma, dendrite, gate spike when soma * 2 >"
        " dendrite + gate }";
    compile_ok("network n input pre 1 " + model +
               " population p 4 m projection pre -> p all_to_all receptor dendrite"
               " projection pre -> p all_to_all receptor gate"
               " projection pre -> p all_to_all receptor soma");
    CHECK_FALSE(compile("network n input pre 1 " + model +
                        " population p 4 m projection pre -> p all_to_all receptor exc")
                    .ok());
}

TEST_CASE("everything the language has compiles to legal programs", "[compiler][models]") {
    // compile_ok runs the static checks of the machine on the image.
    const std::string body = GENERATE(
        as<std::string>{}, "receive x spike when rnd < x",
        "receive x state v range 4 v = gauss * x", "receive x state v range 4 v = x * x * x",
        "receive x state v range 1 rounding stochastic v' = -v / (5 ms) v += x",
        "receive x state v range 4 v' = (rnd - v) / (5 ms) v += x * m",
        "receive x state v range 4 if x > 1 and not (x > 2 or m < 0) { v = 1 } else { v = 0.3 }",
        "receive x state v range 4 if x > 1 { v = 1 } else if x > 0.5 { v += 0.25 }",
        "receive x state v range 4 state u range 4 if x > 1 { v += 0.7 u = v }"
        " spike when v > 3 { v = u }",
        "receive x state v range 4 state u range 4 v = u u = v spike when x > 1",
        "receive x state v range 4 v = where(x >= 1, sgn(x - 2), step(x)) send v * 0.3 when v > 0",
        "receive x state v range 4 v' = -v * abs(v) / (9 ms) v += x spike when abs(v) == 1",
        "receive x send 0.3", "receive x state v range 1 spike { v = x }",
        "receive x state v range 40 v = exp2(min(x, 4)) * exp(-2 * abs(x))",
        "receive x state v range 4 spike when (x > 1 or m > 1) and (x < 3 or m < 1) { v = 1 }",
        "receive x let a = x > 1 spike when x > 2",
        "receive x state v range 4 v = 1e-6 * x spike when v > 1e-7 state w range 1",
        "parameter g = 1 each receive x state v range 4 v' = -g * v / ms v += x * g");
    CAPTURE(body);
    if (body.find("let a = x > 1") != std::string::npos) {
        CHECK_FALSE(compile(network(body)).ok());
        return;
    }
    const bool each = body.starts_with("parameter g");
    compile_ok(network(body, each ? "g = uniform(0.1, 0.5)" : "") +
               "rule r { y1: trace tau 20 ms dw = 0.1*y1*x0 bounds [0, 1] }"
               "projection pre -> p all_to_all weight 0.5 rule r");
}

}  // namespace bouton::test
