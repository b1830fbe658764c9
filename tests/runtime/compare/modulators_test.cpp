// SPDX-License-Identifier: Apache-2.0
// Equations of modulators, on the model and on the twin, against what they mean: every expected
// course is computed here in double, from nothing but the events.
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <random>

#include "compiler/compile.hpp"
#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"

using namespace bouton;
using Values = std::map<std::string, double>;

namespace {

runtime::Session session(const std::string& device, const std::string& text) {
    compiler::CompileResult result = compiler::compile_text(text, "test.net");
    for (const auto& one : result.diagnostics) UNSCOPED_INFO(to_string(one));
    REQUIRE(result.ok());
    return {runtime::make_device(device), std::move(*result.image)};
}

// Every step each name of `fed` gets an event with some chance, of a multiple of `grain` up to 1 in
// magnitude. `step` has the events of the step before, and makes of the values those of this one.
void follow(const std::string& text, const std::vector<std::string>& fed, double grain,
            double tolerance, const std::function<void(Values&, Values&)>& step) {
    const unsigned seed = std::random_device{}();
    for (const std::string device : {"model", "twin"}) {
        CAPTURE(device, seed);
        runtime::Session one = session(device, "network n population p 1 relay() " + text);
        std::mt19937 random(seed);
        std::bernoulli_distribution comes(0.3);
        std::uniform_int_distribution<int> size(-static_cast<int>(1 / grain),
                                                static_cast<int>(1 / grain));
        Values values, events;
        std::map<std::string, double> worst;
        for (int t = 0; t < 1000; ++t) {
            Values next;
            for (const std::string& name : fed)
                if (comes(random)) {
                    next[name] = size(random) * grain;
                    one.modulate(name, next[name]);
                }
            one.step();
            step(values, events);
            for (const auto& [name, value] : values)
                worst[name] = std::max(worst[name], std::abs(one.modulator_value(name) - value));
            events = next;
        }
        for (const auto& [name, off] : worst) {
            CAPTURE(name);
            // The twin has the chip's words but for constants and registers: no rounding.
            CHECK(off <= (device == "twin" ? 1e-9 : tolerance));
        }
        CHECK(one.health().empty());
    }
}

}  // namespace

TEST_CASE("a modulator is the error of temporal differences", "[compiler][modulators]") {
    follow(
        "modulator reward = 0 pulse modulator value = 0 pulse range 4"
        " modulator delta = 0 { parameter gamma = 0.9  state before"
        " delta = reward + gamma * value - before  before = value }",
        {"reward", "value"}, 1.0 / 64, 5e-5, [](Values& at, Values& events) {
            const double before = at["value"];
            at["reward"] = events["reward"];
            at["value"] = events["value"];
            at["delta"] = at["reward"] + 0.9 * at["value"] - before;
            at["delta.before"] = at["value"];
        });
}

TEST_CASE("a modulator is the difference of two traces", "[compiler][modulators]") {
    follow(
        "step 0.5 ms modulator fast = 0 decay 10 ms modulator slow = 0 decay 50 ms range 64"
        " modulator burst = 0 { burst = fast - 0.25 * slow }",
        {"fast", "slow"}, 1.0 / 64, 1e-3, [](Values& at, Values& events) {
            at["fast"] = at["fast"] * std::exp(-0.05) + events["fast"];
            at["slow"] = at["slow"] * std::exp(-0.01) + events["slow"];
            at["burst"] = at["fast"] - 0.25 * at["slow"];
        });
}

TEST_CASE("a modulator is a product from a threshold on, and another has an end",
          "[compiler][modulators]") {
    // Events of 1/8: no product is at the threshold.
    follow(
        "modulator a = 0 pulse modulator b = 0 pulse"
        " modulator gated = 0 { let both = a * b  gated = where(both > 0.2421875, both, 0) }"
        " modulator level = 0 range 512 modulator ends = 0 range 512 { ends = clip(level, -0.5, "
        "1.5) }",
        {"a", "b", "level"}, 1.0 / 8, 1e-6, [](Values& at, Values& events) {
            at["a"] = events["a"];
            at["b"] = events["b"];
            const double both = at["a"] * at["b"];
            at["gated"] = both > 0.2421875 ? both : 0;
            at["level"] += events["level"];
            at["ends"] = std::clamp(at["level"], -0.5, 1.5);
        });
}

TEST_CASE("a modulator decays by its own equation, and receives", "[compiler][modulators]") {
    follow(
        "step 0.5 ms modulator m = 0 range 32 { receive e  m' = -m / (20 ms)  m += e }"
        " modulator smooth = 0 { smooth' = (m - smooth) / (5 ms) }",
        {"m"}, 1.0 / 64, 1e-3, [](Values& at, Values& events) {
            at["m"] = at["m"] * std::exp(-0.5 / 20) + events["m"];
            at["smooth"] += (at["m"] - at["smooth"]) * -std::expm1(-0.5 / 5);
        });
}

TEST_CASE("states of a modulator turn together, exactly", "[compiler][modulators]") {
    follow(
        "modulator wave = 1 { state other range 2"
        " wave' = -other / (10 ms)  other' = wave / (10 ms) }"
        " modulator half = 0 { half = wave / 2 }",
        {}, 1, 5e-3, [t = 0.0](Values& at, Values& events) mutable {
            t = events.empty() && at.empty() ? 0.1 : t + 0.1;
            at["wave"] = std::cos(t);
            at["wave.other"] = std::sin(t);
            at["half"] = std::cos(t) / 2;
        });
}

TEST_CASE("equations see those above them in this step, those below in the last",
          "[compiler][modulators]") {
    follow(
        "modulator late = 0 { late = echo }"
        " modulator echo = 0 { echo = source }"
        " modulator soon = 0 { soon = echo }"
        " modulator source = 0 pulse",
        {"source"}, 1.0 / 64, 0, [](Values& at, Values& events) {
            at["late"] = at["echo"];
            at["source"] = at["echo"] = at["soon"] = events["source"];
        });
}

TEST_CASE("a computed modulator is a reward where it is not 0", "[compiler][modulators]") {
    for (const std::string device : {"model", "twin"}) {
        CAPTURE(device);
        runtime::Session one =
            session(device,
                    "network n input pre 1 population cell 1 relay()"
                    " modulator v = 0 pulse range 2 modulator delta = 0 reward range 2"
                    " { state before  delta = v - before  before = v }"
                    " rule r { dw = 0.25 * delta * r0 bounds [-1, 1] }"
                    " projection w = pre -> cell all_to_all weight 0.125 rule r");
        one.modulate("v", 0.5);
        one.step();
        CHECK(one.weights("w")[0] == 0.125);
        one.step();
        CHECK(one.modulator_value("delta") == 0.5);
        CHECK(one.weights("w")[0] == 0.25);
        one.step();
        CHECK(one.modulator_value("delta") == -0.5);
        CHECK(one.weights("w")[0] == 0.125);
        const auto visits = one.counter(spec::Counter::PlasticVisits);
        one.run(10);
        if (device == "model") CHECK(one.counter(spec::Counter::PlasticVisits) == visits);
    }
}

TEST_CASE("the example of a temporal difference has its error in every step",
          "[compiler][modulators]") {
    const auto compiled = compiler::compile_file("examples/networks/td_error.net");
    REQUIRE(compiled.ok());
    for (const char* const device : {"model", "twin"}) {
        CAPTURE(device);
        runtime::Session one(runtime::make_device(device), *compiled.image);
        std::mt19937 random(7);
        std::bernoulli_distribution comes(0.1);
        double before = 0, worst = 0, largest = 0;
        for (int t = 0; t < 500; ++t) {
            for (const char* const input : {"cue", "food"})
                for (std::uint32_t i = 0; i < 4; ++i)
                    if (comes(random)) one.inject(input, i);
            one.step();
            const double value = one.modulator_value("value"),
                         delta = one.modulator_value("reward") + 0.99 * value - before;
            worst = std::max(worst, std::abs(one.modulator_value("delta") - delta));
            largest = std::max(largest, std::abs(delta));
            before = value;
        }
        CHECK(largest > 1);
        CHECK(worst < (std::string(device) == "twin" ? 1e-9 : 1e-3));
        CHECK(one.health().empty());
    }
}

TEST_CASE("what takes no events is sent none", "[compiler][modulators]") {
    runtime::Session one = session("model",
                                   "network n population p 1 relay() modulator v = 0"
                                   " modulator twice = 0 { twice = 2 * v }");
    CHECK_THROWS_WITH(one.modulate("twice", 1), Catch::Contains("without input"));
}
