// SPDX-License-Identifier: Apache-2.0
// Every rule of the library against a float64 account of its equation, on random spikes.
#include <cmath>
#include <functional>

#include "compiler/library/library.hpp"
#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

// Traces and weight of one synapse, in the order of docs/rules.md section 2.
struct Reference {
    double tau_x1 = 20, tau_x2 = 20, tau_y1 = 20, tau_y2 = 20;  // steps
    double impulse2 = 1;                                        // of x2 and y2
    bool set = false, early2 = false;
    std::uint32_t sweep_log2 = 3;
    double lo = 0, hi = 1;
    double w = 0.5, x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    std::uint64_t t = 0;

    void decay(double& trace, double tau, double late, double early) const {
        const double before = set ? std::max(trace, late) : trace + late;
        trace = before * std::exp(-1 / tau);
        trace = set ? std::max(trace, early) : trace + early;
    }
};

struct Change {
    std::function<double(const Reference&)> pre, post, sweep;
};

void add(Reference& r, const std::function<double(const Reference&)>& change) {
    if (change) r.w = std::clamp(r.w + change(r), r.lo, r.hi);
}

const char* const model =
    "model target { state e = 0.25 range 2 state q = 0.75 range 2 weight_point 14 dshift 8"
    " program { ADD r0, zero, D0 ADD r0, r0, D1 CMP.gt r0, k(96) FLG spike post, k(0x4000) ?p } }";

// A synapse and a teacher that makes its target spike; the synapse alone does not.
std::string network(const std::string& rule) {
    return "network library modulator m = 0.5 reward range 1 modulator n = 0.25 range 1 input pre "
           "1 input teacher"
           " 1 " +
           std::string(model) + " population cell 1 target rule rule = " + rule +
           " projection p = pre -> cell all_to_all weight 0.5 rule rule"
           " projection force = teacher -> cell all_to_all weight 1.9";
}

double uniform(std::uint64_t& seed) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(seed >> 40) / 16777216.0;
}

// Both for 400 steps at about 100 Hz.
void compare(const std::string& rule, Reference r, const Change& change, double tolerance) {
    CAPTURE(rule);
    Simulation simulation(network(rule));
    std::uint64_t seed = 12345;
    bool pre_before = false, post_before = false, post = false;
    for (; r.t < 400; ++r.t) {
        const bool pre = uniform(seed) < 0.1, teacher = uniform(seed) < 0.1;
        if (pre) simulation.spike("pre", 0);
        if (teacher) simulation.spike("teacher", 0);
        simulation.run();
        r.decay(r.x1, r.tau_x1, pre_before, 0);
        r.decay(r.x2, r.tau_x2, pre_before ? r.impulse2 : 0, 0);
        r.decay(r.y1, r.tau_y1, 0, post);
        r.decay(r.y2, r.tau_y2, post_before && !r.early2 ? r.impulse2 : 0,
                post && r.early2 ? r.impulse2 : 0);
        if (pre) add(r, change.pre);
        if (post) add(r, change.post);
        if ((r.t + 1) % (1u << r.sweep_log2) == 0) add(r, change.sweep);
        REQUIRE(std::abs(simulation.weight("p") - r.w) < tolerance);
        pre_before = pre;
        post_before = post;
        post = teacher;  // the cell spikes in the next step
    }
    CHECK(std::abs(r.w - 0.5) > 4 * tolerance);  // it did learn
    CHECK(simulation.wrong() == 0);
}

constexpr const char* exact = "rounding = nearest";

}  // namespace

TEST_CASE("pair rules of the library follow their equations", "[compiler][rules]") {
    const std::string common = "(a_plus = 0.02, a_minus = 0.011, tau_minus = 30 ms, ";
    Reference r;
    r.tau_y1 = 30;
    const auto plus = [](const Reference& s) { return 0.02 * s.x1; };
    const auto minus = [](const Reference& s) { return -0.011 * s.y1; };
    compare("pair_stdp" + common + "bounds = [0, 1], " + exact + ")", r,
            {.pre = minus, .post = plus, .sweep = {}}, 1e-3);
    compare("multiplicative_stdp" + common + exact + ")", r,
            {.pre = [](const Reference& s) { return -0.011 * s.y1 * s.w; },
             .post = [](const Reference& s) { return 0.02 * s.x1 * (1 - s.w); },
             .sweep = {}},
            1e-3);
    compare(
        "mixed_stdp" + common + "bounds = [0, 1], " + exact + ")", r,
        {.pre = [](const Reference& s) { return -0.011 * s.y1 * s.w; }, .post = plus, .sweep = {}},
        1e-3);
    r.set = true;
    compare("nearest_stdp" + common + "bounds = [0, 1], " + exact + ")", r,
            {.pre = minus, .post = plus, .sweep = {}}, 1e-3);
}

TEST_CASE("the triplet rule of the library follows its equation", "[compiler][rules]") {
    Reference r;
    r.tau_x1 = 16.8;
    r.tau_y1 = 33.7;
    r.tau_x2 = 101;
    r.tau_y2 = 125;
    compare("triplet_stdp(bounds = [0, 1], trace_range = 32, rounding = nearest)", r,
            {.pre = [](const Reference& s) { return -s.y1 * (7e-3 + 2.3e-4 * s.x2); },
             .post = [](const Reference& s) { return s.x1 * (5e-10 + 6.2e-3 * s.y2); },
             .sweep = {}},
            1e-3);
}

TEST_CASE("correlation rules of the library follow their equations", "[compiler][rules]") {
    const std::string tail = "bounds = [0, 1], rounding = nearest)";
    const auto hebb = [](double eta) {
        return Change{.pre = [eta](const Reference& s) { return eta * s.y1; },
                      .post = [eta](const Reference& s) { return eta * s.x1; },
                      .sweep = {}};
    };
    compare("hebb(eta = 0.002, " + tail, {}, hebb(0.002), 1e-3);
    compare("anti_hebb(eta = 0.002, " + tail, {}, hebb(-0.002), 1e-3);
    compare("oja(eta = 0.02, " + tail, {},
            {.pre = {},
             .post = [](const Reference& s) { return 0.02 * (s.x1 - s.y1 * s.w); },
             .sweep = {}},
            1e-3);
    compare("vogels(eta = 0.005, target = 60 Hz, " + tail, {},
            {.pre = [](const Reference& s) { return 0.005 * (s.y1 - 2 * 0.06 * 20); },
             .post = [](const Reference& s) { return 0.005 * s.x1; },
             .sweep = {}},
            1e-3);
    Reference slow;
    slow.tau_x2 = slow.tau_y2 = 200;
    slow.impulse2 = 0.1;
    slow.early2 = true;
    compare("covariance(eta = 0.02, tau_mean = 200 ms, " + tail, slow,
            {.pre = {},
             .post = {},
             .sweep = [](const Reference& s) { return 0.02 * (s.x1 - s.x2) * (s.y1 - s.y2); }},
            1e-3);
    Reference mean;
    mean.tau_y1 = 100;
    mean.sweep_log2 = 4;
    compare("homeostatic(eta = 0.05, target = 50 Hz, tau = 100 ms, sweep = 4, " + tail, mean,
            {.pre = {},
             .post = {},
             .sweep = [](const Reference& s) { return 0.05 * s.w * (1 - s.y1 / 5); }},
            1e-3);
}

TEST_CASE("rules of the library that read the target or modulators follow their equations",
          "[compiler][rules]") {
    const std::string tail = "bounds = [0, 1], rounding = nearest)";
    compare("delta(error = e, eta = 0.03125, " + tail, {},
            {.pre = [](const Reference&) { return 0.03125 * 0.25; }, .post = {}, .sweep = {}},
            1e-3);
    Reference every;
    every.sweep_log2 = 0;  // m is a reward that is never 0
    compare("perceptron(error = e, teach = m, eta = 0.005, " + tail, every,
            {.pre = {},
             .post = {},
             .sweep = [](const Reference& s) { return 0.005 * s.x1 * 0.25 * 0.5; }},
            2e-3);
    compare("bcm(theta = q, eta = 0.002, " + tail, {},
            {.pre = {},
             .post = {},
             .sweep = [](const Reference& s) { return 0.002 * s.x1 * s.y1 * (s.y1 - 0.75); }},
            1e-3);
    compare("three_factor(modulator = m, eta = 0.01, " + tail, {},
            {.pre = {}, .post = [](const Reference& s) { return 0.01 * 0.5 * s.x1; }, .sweep = {}},
            1e-3);
    compare("two_modulators(first = m, second = n, eta = 0.04, " + tail, {},
            {.pre = {},
             .post = [](const Reference& s) { return 0.04 * 0.5 * 0.25 * s.x1; },
             .sweep = {}},
            1e-3);
}

TEST_CASE("the Allee rule of the library has its three fixed points", "[compiler][rules]") {
    const auto allee = [](const Reference& s) {
        return 0.02 * s.y1 * s.w * (1 - s.w) * (s.w / 0.3 - 1);
    };
    compare("allee(eta = 0.02, rounding = nearest)", {}, {.pre = allee, .post = {}, .sweep = {}},
            1e-3);
    for (const double start : {0.27, 0.33}) {
        Simulation simulation(network("allee(eta = 0.2)"));
        simulation.set_weight("p", 0, start);
        for (int i = 0; i < 4000; ++i) {
            if (i % 10 == 0) simulation.spike("pre", 0);
            if (i % 10 == 5) simulation.spike("teacher", 0);
            simulation.run();
        }
        CHECK(simulation.weight("p") == Approx(start < 0.3 ? 0 : 1).margin(0.02));
    }
}

TEST_CASE("Guetig's rule is within what its page says of the power", "[compiler][rules]") {
    Simulation simulation(
        network("guetig_stdp(mu = 0.5, a_plus = 0.1, a_minus = 0.1, "
                "rounding = nearest)"));
    for (const double w : {0.0, 0.005, 0.02, 0.03, 0.08, 0.2, 0.35, 0.5, 0.7, 0.9, 1.0}) {
        CAPTURE(w);
        const auto pair = [&](const char* first, int lag, const char* second, double start) {
            simulation.set_weight("p", 0, start);
            simulation.spike(first, 0);
            simulation.run(static_cast<std::uint64_t>(lag));
            simulation.spike(second, 0);
            simulation.run(2);
            const double change = simulation.weight("p") - start;
            simulation.run(1500);  // traces are 0 again
            return std::abs(change);
        };
        const double margin = w < 0.02 ? 0.041 : 0.031 * std::sqrt(w);
        // The cell spikes a step after the teacher.
        const double up = pair("pre", 9, "teacher", 1 - w) / (0.1 * std::exp(-10 / 20.0));
        CHECK(std::abs(up - std::sqrt(w)) < margin + 3e-3);
        const double down = pair("teacher", 11, "pre", w) / (0.1 * std::exp(-10 / 20.0));
        CHECK(std::abs(down - std::sqrt(w)) < margin + 3e-3);
    }
}

TEST_CASE("an opponent modulator turns the same tag into growth and decay", "[compiler][rules]") {
    const auto learned = [](double level) {
        Simulation simulation(
            network("opponent(modulator = m, baseline = 0.5, a_plus = 0.25, rate = 0.25,"
                    " bounds = [-1, 1], rounding = nearest)"));
        simulation.modulate("m", level - 0.5);
        simulation.run(2);
        simulation.spike("pre", 0);
        simulation.run(4);
        simulation.spike("teacher", 0);
        simulation.run(3);
        return simulation.weight("p") - 0.5;
    };
    const double up = learned(1), none = learned(0.5), down = learned(0);
    CHECK(none == 0);
    CHECK(up > 0.02);
    CHECK(down == Approx(-up).margin(2e-4));
}

TEST_CASE("a spike-driven synapse jumps where potential and calcium say, and drifts to its ends",
          "[compiler][rules]") {
    Simulation simulation(
        "network sdsp input pre 1 population cell 1 lif(tau_m = 10 ms, resistance = 1 MOhm,"
        " bias = 15.5 nA) rule rule = sdsp(up = 0.125, down = 0.125, up_low = 0.5,"
        " up_high = 4, down_low = 0.2, down_high = 2, drift_up = 0.03125, drift_down = 0.03125, "
        "rounding = nearest)"
        " projection p = pre -> cell all_to_all weight 0.4375 rule rule");
    double w = 0.4375;
    int ups = 0, downs = 0;
    for (std::uint64_t t = 0; t < 1500; ++t) {
        const bool pre = t % 23 == 0;
        if (pre) simulation.spike("pre", 0);
        simulation.run();
        const double v = simulation.state("cell", "v") + 65,
                     calcium = simulation.state("cell", "trace1");
        if (pre) {
            const bool up = v >= 10 && calcium >= 0.5 && calcium <= 4;
            const bool down = v <= 10 && calcium >= 0.2 && calcium <= 2;
            ups += up;
            downs += down;
            w = std::clamp(w + 0.125 * up - 0.125 * down, 0.0, 1.0);
        }
        if ((t + 1) % 8 == 0)
            w = std::clamp(w + 0.03125 * (w >= 0.5) - 0.03125 * (w <= 0.5), 0.0, 1.0);
        REQUIRE(simulation.weight("p") == Approx(w).margin(1e-9));
    }
    CHECK(ups > 3);
    CHECK(downs > 3);
    CHECK(simulation.wrong() == 0);
}

}  // namespace bouton::test
