// SPDX-License-Identifier: Apache-2.0
// The places of modulators' words, on the model and on the twin: what one modulator's range and
// feeders are makes no other one coarser, and what is within a range is not cut.
#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "compiler/compile.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"

using namespace bouton;

namespace {

runtime::Session session(const std::string& device, const std::string& text) {
    compiler::CompileResult result = compiler::compile_text("network n " + text, "test.net");
    for (const auto& one : result.diagnostics) UNSCOPED_INFO(to_string(one));
    REQUIRE(result.ok());
    return {runtime::make_device(device), std::move(*result.image)};
}

const char* const devices[] = {"model", "twin"};

}  // namespace

TEST_CASE("a modulator that neurons feed makes no other one coarser", "[compiler][modulators]") {
    for (const std::string device : devices)
        for (const std::string fed :
             {"modulator load = 0 decay 100 ms range 8192 population s 1 relay()",
              "modulator load = 0 pulse population s 200 relay()",
              "modulator load = 0 decay 100 ms range 3e4 population s 1 relay()"}) {
            CAPTURE(device, fed);
            runtime::Session one =
                session(device, "step 0.1 ms " + fed +
                                    " feed s -> load modulator da = 0 decay 5 s"
                                    " modulator c = 0 range 1 { receive e state d range 1"
                                    " c' = -c / (20 s) c += e d' = -d / (1 s) d += e / 2 }");
            one.modulate("da", 0.3);
            one.modulate("c", 0.5);
            const double da = 0.3, c = 0.5;
            one.run(30002);
            CHECK(one.modulator_value("da") == Approx(da * std::exp(-0.6)).epsilon(2e-3));
            CHECK(one.modulator_value("c") == Approx(c * std::exp(-0.15)).epsilon(1e-4));
            CHECK(one.modulator_value("c.d") == Approx(c / 2 * std::exp(-3)).epsilon(1e-3));
            CHECK(one.health().empty());
        }
}

TEST_CASE("all neurons that feed a modulator can spike in one step", "[compiler][modulators]") {
    for (const std::string device : devices) {
        CAPTURE(device);
        runtime::Session one = session(
            device,
            "input i 1 population s 200 relay() population t 3 relay()"
            " projection i -> s all_to_all weight 1 projection i -> t all_to_all weight 1"
            " modulator many = 0 pulse modulator few = 0 range 4 modulator held = 0.25 range 1"
            " feed s -> many feed t -> few");
        one.inject("i", 0);
        double most = 0;
        one.run(10, [&](const runtime::Session& now, const auto&) {
            most = std::max(most, now.modulator_value("many"));
        });
        CHECK(most == 200);
        CHECK(one.modulator_value("few") == 3);
        one.modulate("held", -0.75);
        one.modulate("few", -1.5);
        one.run(2);
        CHECK(one.modulator_value("held") == -0.5);
        CHECK(one.modulator_value("few") == 1.5);
        CHECK(one.health().empty());
    }
}

// `a` goes beyond the range of what is made of it, `raw` too.
TEST_CASE("what a clip takes off is not counted, and does not take more with it",
          "[compiler][modulators]") {
    for (const std::string device : devices) {
        CAPTURE(device);
        runtime::Session one =
            session(device,
                    "modulator raw = 40 range 64 modulator a = 0 range 10"
                    " modulator d = 0 range 4 { d = clip(raw, 0, 3.9) }"
                    " modulator chosen = 0 range 4 { chosen = where(raw > 3.9, 3.9, raw) }"
                    " modulator p = 0 range 3 { p = clip(a - 2, 0, 2.5) }"
                    " model m { state v range 4 v = clip(raw - 0.5, 0, 3) } population cell 1 m()");
        one.modulate("a", 9);
        one.run(5);
        CHECK(one.modulator_value("d") == Approx(3.9).margin(1e-6));
        CHECK(one.modulator_value("chosen") == Approx(3.9).margin(1e-6));
        CHECK(one.modulator_value("p") == 2.5);
        CHECK(one.states("cell", "v")[0] == 3);
        one.modulate("raw", -37.5);
        one.modulate("a", -5.5);
        one.run(3);
        CHECK(one.modulator_value("d") == 2.5);
        CHECK(one.modulator_value("chosen") == 2.5);
        CHECK(one.modulator_value("p") == 1.5);
        CHECK(one.states("cell", "v")[0] == 2);
        CHECK(one.health().empty());
    }
}

TEST_CASE("a clip of a modulator's own value keeps its places", "[compiler][modulators]") {
    for (const std::string device : devices) {
        CAPTURE(device);
        runtime::Session one =
            session(device,
                    "step 0.1 ms modulator m = 0 range 1 { receive e  m' = -m / (5 s)"
                    " m = clip(m + e, -0.5, 0.75) } modulator big = 0 pulse range 4096");
        one.modulate("m", 0.5);
        one.run(10002);
        CHECK(one.modulator_value("m") == Approx(0.5 * std::exp(-0.2)).epsilon(1e-4));
        one.modulate("m", 0.9);
        one.run(2);
        CHECK(one.modulator_value("m") == Approx(0.75).margin(1e-3));
    }
}

TEST_CASE("a modulator holds its own range", "[compiler][modulators]") {
    for (const std::string device : devices) {
        CAPTURE(device);
        runtime::Session one =
            session(device,
                    "modulator g = 1 range 1 modulator low = -16 modulator x = 40 range 64"
                    " modulator d = 0 range 4 { d = clip(x, -4, 4) }"
                    " modulator chosen = 0 { parameter top = 16 chosen = where(x > top, top, x) }"
                    " modulator e = 2 range 2 { e' = (2 - e) / (10 ms) }"
                    " modulator p = 0 { p = d + 4 } population cell 1 relay()");
        one.run(3);
        CHECK(one.modulator_value("g") == 1);
        CHECK(one.modulator_value("low") == -16);
        CHECK(one.modulator_value("d") == 4);
        CHECK(one.modulator_value("chosen") == 16);
        CHECK(one.modulator_value("e") == Approx(2).margin(1e-6));
        CHECK(one.modulator_value("p") == 8);
        one.modulate("x", -50);
        one.modulate("low", 15.75);
        one.modulate("g", -0.5);
        one.run(2);
        CHECK(one.modulator_value("d") == -4);
        CHECK(one.modulator_value("chosen") == -10);
        CHECK(one.modulator_value("low") == -0.25);
        CHECK(one.modulator_value("g") == 0.5);
        CHECK(one.health().empty());
    }
}
