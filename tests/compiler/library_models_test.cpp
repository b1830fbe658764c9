// SPDX-License-Identifier: Apache-2.0
// Models of compiler/library/models: against the same discrete equations in float64, and against
// the continuous ones, by an analytic solution or by small steps.
#include <cmath>
#include <functional>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

std::size_t neuron_program_length(const std::string& model) {
    const auto result = compile_ok("network cost input pre 2 population cell 8 " + model +
                                   " projection pre -> cell all_to_all weight 0.5"
                                   " projection pre -> cell all_to_all weight 0.5 receptor inh");
    for (const auto& note : result.image->programs)
        if (note.name.starts_with("cell.")) return note.length;
    return 0;
}

}  // namespace

TEST_CASE("library models cost what docs/models.md says", "[compiler][models]") {
    const auto [model, length] = GENERATE(table<std::string, std::size_t>({
        {"lif", 14},
        {"lif2", 17},
        {"alif", 18},
        {"noisy", 20},
        {"delta_lif", 11},
        {"race", 7},
        {"relay", 4},
        {"lif_alpha", 16},
        {"lif_dexp", 16},
        {"lif_cond", 23},
        {"izhikevich", 16},
        {"binary", 5},
        {"binary_noisy", 14},
        {"integrator", 8},
    }));
    CAPTURE(model);
    CHECK(neuron_program_length(model + "()") == length);
}

TEST_CASE("all library models compile with stimuli, traces and differing parameters",
          "[compiler][models]") {
    const std::string model =
        GENERATE(as<std::string>{}, "lif_alpha(bias = uniform(0, 0.1) nA)",
                 "lif_dexp(v_threshold = uniform(-52, -48) mV, refractory = 0 ms)", "binary()",
                 "izhikevich(bias = uniform(0, 10) mV)", "binary(threshold = uniform(0, 1))",
                 "binary_noisy(bias = uniform(-1, 1), temperature = 3)", "integrator(tau = 20 ms)");
    CAPTURE(model);
    compile_ok("network all modulator g = 1 input pre 3 population cell 10 " + model +
               " stimulus g -> cell gain uniform(0.001, 0.01)"
               " rule r { y1: trace tau 20 ms y2: trace tau 1000 ms"
               " dw = 0.1*y1*x0 + 0.1*y2*x0 bounds [0, 1] }"
               " projection pre -> cell all_to_all weight 0.5 rule r"
               " projection pre -> cell all_to_all weight 0.3 receptor inh");
}

TEST_CASE("the current of lif_alpha is the alpha function", "[compiler][models]") {
    Simulation simulation(
        "network alpha input pre 1 population cell 1 lif_alpha(tau_syn = 4 ms)"
        " projection pre -> cell all_to_all weight 0.1");
    simulation.spike("pre", 0);
    simulation.run(2);  // arrives in step 1; the current starts in the step after
    for (int t = 1; t < 60; ++t) {
        simulation.run();
        const double exact = 0.1 * (t / 4.0) * std::exp(1 - t / 4.0);
        CHECK(std::abs(simulation.state("cell", "i") - exact) < 2e-5);
    }
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("the current of lif_dexp is the difference of two exponentials with the weight as peak",
          "[compiler][models]") {
    Simulation simulation(
        "network dexp step 0.1 ms input pre 1 population cell 1"
        " lif_dexp(tau_rise = 1 ms, tau_decay = 5 ms) projection pre -> cell all_to_all weight "
        "0.2");
    simulation.spike("pre", 0);
    simulation.run(2);
    const auto shape = [](double ms) { return std::exp(-ms / 5) - std::exp(-ms / 1); };
    const double peak_at = 5.0 / 4.0 * std::log(5.0);
    double largest = 0;
    for (int t = 1; t < 300; ++t) {
        simulation.run();
        const double i = simulation.state("cell", "i");
        CHECK(std::abs(i - 0.2 * shape(t * 0.1) / shape(peak_at)) < 5e-5);
        largest = std::max(largest, i);
    }
    CHECK(largest == Approx(0.2).epsilon(1e-3));
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("the membrane of lif_alpha follows its discrete and its continuous equation",
          "[compiler][models]") {
    Simulation simulation(
        "network alpha input pre 2 population cell 1 lif_alpha()"
        " projection pre -> cell list [(0, 0, 0.4)]"
        " projection pre -> cell list [(1, 0, 0.3)] receptor inh");
    double x = 0, i = 0, v = 0;     // discrete
    double xf = 0, cf = 0, vf = 0;  // continuous, 1000 steps a ms
    double error = 0;
    const double e = std::exp(-1 / 5.0), m = std::exp(-1 / 20.0);
    for (int t = 0; t < 150; ++t) {
        if (t == 5) simulation.spike("pre", 0);
        if (t == 30) simulation.spike("pre", 1);
        simulation.run();
        const double input = (t == 6 ? 0.4 : 0) - (t == 31 ? 0.3 : 0);
        i = e * i + std::exp(1.0) * x * e / 5;
        x = e * x + input;
        v = v * m + 100 * (1 - m) * i;
        CHECK(std::abs(simulation.state("cell", "v") + 65 - v) < 2e-3);
        xf += input;
        for (int k = 0; k < 1000; ++k) {
            vf += (100 * cf - vf) / 20 * 1e-3;
            cf += (std::exp(1.0) * xf - cf) / 5 * 1e-3;
            xf -= xf / 5 * 1e-3;
        }
        error = std::max(error, std::abs(v - vf));
    }
    // The current of a step acts as a whole: half a step late, at up to 2 mV / ms.
    CHECK(error < 1);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("lif_cond follows forward Euler, which follows its equation", "[compiler][models]") {
    Simulation simulation(
        "network cond step 0.1 ms input pre 2 population cell 1 lif_cond()"
        " projection pre -> cell list [(0, 0, 0.2)]"
        " projection pre -> cell list [(1, 0, 0.5)] receptor inh");
    double ge = 0, gi = 0, v = -65;
    double gef = 0, gif = 0, vf = -65, error = 0;
    for (int t = 0; t < 1000; ++t) {
        if (t == 5) simulation.spike("pre", 0);
        if (t == 300) simulation.spike("pre", 1);
        simulation.run();
        ge = ge * std::exp(-0.1 / 5) + (t == 6 ? 0.2 : 0);
        gi = gi * std::exp(-0.1 / 10) + (t == 301 ? 0.5 : 0);
        v += (-65 - v + ge * (0 - v) + gi * (-80 - v)) / 200;
        // Rounding of v, 200 steps of half a place, and of the products' 16-bit factors.
        CHECK(std::abs(simulation.state("cell", "v") - v) < 9e-3);
        gef += t == 6 ? 0.2 : 0;
        gif += t == 301 ? 0.5 : 0;
        for (int k = 0; k < 100; ++k) {
            vf += (-65 - vf + gef * (0 - vf) + gif * (-80 - vf)) / 20 * 1e-3;
            gef -= gef / 5 * 1e-3;
            gif -= gif / 10 * 1e-3;
        }
        error = std::max(error, std::abs(v - vf));
    }
    CHECK(error < 0.05);  // mV
    CHECK(simulation.wrong() == 0);
}

TEST_CASE(
    "a regular spiking izhikevich neuron spikes as its discrete equation, and about as often"
    " as its continuous one",
    "[compiler][models]") {
    Simulation simulation(
        "network izhikevich step 0.25 ms population cell 1 izhikevich(bias = 10 mV)"
        " record spikes cell");
    constexpr int steps = 4000;  // 1 s
    simulation.run(steps);
    const auto spikes = [](double dt, bool exact_u) {
        double v = -70, u = -14;
        std::vector<double> times;
        for (int t = 0; t < static_cast<int>(1000 / dt); ++t) {
            const double change = 0.04 * v * v + 5 * v + 140 - u + 10, old = v;
            v += dt * change;
            u = exact_u ? u * std::exp(-0.02 * dt) + 0.2 * old * (1 - std::exp(-0.02 * dt))
                        : u + dt * 0.02 * (0.2 * old - u);
            if (v < 30) continue;
            times.push_back(t * dt);
            v = -65;
            u += 8;
        }
        return times;
    };
    const auto discrete = spikes(0.25, true), continuous = spikes(0.002, false);
    REQUIRE(simulation.spikes().size() == discrete.size());
    for (std::size_t i = 0; i < discrete.size(); ++i)
        CHECK(std::abs(static_cast<double>(simulation.spikes()[i].step) * 0.25 - discrete[i]) <= 1);
    CHECK(std::abs(static_cast<double>(discrete.size()) - static_cast<double>(continuous.size())) <=
          1);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("a binary unit is 1 in the steps in which enough arrives", "[compiler][models]") {
    Simulation simulation(
        "network binary input pre 3 population cell 1 binary(threshold = 1.5)"
        " projection pre -> cell list [(0, 0, 1), (1, 0, 1)]"
        " projection pre -> cell list [(2, 0, 1)] receptor inh record spikes cell");
    for (unsigned pattern = 0; pattern < 8; ++pattern) {
        for (std::uint32_t i = 0; i < 3; ++i)
            if ((pattern >> i & 1) != 0) simulation.spike("pre", i);
        const std::size_t before = simulation.spikes().size();
        simulation.run(2);
        const bool on = pattern == 3;  // 1 + 1
        CHECK(simulation.state("cell", "on") == (on ? 1 : 0));
        CHECK(simulation.spikes().size() == before + (on ? 1 : 0));
    }
}

TEST_CASE("a noisy binary unit is 1 with the probability of its equation", "[compiler][models]") {
    const double h = GENERATE(-3.0, -1.0, -0.2, 0.0, 0.5, 2.0);
    const double temperature = GENERATE(0.5, 2.0);
    CAPTURE(h, temperature);
    Simulation simulation(
        "network noise population cell 248 binary_noisy(bias = " + std::to_string(h) +
        ", temperature = " + std::to_string(temperature) + ") record spikes cell");
    constexpr int steps = 400;
    simulation.run(steps);
    const double p = 0.5 * (1 + std::tanh(h / temperature)), n = 248.0 * steps;
    const double found = static_cast<double>(simulation.spikes().size());
    CHECK(std::abs(found - p * n) < 5 * std::sqrt(p * (1 - p) * n) + 1);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("an integrator sends its value as payload in every step", "[compiler][models]") {
    Simulation simulation(
        "network graded input pre 1 population sum 1 integrator(tau = 50 ms, full = 4)"
        " population reader 1 delta_lif(v_threshold = 1000 mV, tau_m = 1 ms)"
        " projection pre -> sum all_to_all weight 3"
        " projection sum -> reader all_to_all weight 8 gain payload");
    simulation.spike("pre", 0);
    simulation.run(2);
    double v = 3, read = 0;
    CHECK(simulation.state("sum", "v") == Approx(v).epsilon(1e-4));
    for (int t = 0; t < 40; ++t) {
        read = read * std::exp(-1.0) + 8 * v / 4;
        v *= std::exp(-1 / 50.0);
        simulation.run();
        CHECK(simulation.state("sum", "v") == Approx(v).epsilon(1e-3));
        CHECK(simulation.state("reader", "v") + 65 == Approx(read).epsilon(2e-3));
    }
    CHECK(simulation.wrong() == 0);
}

}  // namespace bouton::test
