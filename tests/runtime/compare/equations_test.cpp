// SPDX-License-Identifier: Apache-2.0
// Equations in which a value is read again after an instruction that could have been given its
// register: on the twin, against values computed here.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "compiler/compile.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"

using namespace bouton;

namespace {

runtime::Session twin(const std::string& text) {
    compiler::CompileResult result = compiler::compile_text("network n step 1 ms " + text, "n.net");
    for (const auto& one : result.diagnostics) UNSCOPED_INFO(to_string(one));
    REQUIRE(result.ok());
    return {runtime::make_device("twin"), std::move(*result.image)};
}

// What `next` returns in each step is the state of a population 'o' of one neuron.
void follow(runtime::Session one, const std::string& state, const std::function<double()>& next) {
    for (int t = 0; t < 40; ++t) {
        CAPTURE(t, state);
        one.step();
        REQUIRE(one.states("o", state)[0] == Approx(next()).margin(1e-9));
    }
}

const double decay10 = std::exp(-1.0 / 10), decay20 = std::exp(-1.0 / 20),
             decay100 = std::exp(-1.0 / 100);

// v decays from 2, w grows by 0.1 from 1; `change` acts on v between.
void follow_two(const std::string& line, const std::function<void(double&, double)>& change) {
    double v = 2, w = 1;
    follow(twin("model q { state v = 2 range 16 state w = 1 range 16 v' = -v / (20 ms) " + line +
                " w += 0.1 } population o 1 q"),
           "v", [&] {
               v *= decay20;
               change(v, w);
               w += 0.1;
               return v;
           });
}

}  // namespace

TEST_CASE("an adaptive threshold meets the membrane before its reset", "[compiler][equations]") {
    runtime::Session one = twin(
        "model aif { receive exc state v range 16 state a range 16 v' = -v / (20 ms) v += exc"
        " a' = -a / (100 ms) spike when v >= 1 + a { v = 0 a += 0.5 a = min(a, 2) } }"
        " input i 1 population o 1 aif projection i -> o all_to_all weight 0.5 record spikes o");
    double v = 0, a = 0;
    int spikes = 0;
    for (int t = 0; t < 200; ++t) {
        one.inject("i", 0);
        const bool spiked = !one.step().empty();
        v = v * decay20 + (t > 0 ? 0.5 : 0);
        a *= decay100;
        const bool expected = v >= 1 + a;
        if (expected) {
            v = 0;
            a = std::min(a + 0.5, 2.0);
            ++spikes;
        }
        CAPTURE(t);
        REQUIRE(spiked == expected);
        REQUIRE(one.states("o", "v")[0] == Approx(v).margin(1e-9));
        REQUIRE(one.states("o", "a")[0] == Approx(a).margin(1e-9));
    }
    CHECK(spikes > 10);
}

TEST_CASE("a block that is not taken leaves its state, whatever it cuts off",
          "[compiler][equations]") {
    const auto change = [](double& v, double w) {
        if (w > 3) v = std::max(v - 0.5, 0.0);
    };
    SECTION("if") {
        follow_two("if w > 3 { v -= 0.5 v = max(v, 0) }", change);
    }
    SECTION("where") {
        follow_two("v = where(w > 3, max(v - 0.5, 0), v)", change);
    }
    SECTION("spike") {
        follow_two("spike when v > 5 { v -= 0.5 v = max(v, 0) }", [](double&, double) {});
    }
}

TEST_CASE("a block of a modulator that is not taken leaves it", "[compiler][equations]") {
    double m = 2;
    follow(twin("modulator gate = 0 modulator m = 2 { m' = -m / (20 ms)"
                " if gate > 0.5 { m += 0.5 m = min(m, 3) } }"
                " model P { state z range 16 z = m } population o 1 P"),
           "z", [&] { return m *= decay20; });
}

TEST_CASE("a modulator is compared with a sum of itself", "[compiler][equations]") {
    double m = 2;
    follow(twin("modulator a = 1 modulator m = 2 range 64 { m' = (2 - m) / (20 ms)"
                " if a > m - 0.5 and a < 3 { m = a - 3 } }"
                " model P { state z range 64 z = m } population o 1 P"),
           "z", [&] {
               m = 2 + (m - 2) * decay20;
               if (1 > m - 0.5) m = -2;
               return m;
           });
}

TEST_CASE("a value times its difference to a number is both", "[compiler][equations]") {
    SECTION("of a state") {
        double v = 0.5;
        follow(twin("model q { state v = 0.5 range 4 state out range 4 v' = -v / (10 ms)"
                    " let x = 2 * v - 0.2 out = x * (x - 0.1) } population o 1 q"),
               "out", [&] {
                   v *= decay10;
                   const double x = 2 * v - 0.2;
                   return x * (x - 0.1);
               });
    }
    SECTION("of modulators") {
        follow(twin("modulator da = 1.5 modulator ach = 0.8"
                    " modulator m = 0 { let x = da * ach m = x * (x - 0.5) }"
                    " model P { state z range 16 z = m } population o 1 P"),
               "z", [] { return 1.2 * (1.2 - 0.5); });
    }
    SECTION("with units") {
        double v = -60;
        follow(twin("model qif { receive exc in mV parameter v_rest = -65 mV"
                    " state v in mV = -60 mV about v_rest range 40 mV"
                    " let x = (v - v_rest + exc + 0 mV) / (1 mV) v += 0.001 * x * (x - 15) * mV"
                    " spike when v > -35 mV { v = v_rest } } input i 1 population o 1 qif"
                    " projection i -> o all_to_all weight 0.5"),
               "v", [&] {
                   const double x = v + 65;
                   return v += 0.001 * x * (x - 15);
               });
    }
}

TEST_CASE("a gain is a value times its difference to a number", "[compiler][equations]") {
    runtime::Session one = twin(
        "dynamics dd { state R = 1 spike { R -= 0.2 * R } R' = (1 - R) / (100 ms)"
        " let x = 1.2 * R - 0.1 gain x * (x - 0.5) }"
        " model sum { receive exc state z range 16 z = exc } input i 1 population o 1 sum"
        " projection i -> o all_to_all weight 0.5 gain dd");
    double r = 1, arrives = 0;
    for (int t = 0; t < 40; ++t) {
        one.inject("i", 0);
        one.step();
        CAPTURE(t);
        // An event of a step meets the gain that the step before it left.
        REQUIRE(one.states("o", "z")[0] == Approx(arrives).margin(1e-9));
        const double x = 1.2 * r - 0.1;
        arrives = 0.5 * x * (x - 0.5);
        r = 1 + (0.8 * r - 1) * decay100;
    }
}
