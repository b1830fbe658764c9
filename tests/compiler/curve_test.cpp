// SPDX-License-Identifier: Apache-2.0
// Pair STDP written as text gives the exponential curve of the equation, ties included.
#include <cmath>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

const char* const pairing = R"(network curve
step 1 ms
input pre 1
input teacher 1
population cell 1 relay()
rule stdp = pair_stdp(a_plus = 0.005, a_minus = 0.0025, tau_plus = 20 ms, tau_minus = 20 ms,
                      bounds = [0, 1], rounding = nearest)
projection learned = pre -> cell all_to_all weight 0.25 delay 1 ms rule stdp
projection force = teacher -> cell all_to_all weight 1 delay 1 ms
record spikes cell
)";

// Change of the weight for a presynaptic spike `dt` steps before the postsynaptic one.
double change(int dt) {
    Simulation simulation(pairing);
    const double before = simulation.weight("learned");
    const int pre = 100, post = pre + dt;  // the teacher spikes one step before the cell does
    for (int t = 0; t < 400; ++t) {
        if (t == pre) simulation.spike("pre", 0);
        if (t + 1 == post) simulation.spike("teacher", 0);
        simulation.run();
    }
    REQUIRE(simulation.spikes().size() == 1);
    REQUIRE(simulation.spikes()[0].step == static_cast<std::uint64_t>(post));
    REQUIRE(simulation.wrong() == 0);
    return simulation.weight("learned") - before;
}

}  // namespace

TEST_CASE("pair STDP compiled from its name follows the exponential within one place",
          "[compiler]") {
    const int dt = GENERATE(1, 2, 5, 10, 20, 40, 80, 0, -1, -2, -5, -10, -20, -40, -80);
    CAPTURE(dt);
    const double expected = dt > 0 ? 0.005 * std::exp(-dt / 20.0) : -0.0025 * std::exp(dt / 20.0);
    CHECK(std::abs(change(dt) - expected) < 6e-5);
}

TEST_CASE("the pair STDP curve has the values of the literature", "[compiler]") {
    CHECK(std::abs(change(10) - 0.003033) < 6e-5);
    CHECK(std::abs(change(-10) + 0.001516) < 6e-5);
    CHECK(std::abs(change(0) + 0.0025) < 6e-5);
}

TEST_CASE("stochastic rounding of pair STDP is unbiased", "[compiler]") {
    // 1000 synapses with the same pairing: the mean change is exact to a tenth of a place.
    Simulation simulation(R"(network mean
input pre 125
input teacher 1
population cell 8 relay()
rule stdp { x1: trace tau 20 ms  dw = 0.005*x1*y0  bounds [0, 1] bits 12 rounding stochastic }
projection learned = pre -> cell all_to_all weight 0.25 delay 60 ms rule stdp
projection force = teacher -> cell all_to_all weight 1
)");
    for (std::uint32_t i = 0; i < 125; ++i) simulation.spike("pre", i);
    simulation.run(9);
    simulation.spike("teacher", 0);
    simulation.run(5);
    double sum = 0;
    for (std::size_t i = 0; i < 1000; ++i) sum += simulation.weight("learned", i) - 0.25;
    CHECK(std::abs(sum / 1000 - 0.005 * std::exp(-10 / 20.0)) < 5e-5);  // one place is 9.8e-4
    CHECK(simulation.wrong() == 0);
}

}  // namespace bouton::test
