// SPDX-License-Identifier: Apache-2.0
// Traces follow exponentials, and every one of them reaches zero.
#include <cmath>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

std::string network(double tau, const char* mode) {
    const std::string trace = ": trace tau " + std::to_string(tau) + " ms " + mode;
    return "network traces input pre 1 input teacher 1 population cell 1 relay()"
           " rule stdp { x1" +
           trace + " y1" + trace + " y2" + trace +
           " dw = 0.001*x1*y0 - 0.001*y1*x0 + 0*y2*x0 bounds [0, 1] }"
           " projection learned = pre -> cell all_to_all weight 0.25 rule stdp"
           " projection force = teacher -> cell all_to_all weight 1";
}

}  // namespace

TEST_CASE("every trace reaches exactly zero and its axon group falls asleep", "[compiler]") {
    const double tau = GENERATE(1.0, 5.0, 20.0, 125.0, 399.0, 401.0, 1000.0, 5000.0);
    const char* mode = GENERATE("add", "set");
    CAPTURE(tau, mode);
    Simulation simulation(network(tau, mode));
    simulation.spike("pre", 0);
    simulation.spike("teacher", 0);
    simulation.run(4);
    CHECK(simulation.trace("learned", "x1") > 0);
    CHECK(simulation.state("cell", "trace1") > 0);
    simulation.run(static_cast<std::uint64_t>(tau * 20 + 4000));  // ln(2^22) is 15.2
    CHECK(simulation.trace("learned", "x1") == 0);
    CHECK(simulation.state("cell", "trace1") == 0);
    CHECK(simulation.state("cell", "trace2") == 0);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("traces of spikes decay as the exponential does", "[compiler]") {
    const double tau = GENERATE(5.0, 20.0, 125.0, 400.0, 1000.0, 5000.0);
    CAPTURE(tau);
    Simulation simulation(network(tau, "add"));
    simulation.spike("pre", 0);
    simulation.run(10);
    simulation.spike("pre", 0);
    simulation.run();  // x is late: one decay after its spike
    double exact = std::exp(-1 / tau) * (1 + std::exp(-10 / tau));
    CHECK(simulation.trace("learned", "x1") == Approx(exact).epsilon(1e-3));
    simulation.run(static_cast<std::uint64_t>(tau));
    exact *= std::exp(-std::floor(tau) / tau);
    CHECK(simulation.trace("learned", "x1") == Approx(exact).epsilon(2e-3));
}

TEST_CASE("the traces of a rule by name reach 16 spikes, or what its trace_range says",
          "[compiler]") {
    const bool wide = GENERATE(false, true);
    Simulation simulation(
        "network fast input pre 1 population cell 1 relay() rule r = triplet_stdp(bounds = [0, 1]" +
        std::string(wide ? ", trace_range = 32" : "") +
        ") projection learned = pre -> cell all_to_all weight 0 rule r");
    for (int i = 0; i < 200; ++i) {  // 200 Hz: x2 (101 ms) comes to 20 spikes
        simulation.spike("pre", 0);
        simulation.run(5);
    }
    CHECK((simulation.wrong() == 0) == wide);
    CHECK((simulation.trace("learned", "x2") > 16) == wide);
}

TEST_CASE("the traces of a neuron count what y0 sees, not what else its axon carries",
          "[compiler]") {
    const auto network = [](const std::string& model, const std::string& stimulus) {
        return "network own input pre 1 input teacher 1 modulator m = 0 range 2" + model +
               stimulus +
               " projection force = teacher -> cell all_to_all weight 1"
               " rule r { y1: trace tau 20 ms y2: trace tau 20 ms y3: trace tau 20 ms set"
               " dw = 0.001*(y1 + y2 + y3)*x0 bounds [0, 1] }"
               " projection pre -> cell all_to_all weight 0 rule r";
    };
    SECTION("an axon that is forced") {
        Simulation simulation(
            network(" population cell 1 relay", " stimulus m -> cell axon record spikes cell"));
        simulation.modulate("m", 1);
        simulation.run(10);
        CHECK(simulation.spikes_of("cell") > 5);
        for (const char* const trace : {"trace1", "trace2", "trace3"})
            CHECK(simulation.state("cell", trace) == 0);
        simulation.spike("teacher", 0);
        simulation.run(2);
        CHECK(simulation.state("cell", "trace1") == Approx(1).epsilon(1e-4));
        CHECK(simulation.state("cell", "trace2") == 0);
        simulation.run();
        CHECK(simulation.state("cell", "trace2") == Approx(std::exp(-1.0 / 20)).epsilon(1e-4));
    }
    SECTION("a value that is sent") {
        Simulation simulation(network(
            " model adder { receive exc send exc when exc > 0.5 } population cell 1 adder", ""));
        simulation.spike("teacher", 0);
        simulation.run(5);
        for (const char* const trace : {"trace1", "trace2", "trace3"})
            CHECK(simulation.state("cell", trace) == 0);
    }
}

TEST_CASE("a trace that is set counts the last spike only", "[compiler]") {
    Simulation simulation(network(20, "set"));
    for (int i = 0; i < 5; ++i) {
        simulation.spike("pre", 0);
        simulation.run();
        CHECK(simulation.trace("learned", "x1") == Approx(std::exp(-1 / 20.0)).epsilon(1e-5));
    }
}

TEST_CASE("an early trace has this step's spike, a late one does not", "[compiler]") {
    Simulation simulation(network(20, "add"));
    simulation.spike("teacher", 0);
    simulation.run(2);  // the cell spikes in step 1
    CHECK(simulation.state("cell", "trace1") == Approx(1.0).epsilon(1e-5));
    CHECK(simulation.state("cell", "trace2") == 0);
    simulation.run();
    CHECK(simulation.state("cell", "trace1") == Approx(std::exp(-1 / 20.0)).epsilon(1e-5));
    CHECK(simulation.state("cell", "trace2") == Approx(std::exp(-1 / 20.0)).epsilon(1e-5));
}

TEST_CASE("populations share a trace that two rules declare alike", "[compiler]") {
    const auto result = compile_ok(
        "network shared input a 1 population cell 1 relay()"
        " rule one { y1: trace tau 20 ms dw = 0.1*y1*x0 }"
        " rule two { y1: trace tau 20 ms y2: trace tau 30 ms dw = 0.1*y1*x0 + 0.1*y2*x0 }"
        " projection a -> cell all_to_all rule one projection a -> cell all_to_all rule two");
    CHECK(result.image->populations[1].states.size() == 2);
}

}  // namespace bouton::test
