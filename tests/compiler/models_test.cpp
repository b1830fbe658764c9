// SPDX-License-Identifier: Apache-2.0
// Neuron models against their equations in floating point.
#include <cmath>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {

TEST_CASE("a lif neuron with constant bias fires as the equation says", "[compiler]") {
    const double bias = GENERATE(0.14, 0.16, 0.2, 0.5);
    CAPTURE(bias);
    Simulation simulation("network lif population cell 1 lif(bias = " + std::to_string(bias) +
                          " nA) record spikes cell");
    simulation.run(2000);
    const double keep = std::exp(-1 / 20.0);
    double v = 0;
    int wait = 0, expected = 0;
    for (int t = 0; t < 2000; ++t) {
        v = v * keep + 100 * (1 - keep) * bias;
        if (wait > 0) v = 0;
        wait = std::max(0, wait - 1);
        if (v >= 15) {
            v = 0;
            wait = 2;
            ++expected;
        }
    }
    CHECK(static_cast<int>(simulation.spikes_of("cell")) == expected);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("a synaptic current of a lif neuron is the double exponential of its equation",
          "[compiler]") {
    Simulation simulation(
        "network psp input pre 2 population cell 1 lif()"
        " projection list = pre -> cell list [(0, 0, 0.6, 3 ms)]"
        " projection inh = pre -> cell list [(1, 0, 0.5, 1 ms)] receptor inh");
    double i = 0, v = 0;
    for (int t = 0; t < 100; ++t) {
        if (t == 5) simulation.spike("pre", 0);
        if (t == 20) simulation.spike("pre", 1);
        simulation.run();
        i = i * std::exp(-1 / 5.0) + (t == 8 ? 0.6 : 0) - (t == 21 ? 0.5 : 0);
        v = v * std::exp(-1 / 20.0) + 100 * (1 - std::exp(-1 / 20.0)) * i;
        CHECK(std::abs(simulation.state("cell", "i") - i) < 1e-4);
        CHECK(std::abs(simulation.state("cell", "v") - (-65 + v)) < 2e-3);
    }
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("lif2 keeps two currents with their own time constants", "[compiler]") {
    Simulation simulation(
        "network two input pre 1 population cell 1 lif2(tau_exc = 3 ms, tau_inh = 9 ms)"
        " projection e = pre -> cell all_to_all weight 0.5"
        " projection i = pre -> cell all_to_all weight 0.25 receptor inh");
    simulation.spike("pre", 0);
    simulation.run(11);
    CHECK(simulation.state("cell", "i_exc") == Approx(0.5 * std::exp(-9 / 3.0)).epsilon(2e-3));
    CHECK(simulation.state("cell", "i_inh") == Approx(0.25 * std::exp(-9 / 9.0)).epsilon(2e-3));
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("a long membrane at a short step keeps its precision", "[compiler]") {
    // 100 ms at 0.1 ms: one step changes v by a thousandth.
    Simulation simulation(
        "network fine step 0.1 ms population cell 1 lif(tau_m = 100 ms,"
        " bias = 0.16 nA, refractory = 0 ms) record spikes cell");
    simulation.run(20000);
    const double period = 1000 * std::log(16.0 / (16.0 - 15.0));  // steps
    CHECK(std::abs(static_cast<double>(simulation.spikes_of("cell")) - 20000 / period) <= 1);
}

namespace {

// How far off its rest a neuron is in the end, in mV, in the mean over time.
std::vector<double> off_rest(const std::string& model) {
    Simulation simulation("network fine step 0.1 ms input pre 2 population cell 4 " + model +
                          " projection a = pre -> cell all_to_all weight 40"
                          " projection b = pre -> cell list [(0, 0, 0.9), (0, 1, -0.9),"
                          " (0, 2, 1.3), (0, 3, -1.3)]");
    simulation.spike("pre", 0);
    simulation.run(4000);
    constexpr int times = 200;
    std::vector<double> result(4);
    for (int t = 0; t < times; ++t) {
        simulation.run(10);
        for (std::uint32_t cell = 0; cell < 4; ++cell)
            result[cell] += (simulation.state("cell", "v", cell) + 65) / times;
    }
    CHECK(simulation.wrong() == 0);
    return result;
}

}  // namespace

TEST_CASE("a lif neuron at a short step returns to its rest", "[compiler]") {
    // Every step takes a fiftieth of the current, and it has places of 6e-5 nA: what is left of it
    // where rounding to nearest stops, 25 places, moves the membrane by 0.15 mV.
    const std::string model = GENERATE("lif", "lif2", "noisy", "alif");
    CAPTURE(model);
    for (const double off : off_rest(model + "()")) CHECK(std::abs(off) < 0.01);
    if (model == "lif")
        for (const double off : off_rest("lif(rounding = nearest)")) CHECK(std::abs(off) > 0.1);
}

TEST_CASE("a slow state that is stored stochastically decays as its equation in the mean",
          "[compiler]") {
    // A second at 1 ms: to nearest it would stop 500 places before its end.
    Simulation simulation(
        "network slow input pre 1 model leak { receive x state v range 4 v' = -v / (1000 ms)"
        " v += x } population cell 248 leak projection pre -> cell all_to_all weight 0.001");
    simulation.spike("pre", 0);
    simulation.run(2);
    const double first = simulation.state("cell", "v", 0);
    simulation.run(2000);
    double mean = 0;
    for (std::uint32_t cell = 0; cell < 248; ++cell)
        mean += simulation.state("cell", "v", cell) / 248;
    // Places of 4.8e-7, a deviation of about 11 of them in each cell.
    CHECK(std::abs(mean - first * std::exp(-2.0)) < 2e-6);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("the threshold of an alif neuron grows with its spikes and decays", "[compiler]") {
    Simulation simulation(
        "network alif population cell 1 alif(bias = 0.3 nA, adapt_step = 3 mV,"
        " tau_adapt = 50 ms) record spikes cell");
    simulation.run(1000);
    const auto& spikes = simulation.spikes();
    REQUIRE(spikes.size() > 10);
    const auto first = spikes[1].step - spikes[0].step;
    const auto last = spikes.back().step - spikes[spikes.size() - 2].step;
    CHECK(last > first);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("an alif neuron spikes in the very steps of its equation", "[compiler]") {
    Simulation simulation("network alif population cell 1 alif(bias = 0.31 nA) record spikes cell");
    simulation.run(500);
    std::vector<std::uint64_t> expected;
    double v = 0, a = 0;
    int wait = 0;
    for (std::uint64_t t = 0; t < 500; ++t) {
        v = v * std::exp(-1 / 20.0) + 100 * (1 - std::exp(-1 / 20.0)) * 0.31;
        if (wait > 0) v = 0;
        wait = std::max(0, wait - 1);
        a *= std::exp(-1 / 100.0);
        if (v < 15 + a) continue;
        expected.push_back(t);
        v = 0;
        wait = 2;
        a += 2;
    }
    std::vector<std::uint64_t> found;
    for (const Spike& spike : simulation.spikes()) found.push_back(spike.step);
    CHECK(found == expected);
}

TEST_CASE("an escape-noise neuron fires with the probability of its equation", "[compiler]") {
    // v held far below, at, and above threshold by the bias; 248 neurons, 400 steps after settling.
    const double below = GENERATE(4.0, 2.0, 0.0, -3.0);
    CAPTURE(below);
    const double bias = (15 - below) / 100;
    Simulation simulation(
        "network noisy population cell 248 noisy(refractory = 0 ms, tau_m = 1 ms,"
        " v_reset = -65 mV, width = 2 mV, bias = " +
        std::to_string(bias) + " nA) record spikes cell");
    simulation.run(400);
    // v relaxes with tau 1 from reset: the chance of a spike by the age of the membrane.
    double expected = 0;
    std::vector<double> age(400, 0);
    double alive[400] = {1};
    for (int t = 0; t < 400; ++t) {
        double next[400] = {};
        for (int n = 0; n <= t && n < 399; ++n) {
            const double v = (15 - below) * (1 - std::exp(-(n + 1.0)));
            const double p = std::min(1.0, std::exp((v - 15) / 2));
            expected += alive[n] * p;
            next[0] += alive[n] * p;
            next[n + 1] += alive[n] * (1 - p);
        }
        std::copy(next, next + 400, alive);
    }
    const double found = static_cast<double>(simulation.spikes_of("cell")) / 248;
    CHECK(found == Approx(expected).epsilon(0.05));
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("a delta_lif neuron jumps by the weight", "[compiler]") {
    Simulation simulation(
        "network delta input pre 2 population cell 1 delta_lif(tau_m = 10 ms)"
        " projection e = pre -> cell list [(0, 0, 4)]"
        " projection i = pre -> cell list [(1, 0, 1.5)] receptor inh");
    simulation.spike("pre", 0);
    simulation.run(2);
    CHECK(simulation.state("cell", "v") == Approx(-61).epsilon(1e-6));
    simulation.run(5);
    CHECK(simulation.state("cell", "v") == Approx(-65 + 4 * std::exp(-0.5)).epsilon(1e-5));
    simulation.spike("pre", 1);
    simulation.run(2);
    CHECK(simulation.state("cell", "v") == Approx(-65 + 4 * std::exp(-0.7) - 1.5).epsilon(1e-5));
}

TEST_CASE("a race neuron sums, spikes, is cleared, and moves its threshold", "[compiler]") {
    Simulation simulation(R"(network race
modulator learn = 1  modulator tick = 0 pulse
input pre 1  input clear 1
population cell 1 race(threshold = 10, threshold_step = 0.5, gate = learn,
                       threshold_drift = 0.25, drift_on = tick)
projection a = pre -> cell all_to_all weight 4
projection b = clear -> cell all_to_all weight 1 receptor inh
record spikes cell)");
    const auto input = [&](const char* name) {
        simulation.spike(name, 0);
        simulation.run();
    };
    input("pre");
    input("pre");
    simulation.run();
    CHECK(simulation.state("cell", "v") == Approx(8));
    SECTION("the third input makes it spike and raises theta") {
        input("pre");
        simulation.run();
        CHECK(simulation.spikes().size() == 1);
        CHECK(simulation.state("cell", "v") == 0);
        CHECK(simulation.state("cell", "theta") == Approx(10.5));
    }
    SECTION("inhibition clears the sum and what arrives with it") {
        simulation.spike("clear", 0);
        input("pre");
        simulation.run();
        CHECK(simulation.state("cell", "v") == 0);
        CHECK(simulation.spikes().empty());
    }
    SECTION("a pulse lets theta drift once") {
        simulation.modulate("tick", 1);
        simulation.run(10);
        CHECK(simulation.state("cell", "theta") == Approx(9.75));
    }
    SECTION("a closed gate keeps theta") {
        simulation.modulate("learn", -1);
        simulation.run();
        input("pre");
        simulation.run(2);
        CHECK(simulation.spikes().size() == 1);
        CHECK(simulation.state("cell", "theta") == Approx(10));
    }
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("per-neuron parameters and initial states are the ones that were drawn", "[compiler]") {
    Simulation simulation(
        "network each population cell 4 lif(bias = [0, 0.1, 0.2, 0.3] nA,"
        " v_threshold = [-50, -50, -40, -50] mV)"
        " init(v = [-65, -60, -65, -70] mV) record spikes cell");
    CHECK(simulation.state("cell", "v", 1) == Approx(-60));
    CHECK(simulation.state("cell", "v", 3) == Approx(-70));
    CHECK(simulation.state("cell", "bias", 2) == Approx(0.2).epsilon(1e-4));
    simulation.run(300);
    std::size_t count[4] = {};
    for (const Spike& spike : simulation.spikes()) ++count[spike.element];
    CHECK(count[0] == 0);
    CHECK(count[1] == 0);  // 10 mV do not reach 15 mV
    CHECK(count[2] == 0);  // 20 mV do not reach 25 mV
    CHECK(count[3] > 5);
}

TEST_CASE("a stimulus channel drives every neuron by its own gain", "[compiler]") {
    Simulation simulation(
        "network stimulus modulator tdcs = 0 population cell 2 lif()"
        " stimulus tdcs -> cell gain [0.1, 0.2] nA");
    simulation.modulate("tdcs", 0.5);
    simulation.run(300);
    CHECK(simulation.state("cell", "v", 0) == Approx(-65 + 5).epsilon(1e-3));
    CHECK(simulation.state("cell", "v", 1) == Approx(-65 + 10).epsilon(1e-3));
}

TEST_CASE("what is compared with more than it can be is still what it is", "[compiler]") {
    // Its binary point was taken for that of the constant: v was 53.2.
    Simulation simulation(
        "network n modulator m = 3 range 4 input pre 1"
        " model cell { receive x state v range 64 state g range 64 v = x"
        " if m > 50 { g = 0 } else { g = m } spike when x > 50 or rnd > 3 }"
        " population cell 1 cell()"
        " projection pre -> cell all_to_all weight 3.325 record spikes cell");
    simulation.spike("pre", 0);
    simulation.run(2);
    CHECK(simulation.state("cell", "v") == Approx(3.325).epsilon(1e-3));
    CHECK(simulation.state("cell", "g") == Approx(3));
    simulation.run(20);
    CHECK(simulation.spikes().empty());
}

TEST_CASE("modulators hold, decay or pulse", "[compiler]") {
    Simulation simulation(
        "network g modulator hold = 2 modulator slow = 0 decay 50 ms"
        " modulator once = 0 pulse population cell 1 relay()");
    for (const char* name : {"hold", "slow", "once"}) simulation.modulate(name, 1);
    simulation.run(2);
    CHECK(simulation.modulator("hold") == Approx(3));
    CHECK(simulation.modulator("slow") == Approx(1));
    CHECK(simulation.modulator("once") == Approx(1));
    simulation.run(50);
    CHECK(simulation.modulator("hold") == Approx(3));
    CHECK(simulation.modulator("slow") == Approx(std::exp(-1)).epsilon(1e-3));
    CHECK(simulation.modulator("once") == 0);
}

TEST_CASE("short-term depression follows Tsodyks and Markram", "[compiler]") {
    Simulation simulation(
        "network depression input pre 1 population cell 1 lif()"
        " projection p = pre -> cell all_to_all weight 1"
        " gain short_term(U = 0.5, tau_rec = 800 ms)");
    const double expected[] = {.500, .2651, .1548, .1030, .0787, .0673};
    for (const double release : expected) {  // 20 Hz
        CHECK(simulation.trace("p", "gain") == Approx(release).epsilon(0.01));
        simulation.spike("pre", 0);
        simulation.run(50);
    }
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("short-term facilitation follows its recursion", "[compiler]") {
    const double U = 0.03, rec = 130, facil = 530;
    Simulation simulation(
        "network facilitation input pre 1 population cell 1 lif()"
        " projection p = pre -> cell all_to_all weight 1"
        " gain short_term(U = 0.03, tau_rec = 130 ms, tau_facil = 530 ms)");
    double u = U, R = 1;
    for (int i = 0; i < 8; ++i) {
        CHECK(simulation.trace("p", "gain") == Approx(u * R).epsilon(0.01));
        simulation.spike("pre", 0);
        simulation.run(20);
        R = 1 + (R - R * u - 1) * std::exp(-20 / rec);
        u = U + (u + U * (1 - u) - U) * std::exp(-20 / facil);
    }
}

TEST_CASE("delays and receptors act when and where they were asked to", "[compiler]") {
    const int delay = GENERATE(1, 2, 31, 63);
    CAPTURE(delay);
    Simulation simulation(
        "network delay input pre 1 population cell 1 relay() projection pre ->"
        " cell all_to_all weight 1 delay " +
        std::to_string(delay) + " steps record spikes cell");
    simulation.spike("pre", 0);
    simulation.run(70);
    REQUIRE(simulation.spikes().size() == 1);
    CHECK(simulation.spikes()[0].step == static_cast<std::uint64_t>(delay));
}

TEST_CASE("a payload scales the weight where the projection asks for it", "[compiler]") {
    Simulation simulation(
        "network payload input pre 1 population cell 1 delta_lif()"
        " projection p = pre -> cell all_to_all weight 4 gain payload");
    simulation.spike("pre", 0, 8192);
    simulation.run(2);
    CHECK(simulation.state("cell", "v") == Approx(-63));
}

}  // namespace bouton::test
