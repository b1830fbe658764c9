// SPDX-License-Identifier: Apache-2.0
// The formats that the compiler chooses for the states of models, how it has them stored, and what
// it says where a number of the text is lost in them.
#include <algorithm>
#include <cmath>
#include <map>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

std::string network(const std::string& body, const std::string& arguments = "",
                    const std::string& head = "") {
    return "network n " + head + "\nmodulator m = 1\ninput pre 2\nmodel cell {\n" + body +
           "\n}\npopulation p 4 cell(" + arguments +
           ")\nprojection pre -> p all_to_all weight 0.5\nrecord spikes p\n";
}

compiler::FormatReport format(const compiler::CompileResult& result, const std::string& name) {
    for (const compiler::FormatReport& one : result.report.formats)
        if (one.owner == "p" && one.name == name) return one;
    throw std::out_of_range("no state " + name);
}

compiler::FormatReport format(const std::string& body, const std::string& name) {
    return format(compile_ok(network(body)), name);
}

bool says(const compiler::CompileResult& result, compiler::Severity severity,
          const std::string& text) {
    bool found = false;
    for (const auto& one : result.diagnostics) {
        UNSCOPED_INFO(to_string(one));
        found |= one.severity == severity && one.text.find(text) != std::string::npos;
    }
    return found;
}

constexpr auto error = compiler::Severity::Error, warning = compiler::Severity::Warning;

}  // namespace

TEST_CASE("a declared range gives a word its places", "[compiler][formats]") {
    const double range = GENERATE(0.125, 1.0, 256.0);
    const auto result =
        compile_ok("network n input pre 4 population p 4 race(threshold = 0.1, range = " +
                   std::to_string(range) + ") projection pre -> p all_to_all weight 0.03");
    CHECK(format(result, "v").scale == std::ldexp(range, -23));
}

TEST_CASE("a threshold beyond a range that is only declared is an error", "[compiler][formats]") {
    const auto beyond = [](const std::string& state, const std::string& change,
                           const std::string& threshold) {
        return compile(network("receive x state q " + state + " q' = " + change +
                               " / (5 ms) q += 90 * x spike when q > " + threshold));
    };
    CHECK(says(beyond("range 8", "-q", "20"), error,
               "the constant 20 is too large for its place: beside 'q' there fit -7.99976 to "
               "7.99976; give 'q' a range of 20 or more"));
    CHECK(beyond("range 20", "-q", "20").ok());
    const std::string unit = " * 1 mV", mV = " receive x state q in mV about -65 mV range 8 mV";
    CHECK(says(compile(network(mV + " q' = (-65 mV - q) / (5 ms) q += 90 mV * x"
                                    " spike when q > -20 mV")),
               error,
               "the constant -20 mV is too large for its place: beside 'q' there fit -72.9998 mV "
               "to -57.0002 mV; give 'q' a range of 45 mV or more"));
    CHECK(
        says(compile(network("receive x state q range 1e-6 state r range 1e9 q += 1e7 * r r += x")),
             error, "this multiplies by a number that is"));
}

TEST_CASE("what is too small or too large beside another value is named with its range",
          "[compiler][formats]") {
    const std::string sizes =
        "receive x state q range 1e-6 q += 1e-7 * x state r range 1e9 "
        "r += 1e7 * x ";
    for (const std::string meets :
         {"spike when q > r", "spike when max(q, r) > 1", "spike when where(x > 0, q, r) > 1"})
        CHECK(says(compile(network(sizes + meets)), error,
                   "'q', which goes from 0 to 1.1e-06, is too small for what it meets here: its "
                   "place holds up to 1.07374e+09 in steps of 0.5; make it larger, or give the "
                   "states it meets smaller ranges"));
    CHECK(says(compile(network("receive x state q in mV range 3 mV q += 1000000 mV spike when x > "
                               "q / (1 mV)")),
               error,
               "which holds 3.99988 at most: make it smaller, or give what it is added to, or "
               "compared with, a larger range. It is for 'q', which goes from 0 mV to 3 mV"));
}

TEST_CASE("a constant of a rule that is too large says what fits", "[compiler][formats]") {
    CHECK(
        says(compile("network n input i 2 population p 4 lif() rule r { x1: trace tau 20 ms range "
                     "16 dw = 0.1*y0*step(x1 - 1000) bounds [0, 1] } projection i -> p all_to_all "
                     "weight 0.5 rule r"),
             error,
             "the constant 1000 is too large for its place, which holds 15.9995 at most beside x1, "
             "which goes from 0 to 16: make it smaller"));
}

TEST_CASE("a threshold at the end of a declared range is reached", "[compiler][formats]") {
    CHECK(format("receive x state v range 8 v' = -v / (5 ms) v += 9 * x spike when v >= 8", "v")
              .scale == std::ldexp(16.0, -23));
}

TEST_CASE("what counts in constants that its word loses is refused", "[compiler][formats]") {
    const auto counter = [](const std::string& state, const std::string& end) {
        const std::string one = state.starts_with("in steps") ? "dt" : "1";
        return compile(network("receive x state q " + state + " q += " + one +
                               " if q >= 8000000 * " + one + " { " + end + " } spike when q < " +
                               one));
    };
    CHECK(counter("range 8388608", "q -= 8000000").ok());
    CHECK(says(counter("range 16777216", "q -= 8000000"), error,
               "'q' would stand still: steps change it by 1, and the numbers that its word holds "
               "are 2 apart. It may count up to 8388608, for 8388608 ms at this step"));
    CHECK(counter("range 8388608 rounding truncate", "q = 0").ok());
    CHECK(says(counter("range 16777216 rounding truncate", "q = 0"), error, "stand still"));
    CHECK(says(compile(network("receive x state q = 9000000 range 16777216 rounding nearest"
                               " q = max(q - 1, 0) spike when q < 3")),
               error, "stand still"));
    CHECK(says(counter("in steps range 16777216 * dt", "q = 0"), error, "stand still"));
}

TEST_CASE("a proved range is not doubled, and yet nothing saturates", "[compiler][formats]") {
    const auto one = format("receive x state v v' = -v / (5 ms) v += x", "v");
    const double reach = 1 / -std::expm1(-0.2);  // 5.5
    CHECK(one.range == Approx(reach));
    CHECK(one.scale == std::ldexp(8.0, -23));
    CHECK_FALSE(one.assumed);
    // What a proof puts at the very end of a word does not fit in it.
    CHECK(format("receive x state v v = x", "v").scale == std::ldexp(2.0, -23));
}

TEST_CASE("a state may saturate if it can leave what its word holds, not what was declared",
          "[compiler][formats]") {
    const auto assumed = [](const std::string& range) {
        return format("receive x state v range " + range + " v' = -v / (5 ms) v += x", "v").assumed;
    };
    CHECK_FALSE(assumed("5"));  // reaches 5.5, and 8 can be held
    CHECK_FALSE(assumed("6"));
    CHECK(assumed("4"));
}

TEST_CASE("states that are added to each other keep their own places", "[compiler][formats]") {
    const std::string states =
        "receive x state a state b range 1000 a' = -a / (5 ms) a += x "
        "b' = -b / (5 ms) b += x ";
    const double alone = format(states, "a").scale;
    CHECK(alone == std::ldexp(8.0, -23));
    CHECK(format(states + "spike when a + b > 3", "a").scale == alone);
    CHECK(format(states + "spike when b - a > 3", "a").scale == alone);
    CHECK(format("receive x state a state b range 1000 state c range 1000 a' = -a / (5 ms) a += x"
                 " b += x c = a + b",
                 "a")
              .scale == alone);
}

TEST_CASE("formats do not depend on the order of lines that have nothing to do with each other",
          "[compiler][formats]") {
    struct Case {
        std::string head;
        std::vector<std::string> lines;
    };
    const std::string four =
        "parameter g = 1 each receive x, y state a range 4 state b range 100 state c range 30 "
        "state d range at most 20 let l = min(x + y, 1)\n";
    // What is added to c comes in few places, because much may come at x.
    const std::string free =
        "receive x, y state a state b state c state f state d range 1 state e range 1 "
        "f' = -f / (5 ms) f += x a' = (min(y, 0.1) - a) / (5 ms) b' = (min(y, 0.1) - b) / (5 ms) "
        "c' = -c / (1 ms) c += y\n";
    const Case one = GENERATE_COPY(values<Case>({
        {four, {"a' = (x - a) / (5 ms)", "b' = (x - b) / (300 ms)", "c = c * 0.5 + x"}},
        {four, {"a = min(a, l)", "if y > 1 { c = 3 }", "if y > 0.25 { d = 5 }", "b = min(b, l)"}},
        {four, {"a = exp(l)", "b = exp2(l) * x", "c += g * x", "d += 4 * g + y"}},
        {four, {"a = l", "b = l", "c = l + y", "d = 0.5 * l"}},
        {free, {"d = min(a + b, 1)", "e = min(b + c, 1)"}},
        {"receive x, y state a range 0.1 state b range 100 ", {"a += x", "b += x", ""}},
    }));
    std::vector<std::size_t> order(one.lines.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::map<std::string, double> first;
    do {
        std::string body = one.head;
        for (const std::size_t i : order) body += one.lines[i] + "\n";
        CAPTURE(body);
        const auto result =
            compile_ok(network(body, one.head == four ? "g = uniform(0.5, 1.5)" : "") +
                       "projection pre -> p all_to_all weight 0.5 receptor y\n"
                       "input many 64\nprojection many -> p all_to_all weight 0.5");
        std::map<std::string, double> scales;
        for (const auto& format : result.report.formats)
            if (format.owner == "p") scales[format.name] = format.scale;
        if (first.empty()) first = scales;
        CHECK(scales.size() > 1);
        CHECK(scales == first);
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("a state that would stall too far from its end is stored stochastically",
          "[compiler][formats]") {
    const auto rounding = [](const std::string& tau, const std::string& said = "") {
        return format("receive x state v" + said + " v' = -v / (" + tau + ") v += 0.001 * x", "v");
    };
    CHECK(rounding("20 ms").rounding == "nearest");
    CHECK(rounding("2000 ms").rounding == "stochastic");
    CHECK(rounding("2000 ms", " rounding nearest").rounding == "nearest");
    CHECK(rounding("20 ms", " rounding stochastic").rounding == "stochastic");
    CHECK(rounding("20 ms", " rounding truncate").rounding == "toward zero");
    const auto kept = rounding("20 ms");
    CHECK(kept.stall == Approx(kept.scale / 2 / -std::expm1(-1 / 20.0)));
    // What adds up in steps of few places, too.
    CHECK(format("receive x state v range 100 v += 1e-5 * x", "v").rounding == "stochastic");
    CHECK(format("receive x state v range 100 v += x", "v").rounding == "nearest");
}

TEST_CASE("what holds another state off its end counts too", "[compiler][formats]") {
    const auto lif = [](const std::string& step, const std::string& arguments) {
        return compile("network n step " + step + " input pre 4 population p 4 lif(" + arguments +
                       ") projection pre -> p all_to_all weight 20");
    };
    CHECK(format(lif("1 ms", ""), "i").rounding == "nearest");
    const auto fine = lif("0.1 ms", "");
    CHECK(fine.diagnostics.empty());
    CHECK(format(fine, "i").rounding == "stochastic");
    CHECK(format(fine, "v").rounding == "nearest");
    CHECK(format(fine, "v").stall < 0.005);  // mV
    // All to nearest, so without a draw: possible, and not silent.
    const auto deterministic = lif("0.1 ms", "rounding = nearest");
    CHECK(format(deterministic, "i").rounding == "nearest");
    CHECK(format(deterministic, "v").stall == Approx(0.154).epsilon(0.01));
    CHECK(says(deterministic, warning, "which holds 'v' 0.151067 mV off"));
    CHECK(says(lif("1 ms", "rounding = 3"), error, "rounding is nearest, stochastic or truncate"));
}

TEST_CASE("a number that is 0 on the chip is not passed over", "[compiler][formats]") {
    struct Case {
        std::string body, text;
        compiler::Severity severity;
    };
    const Case one = GENERATE(values<Case>({
        {"receive x state v range 1e10 v += x spike when v > 1", "the 1 that this compares with",
         error},
        {"receive x state v = 1e-3 range 1e10 v += x", "'v' is 0.001, which is 0 in its word",
         error},
        {"parameter t = 1 each receive x state v range 1e12 v += x spike when v > t",
         "the 1 that this compares with", error},
        {"receive x state v range 1e10 v += x + 1e-3", "this is 0.001 at most, and 0 on the chip",
         warning},
        {"receive x state v range 1e10 v += 1e-3 * x", "this is 0.001 at most, and 0 on the chip",
         warning},
        {"receive x state v range 1e10 v = max(v + x, 1e-3)", "this is 0.001 at most", warning},
    }));
    const auto result = compile(network(one.body));
    CAPTURE(one.body);
    CHECK(says(result, one.severity, one.text));
    CHECK(result.ok() == (one.severity == warning));
}

TEST_CASE("a rule that can change nothing on the chip is refused", "[compiler][formats]") {
    const auto rule = [](const std::string& equations) {
        return compile(
            "network n input pre 2 population p 4 lif() rule tiny { x1: trace tau 20 ms"
            " y1: trace tau 20 ms " +
            equations +
            " bounds [0, 1] }"
            " projection pre -> p all_to_all weight 0.5 rule tiny");
    };
    const auto nothing = rule("dw = 1e-12*x1*y0 - 1e-12*y1*x0");
    CHECK_FALSE(nothing.ok());
    CHECK(says(nothing, error, "changes nothing"));
    CHECK(
        says(nothing, warning,
             "it comes to 1.6e-11 w, the smallest number that can be added to it is 9.31323e-10"));
    const auto half = rule("dw = 1e-12*x1*y0 - 0.01*y1*x0");
    CHECK(half.ok());
    CHECK(says(half, warning, "in rule 'tiny' this is 0 on the chip"));
    CHECK(rule("dw = 1e-6*x1*y0").diagnostics.empty());
    CHECK(says(rule("dw = 0.1*x1*step(x1 - 1e-12)*y0"), warning, "this is 0 on the chip"));
}

TEST_CASE("a projection that has nothing but zeros on the chip is refused", "[compiler][formats]") {
    const std::string head =
        "network n input pre 2 population p 4 lif() projection pre -> p "
        "all_to_all weight 100 projection small = pre -> p all_to_all ";
    const auto lost = compile(head + "weight 0.0001");
    CHECK_FALSE(lost.ok());
    CHECK(says(lost, error,
               "all weights of projection 'small' are 0 on the chip: the largest is "
               "0.0001, the smallest step 0.00390625"));
    CHECK(compile(head + "weight 0").diagnostics.empty());
    CHECK(compile(head + "weight 0.0001 receptor inh").diagnostics.empty());
}

TEST_CASE("only what is rounding error is taken for 0 in constants", "[compiler][formats]") {
    const auto lines = [](const std::string& body) {
        return program(*compile_ok(network(body)).image, "p.cell");
    };
    const std::string head = "receive x state v range 1e-6 v = min(v + 1e-7 * x, ";
    const auto none = lines(head + "0)");
    CHECK(lines(head + "0.1 + 0.2 - 0.3)") == none);
    CHECK(lines(head + "1e6 + 0.1 - 1e6 - 0.1)") == none);
    CHECK(lines(head + "0.9 * 65 + 0.07 * 65 + 0.03 * 65 - 65)") == none);
    // 1e-13 of 1 is more than rounding makes: it used to vanish.
    CHECK(lines("receive x state v range 1e-12 v = min(v + 1e-13 * x, 1 - 0.9999999999999)") !=
          lines("receive x state v range 1e-12 v = min(v + 1e-13 * x, 0)"));
}

}  // namespace bouton::test
