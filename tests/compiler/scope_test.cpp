// SPDX-License-Identifier: Apache-2.0
// Constants of a file where a body has names of its own: the inner name is meant.
#include <string>

#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

// The same image with a constant of that name in the file as with one of another name.
void means_the_inner(const std::string& name, const std::string& text) {
    CAPTURE(name, text);
    const auto plain = compile_ok("network n\nlet other = 0.25\n" + text);
    const auto hidden = compile_ok("network n\nlet " + name + " = 0.25\n" + text);
    CHECK(hidden.image->cores[0].region == plain.image->cores[0].region);
}

}  // namespace

TEST_CASE("what a model declares hides a constant of the file", "[compiler][scope]") {
    means_the_inner("rate", R"(
model p { receive value state rate range 16 rate += value spike when rate > 1 { rate = 0 } }
input i 1 population o 1 p projection i -> o all_to_all weight 1)");
    means_the_inner("tau", R"(
model q { parameter tau = 20 ms above 0 state v = 2 range 16 v' = -v / tau }
population o 1 q(tau = 1000 ms))");
    means_the_inner("value", R"(
model q { receive value state v range 16 v += value spike when v > 1 }
input i 1 population o 1 q projection i -> o all_to_all weight 0.5)");
    means_the_inner("x", R"(
model q { receive e state v range 16 let x = 2 * e v += x if v > x { v = x } }
input i 1 population o 1 q projection i -> o all_to_all weight 0.5)");
    means_the_inner("dt", R"(
model q { state v range 16 v = min(v + dt / (1 s), 4) }
population o 1 q)");
}

TEST_CASE("what modulators, dynamics and waveforms declare hides a constant of the file",
          "[compiler][scope]") {
    means_the_inner("before", R"(
modulator v = 0 pulse
modulator d = 0 { state before d = v - before before = v }
population o 1 relay)");
    means_the_inner("R", R"(
dynamics d { state R = 1 R' = (1 - R) / (100 ms) spike { R -= 0.5 * R } gain R }
input i 1 population o 1 relay projection i -> o all_to_all weight 1 gain d())");
    means_the_inner("turn", R"(
waveform w { state turn range 2 turn' = -turn / (5 ms) output turn }
population o 1 lif() stimulus w() -> o gain 0.1 nA)");
}

TEST_CASE("the words of a rule hide constants of the file", "[compiler][scope]") {
    const auto rule = [](const std::string& body) {
        return "input i 1 population o 1 relay rule r {" + body +
               " bounds [0, 1] }\nprojection a = i -> o all_to_all weight 0.5 rule r";
    };
    means_the_inner("w", rule("dw = 0.01 * (1 - w) * x0"));
    means_the_inner("x1", rule("x1: trace tau 20 ms dw = 0.01 * x1 * y0"));
    means_the_inner("t", rule("t: tag tau 100 ms sweep 4 dt = 0.5 * x0 * y0 dw = 0.01 * t * u4"));
}

TEST_CASE("a constant is known again after the body that hid it", "[compiler][scope]") {
    means_the_inner("other", R"(
model q { receive e state other range 16 other += e spike when other > 1 }
input i 1 population o 1 q projection i -> o all_to_all weight other)");
}

}  // namespace bouton::test
