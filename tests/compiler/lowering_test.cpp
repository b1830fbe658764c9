// SPDX-License-Identifier: Apache-2.0
// What rules become: the instruction counts the machine was designed for.
#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

using Lines = std::vector<std::string>;

image::Image with_rule(const std::string& rule) {
    return *compile_ok(
                "network lowering modulator reward = 0 pulse reward"
                " input pre 2 population cell 2 lif() " +
                rule + " projection p = pre -> cell all_to_all weight 0.5 rule rule")
                .image;
}

Lines text(const std::string& rule, const std::string& trigger) {
    return program(with_rule(rule), "p.rule." + trigger);
}

}  // namespace

TEST_CASE("pair STDP is one instruction on PRE and one on POST", "[compiler]") {
    const image::Image image = with_rule("rule rule = pair_stdp(bounds = [0, 1])");
    CHECK(program(image, "p.rule.Pre") == Lines{"MAC.sr W, S3, K >> 19"});
    CHECK(program(image, "p.rule.Post") == Lines{"MAC.sr W, X0, K >> 19"});
    CHECK(program(image, "p.axon") == Lines{"ADD r0, X0, fired >> 3", "DCY.tz X0, r0, K >> 19"});
}

TEST_CASE("triplet STDP is three instructions on PRE and three on POST", "[compiler]") {
    const image::Image image = with_rule("rule rule = triplet_stdp(bounds = [0, 1])");
    CHECK(program(image, "p.rule.Pre").size() == 3);
    CHECK(program(image, "p.rule.Post").size() == 3);
}

TEST_CASE("reward-modulated STDP is one, one and two instructions", "[compiler]") {
    const image::Image image =
        with_rule("rule rule = rstdp(modulator = reward, rate = 0.3, sweep = 2, bounds = [0, 1])");
    CHECK(program(image, "p.rule.Pre").size() == 1);
    CHECK(program(image, "p.rule.Post").size() == 1);
    const Lines sweep = program(image, "p.rule.Sweep");
    REQUIRE(sweep.size() == 2);
    CHECK(sweep[0].starts_with("MAC.sr W, G0, T >> "));
    CHECK(sweep[1].starts_with("DCY.sr T, T, K"));
}

TEST_CASE("a difference of two words is one instruction and its use another", "[compiler]") {
    CHECK(text("rule rule { x1: trace tau 20 ms set dw = (x1 - w)/32*y0 bounds [0, 1]"
               " rounding nearest }",
               "Post") == Lines{"SUB r0, X0, W", "ADD.ne W, W, r0 >> 5"});
    CHECK(text("rule rule { x1: trace tau 20 ms set dw = (x1 - w)*0.3*y0 bounds [0, 1] }",
               "Post") == Lines{"SUB r0, X0, W", "MAC.sr W, r0, K >> 16"});
}

TEST_CASE("each trigger has its program", "[compiler]") {
    const image::Image image =
        with_rule("rule rule { dw = 0.01*x0 - 0.01*y0 + 0.001*u4 - 0.1*w*r0 bounds [0, 1] }");
    CHECK(program(image, "p.rule.Pre").size() == 1);
    CHECK(program(image, "p.rule.Post").size() == 1);
    CHECK(program(image, "p.rule.Sweep").size() == 1);
    CHECK(program(image, "p.rule.Reward") == Lines{"DCY.sr W, W, K >> 18"});
    const auto row = spec::RowWord::unpack(static_cast<std::uint32_t>(
        image.cores[0].region[static_cast<std::size_t>(spec::Region::Row)].front()));
    const spec::Descriptor rule = descriptor(image.cores[0], row.descriptor);
    CHECK((rule.has_main && rule.has_post && rule.has_sweep && rule.has_reward));
    CHECK(rule.sweep_log2 == 4);
}

TEST_CASE("x0 times y0 is a PRE term that needs the post flag", "[compiler]") {
    const Lines pre = text("rule rule { dw = 0.1*x0*y0 bounds [0, 1] }", "Pre");
    CHECK(pre == Lines{"MAC.sr W, postflag, K >> 18"});
}

TEST_CASE("a word that another equation reads is stored after it", "[compiler]") {
    const Lines lines =
        text("rule rule { t: tag range 1 dt = -0.1*t*u0 dw = 0.5*t*u0 bounds [0, 1] }", "Sweep");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].find(" W,") != std::string::npos);
    CHECK(lines[1].find(" T,") != std::string::npos);
}

TEST_CASE("two words that read each other are both read before either is stored", "[compiler]") {
    const Lines lines =
        text("rule rule { t: tag range 1 dt = 0.3*w*u0 dw = 0.3*t*u0 bounds [0, 1] }", "Sweep");
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].find(" r0, W") != std::string::npos);
    CHECK(lines[2].starts_with("ADD.sr T, T, r0"));
}

TEST_CASE("all factors, functions and words of the notation compile to legal programs",
          "[compiler]") {
    // compile_ok runs the static checks of the machine on the image.
    const std::string equation = GENERATE(
        as<std::string>{}, "dw = y1*y2*x0", "dw = 0.1*x1*x2*y0", "dw = 0.01*w*w*x1*y0",
        "dw = sgn(w - 0.5)*0.01*y0", "dw = 0.1*step(y1 - 0.2)*x0", "dw = max(x1, x2)*0.1*y0",
        "dw = min(0.1*w, y1 - 0.5)*x0", "dw = 0.01*exp2(-4*w)*y0", "dw = 0.01*(rnd - 0.5)*x0",
        "dw = 0.01*gauss*u4", "dw = 0.1*z*y0 dz = 0.1*(w - z)*u4", "du = 0.01*y0 dw = -0.1*u*x0",
        "dw = 0.1*post.v*x0", "dw = reward*t*r0", "dw = 0.5*reward*x1*y0 + 0.1*y0",
        "dw = (x1*y0 - y1*x0)*0.01", "dw = -(0.3*x1 + 0.2*x2 - 0.1)*(w - 0.5)*y0",
        "dw = 0.25*x0 dt = 0.25*w*x0", "dw = x1*(1 - w)*y0/3 - 0.2*w*y1*x0",
        "dw = 0.01*(y1 - 0.2)*x0", "dw = (x1 - x1)*y0", "dw = reward*reward*x0");
    CAPTURE(equation);
    with_rule(
        "rule rule { x1: trace tau 20 ms x2: trace tau 50 ms impulse 0.3 y1: trace tau 20 ms"
        " y2: trace tau 600 ms set z: word range 2 u: word range 2 " +
        equation + " bounds [0, 1] }");
}

TEST_CASE("all models compile to legal programs with every parameter and trace", "[compiler]") {
    const std::string model = GENERATE(
        as<std::string>{}, "lif()", "lif(bias = uniform(0, 0.2) nA, refractory = 0 ms)",
        "lif(v_reset = -70 mV)",
        "lif(v_reset = uniform(-70, -65) mV, v_threshold = normal(-50, 1) mV)", "lif2()",
        "lif2(tau_exc = 2 ms, refractory = 5 steps)", "alif()", "noisy()",
        "noisy(refractory = 0 ms, width = 0.5 mV)", "delta_lif()", "delta_lif(bias = 0.1 mV)",
        "race()", "race(threshold = uniform(1, 2), leak = 0.1, threshold_step = 0.5)",
        "race(threshold_step = 0.5, gate = g, threshold_drift = 0.1, drift_on = g)", "relay()");
    CAPTURE(model);
    const std::string stimulus = model.starts_with("relay") ? "" : " stimulus g -> cell gain 0.01";
    compile_ok("network models modulator g = 1 input pre 3 population cell 10 " + model + stimulus +
               " rule r { y1: trace tau 20 ms y2: trace tau 1000 ms y3: trace tau 30 ms set early"
               " dw = 0.1*y1*x0 + 0.1*y2*x0 + 0.1*y3*x0 bounds [0, 2] }"
               " projection pre -> cell all_to_all weight 1 rule r"
               " projection pre -> cell all_to_all weight 3 receptor inh");
}

}  // namespace bouton::test
