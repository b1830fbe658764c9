// SPDX-License-Identifier: Apache-2.0
// Rules by name and by text against their equations.
#include <cmath>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

// One synapse, its axon and its target forced at will: the synapse alone does not make it spike.
std::string pair_network(const std::string& rule, const std::string& weight = "0.5") {
    return "network rules modulator m = 0 reward input pre 1 input teacher 1"
           " population cell 1 relay(threshold = 1.5) " +
           rule + " projection p = pre -> cell all_to_all weight " + weight +
           " rule rule"
           " projection force = teacher -> cell all_to_all weight 1.9";
}

// pre spikes in the steps of the first list, the cell in those of the second.
void play(Simulation& simulation, std::initializer_list<int> pre, std::initializer_list<int> post,
          int steps) {
    for (int t = 0; t < steps; ++t) {
        if (std::find(pre.begin(), pre.end(), t) != pre.end()) simulation.spike("pre", 0);
        if (std::find(post.begin(), post.end(), t + 1) != post.end())
            simulation.spike("teacher", 0);
        simulation.run();
    }
}

double decay(double steps, double tau) {
    return std::exp(-steps / tau);
}

}  // namespace

TEST_CASE("triplet STDP has the values of its equation, read just before each spike",
          "[compiler]") {
    Simulation simulation(
        pair_network("rule rule = triplet_stdp(bounds = [0, 1], rounding = nearest)"));
    play(simulation, {10, 60}, {20, 70}, 100);
    // post at 20: x1 from 10, y2 nothing yet; post at 70: x1 from 10 and 60, y2 from 20.
    const double x1 = decay(10, 16.8) + decay(60, 16.8);
    double w = 0.5 + decay(10, 16.8) * 5e-10 + x1 * (5e-10 + 6.2e-3 * decay(50, 125));
    // pre at 60: y1 from 20, x2 from 10.
    w -= decay(40, 33.7) * (7e-3 + 2.3e-4 * decay(50, 101));
    CHECK(simulation.weight("p") == Approx(w).margin(1.3e-4));
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("a triplet's y2 does not see the spike it is read at", "[compiler]") {
    Simulation simulation(pair_network(
        "rule rule = triplet_stdp(a2_plus = 0, a3_plus = 0.1, a2_minus = 0, a3_minus = 0,"
        " bounds = [0, 1], rounding = nearest)"));
    play(simulation, {10}, {15}, 30);
    CHECK(simulation.weight("p") == 0.5);
}

TEST_CASE("a delayed reward finds what is left of the tag", "[compiler]") {
    const int lag = GENERATE(10, 100, 500, 1000);
    CAPTURE(lag);
    Simulation simulation(
        pair_network("rule rule = rstdp(modulator = m, a_plus = 0.4, a_minus = 0, tau_tag = 500 ms,"
                     " rate = 0.3, bounds = [0, 1], rounding = nearest)"));
    play(simulation, {10}, {15}, 15 + lag);
    const double tag = 0.4 * decay(5, 20) * decay(lag - 1, 500);
    CHECK(simulation.tag("p") == Approx(tag).margin(0.004));  // stored stochastically
    simulation.modulate("m", 0.5);
    simulation.run(2);
    simulation.modulate("m", -0.5);
    const double held = simulation.tag("p");
    const double before = simulation.weight("p");
    simulation.run();
    CHECK(before - 0.5 == Approx(0.3 * tag * 0.5).margin(0.002));
    CHECK(simulation.weight("p") - before == Approx(0.3 * held * 0.5).margin(1e-3));
}

TEST_CASE("an r0 term acts in the steps of a reward and in no other", "[compiler]") {
    Simulation simulation(
        pair_network("rule rule { dw = 0.25*m*r0 bounds [0, 1] rounding nearest }"));
    simulation.run(5);
    CHECK(simulation.weight("p") == 0.5);
    simulation.modulate("m", 0.5);
    simulation.run(2);
    CHECK(simulation.weight("p") == Approx(0.625));
    simulation.modulate("m", -0.5);
    simulation.run(10);
    CHECK(simulation.weight("p") == Approx(0.75));  // one more step before the change arrived
}

TEST_CASE("a sweep runs every 2^k steps", "[compiler]") {
    Simulation simulation(pair_network("rule rule { dw = 0.125*u3 bounds [0, 1] }", "0"));
    simulation.run(7);
    CHECK(simulation.weight("p") == Approx(0).margin(1e-9));
    for (int i = 0; i < 4; ++i) simulation.run(8);
    CHECK(simulation.weight("p") == Approx(0.5));
}

TEST_CASE("Oja's rule has its fixed point where x1 = y1 w", "[compiler]") {
    Simulation simulation(pair_network("rule rule = oja(eta = 0.05, bounds = [0, 2])", "0.1"));
    for (int i = 0; i < 2000; ++i) {  // regular: pre 5 steps before post, period 10
        if (i % 10 == 0) simulation.spike("pre", 0);
        if (i % 10 == 4) simulation.spike("teacher", 0);
        simulation.run();
    }
    const double sum = 1 / (1 - decay(10, 20));  // geometric series of a period
    const double x1 = decay(5, 20) * sum, y1 = sum;
    CHECK(simulation.weight("p") == Approx(x1 / y1).epsilon(0.02));
}

TEST_CASE("Vogels' rule lowers the weight of a silent cell and raises that of a busy one",
          "[compiler]") {
    Simulation quiet(
        pair_network("rule rule = vogels(eta = 0.01, target = 10 Hz, bounds = [0, 1],"
                     " rounding = nearest)"));
    play(quiet, {5, 300}, {}, 400);
    CHECK(quiet.weight("p") == Approx(0.5 - 2 * 0.01 * 2 * 10 * 0.02).margin(2e-4));
    Simulation busy(
        pair_network("rule rule = vogels(eta = 0.01, target = 1 Hz, bounds = [0, 1],"
                     " rounding = nearest)"));
    play(busy, {50}, {40, 45, 50, 55}, 100);
    const double y1 = 1 + decay(5, 20) + decay(10, 20);
    const double x1 = decay(5, 20);
    CHECK(busy.weight("p") == Approx(0.5 + 0.01 * (y1 - 2 * 0.02) + 0.01 * x1).margin(2e-4));
}

TEST_CASE("the homeostatic rule scales towards the target rate", "[compiler]") {
    Simulation simulation(pair_network("rule rule = homeostatic(eta = 0.01, bounds = [0, 1])"));
    simulation.run(64 * 20);  // silent: w grows by 1 % a sweep
    CHECK(simulation.weight("p") == Approx(0.5 * std::pow(1.01, 20)).epsilon(0.005));
}

TEST_CASE("a weight stays inside its bounds and the clips are counted", "[compiler]") {
    Simulation simulation(pair_network("rule rule { dw = 0.3*x0 bounds [-0.2, 1] }"));
    for (int i = 0; i < 5; ++i) {
        simulation.spike("pre", 0);
        simulation.run();
    }
    CHECK(simulation.weight("p") == Approx(1));
    CHECK(simulation.counter(spec::Counter::Clipped) >= 3);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("functions of the notation have their values", "[compiler]") {
    const auto [text, change] = GENERATE(table<std::string, double>({
        {"0.25*sgn(w - 0.25)", 0.25},
        {"0.25*sgn(w - 0.75)", -0.25},
        {"0.25*sgn(w - 0.5)", 0},
        {"0.25*step(w - 0.5)", 0.25},
        {"0.25*step(w - 0.51)", 0},
        {"max(0.125, 0.5*w)", 0.25},
        {"min(0.125, 0.5*w)", 0.125},
        {"0.25*exp2(-2*w)", 0.125},
        {"0.5*exp2(-0.3*w)*(w - 0.25)", 0.125 * std::exp2(-0.15)},
        {"0.5*exp2(w - 1)*exp2(-0.1*w)", 0.5 * std::exp2(-0.55)},
        {"0.125*exp2(7*w - 3 - w)*exp2(w - 1)", 0.125 * std::exp2(-0.5)},
        {"-w*w", -0.25},
        {"0.5*w*(1 - w)", 0.125},
        {"(w - 0.25)*(w + 0.25)", 0.1875},
        {"w*w*w", 0.125},
    }));
    CAPTURE(text);
    Simulation simulation(
        pair_network("rule rule { dw = (" + text + ")*x0 bounds [-1, 1] rounding nearest }"));
    simulation.spike("pre", 0);
    simulation.run();
    CHECK(simulation.weight("p") - 0.5 == Approx(change).margin(1e-4));
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("uniform and normal numbers in a rule have their moments", "[compiler]") {
    const auto [text, mean, deviation] =
        GENERATE(table<std::string, double, double>({{"rnd", 0.5, 0.28868}, {"gauss", 0, 1}}));
    CAPTURE(text);
    Simulation simulation(
        "network noise input pre 100 population cell 200 relay()"
        " rule rule { dw = " +
        text +
        "*x0 bounds [-8, 8] rounding nearest }"
        " projection p = pre -> cell all_to_all weight 0 rule rule");
    for (std::uint32_t i = 0; i < 100; ++i) simulation.spike("pre", i);
    simulation.run();
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 20000; ++i) {
        const double w = simulation.weight("p", i);
        sum += w;
        squares += w * w;
    }
    const double found = sum / 20000;
    CHECK(found == Approx(mean).margin(4 * deviation / std::sqrt(20000.0)));
    CHECK(std::sqrt(squares / 20000 - found * found) == Approx(deviation).epsilon(0.02));
}

TEST_CASE("second words of a synapse learn too", "[compiler]") {
    Simulation simulation(pair_network(
        "rule rule { z: word range 1 dz = 0.25*x0 dw = 0.5*z*y0 bounds [0, 1] rounding nearest }"));
    play(simulation, {5, 8}, {20}, 30);
    CHECK(simulation.weight("p") == Approx(0.75).margin(2e-4));
}

TEST_CASE("fewer bits keep weights on their grid", "[compiler]") {
    const char* rounding = GENERATE("nearest", "stochastic", "truncate");
    CAPTURE(rounding);
    Simulation simulation(
        "network bits input pre 50 population cell 1 relay()"
        " rule rule { dw = 0.037*x0 bounds [0, 1] }"
        " projection p = pre -> cell all_to_all weight uniform(0, 0.9)"
        " rule rule bits 6 rounding " +
        std::string(rounding));
    for (int repeat = 0; repeat < 3; ++repeat) {
        for (std::size_t i = 0; i < 50; ++i) {
            const double places = simulation.weight("p", i) * 16;  // 6 bits of s1.14: s1.4
            CHECK(places == std::round(places));
        }
        for (std::uint32_t i = 0; i < 50; ++i) simulation.spike("pre", i);
        simulation.run();
    }
}

}  // namespace bouton::test
