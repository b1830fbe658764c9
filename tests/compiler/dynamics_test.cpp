// SPDX-License-Identifier: Apache-2.0
// What dynamics of axons do, against the same equations in float64.
#include <cmath>
#include <random>

#include "tests/compiler/compiled.hpp"
#include "tests/compiler/simulation.hpp"

namespace bouton::test {
namespace {

struct ShortTerm {
    double U, tau_rec, tau_facil;  // ms
};

// One step of docs/models.md section 6: the spike, then what recovers.
class Reference {
  public:
    explicit Reference(const ShortTerm& of) : of_(of), u_(of.U) {}
    double gain() const { return u_ * R_; }
    void step(bool spike) {
        if (spike) {
            R_ -= u_ * R_;
            u_ += of_.U * (1 - u_);
        }
        R_ = of_.tau_rec > 0 ? 1 + (R_ - 1) * std::exp(-1 / of_.tau_rec) : 1;
        u_ = of_.tau_facil > 0 ? of_.U + (u_ - of_.U) * std::exp(-1 / of_.tau_facil) : of_.U;
    }

  private:
    const ShortTerm of_;
    double R_ = 1, u_;
};

std::string network(const ShortTerm& one) {
    return "network n input pre 1 population cell 1 delta_lif()"
           " projection p = pre -> cell all_to_all weight 1 gain short_term(U = " +
           std::to_string(one.U) + ", tau_rec = " + std::to_string(one.tau_rec) +
           " ms, tau_facil = " + std::to_string(one.tau_facil) + " ms)";
}

std::string own(const std::string& body, double weight = 1) {
    return "network n modulator level = 0 input pre 1 population cell 1 integrator()"
           " dynamics own {\n" +
           body + "\n} projection p = pre -> cell all_to_all weight " + std::to_string(weight) +
           " gain own";
}

}  // namespace

TEST_CASE("short-term plasticity is that of Tsodyks and Markram in every step",
          "[compiler][dynamics]") {
    const ShortTerm one = GENERATE(values<ShortTerm>({{0.5, 800, 0},
                                                      {0.03, 130, 530},
                                                      {0.4, 100, 50},
                                                      {1, 1.442695, 0},
                                                      {1, 0, 0},
                                                      {0.2, 0, 100},
                                                      {0, 100, 100}}));
    const unsigned seed = std::random_device{}();
    CAPTURE(one.U, one.tau_rec, one.tau_facil, seed);
    std::mt19937 random(seed);
    std::bernoulli_distribution spikes(0.03);
    Simulation simulation(network(one));
    Reference reference(one);
    double worst = 0;
    for (int t = 0; t < 3000; ++t) {
        worst = std::max(worst, std::abs(simulation.trace("p", "gain") - reference.gain()));
        const bool spike = spikes(random);
        if (spike) simulation.spike("pre", 0);
        simulation.run();
        reference.step(spike);
    }
    // Constants have 16 bits; a stochastic store adds sqrt(tau) / 3 places of 2^-22.
    CHECK(worst < 5e-5);
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("resources that recover slowly recover fully", "[compiler][dynamics]") {
    // To nearest, R would stop 400 places, 0.0001, before its end.
    Simulation simulation(network({0.5, 800, 0}));
    simulation.spike("pre", 0);
    simulation.run(16000);
    double mean = 0;
    for (int t = 0; t < 4000; ++t) {
        simulation.run();
        mean += simulation.trace("p", "gain") / 4000;
    }
    CHECK(mean == Approx(0.5).margin(5e-6));
}

TEST_CASE("a spike carries the gain that the steps before it left", "[compiler][dynamics]") {
    Simulation simulation(network({0.5, 800, 0}));
    simulation.spike("pre", 0);
    simulation.run(2);
    CHECK(simulation.state("cell", "v") == Approx(-65 + 0.5).margin(1e-3));
}

TEST_CASE("dynamics may read the payload and a modulator", "[compiler][dynamics]") {
    Simulation simulation(
        own("state a range 2 spike { a = payload } a' = -a / 20 ms gain a / 2 + 0.25\n"
            "state b range 16 b = level"));
    CHECK(simulation.trace("p", "gain") == Approx(0.25));
    simulation.modulate("level", 3);
    simulation.spike("pre", 0, 16384);
    simulation.run();
    CHECK(simulation.trace("p", "gain") == Approx(0.25 + std::exp(-0.05) / 2).epsilon(1e-4));
    simulation.spike("pre", 0, -32768);
    simulation.run();
    CHECK(simulation.trace("p", "b") == Approx(3));
    CHECK(simulation.trace("p", "gain") == Approx(0.25 - std::exp(-0.05)).epsilon(1e-4));
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("the gain of a first spike is what initial values make it", "[compiler][dynamics]") {
    const auto first = [](const std::string& gain) {
        return Simulation(own("parameter tau = 0 ms state R = 0.75 spike { R = 0.1 }"
                              " R' = (0.5 - R) / 90 ms let half = R / 2 gain " +
                              gain))
            .trace("p", "gain");
    };
    CHECK(first("half") == Approx(0.375));
    CHECK(first("clip(R, 0, 0.5) - payload") == Approx(0.5));
    CHECK(first("where(tau > 0, R / tau * dt, -R)") == Approx(-0.75));
    CHECK(first("max(step(half), 0.2) * sgn(-R)") == Approx(-1));
}

TEST_CASE("a receptor holds what gains beyond 1 or below 0 let arrive", "[compiler][dynamics]") {
    const auto [gain, weight] = GENERATE(table<double, double>({{1.75, 1.9}, {-1.75, 1.9}}));
    CAPTURE(gain);
    Simulation simulation("network n input pre 1 dynamics own { gain " + std::to_string(gain) +
                          " } model cell { receive x state v range 64 v = x spike when v > 50 }"
                          " population cell 1 cell()"
                          " projection p = pre -> cell all_to_all weight " +
                          std::to_string(weight) + " gain own");
    simulation.spike("pre", 0);
    simulation.run(2);
    CHECK(simulation.state("cell", "v") == Approx(gain * weight).epsilon(1e-3));
    CHECK(simulation.wrong() == 0);
}

TEST_CASE("dynamics and traces of a rule share an axon's words", "[compiler][dynamics]") {
    Simulation simulation(
        "network n input pre 1 population cell 1 relay() rule r { x1: trace tau 20 ms"
        " dw = 0.01*x1*y0 bounds [0, 1] }"
        " projection p = pre -> cell all_to_all weight 0.5 rule r gain short_term()");
    simulation.spike("pre", 0);
    simulation.run();
    CHECK(simulation.trace("p", "x1") == Approx(std::exp(-0.05)).epsilon(1e-3));
    CHECK(simulation.trace("p", "gain") == Approx(0.25).epsilon(0.01));
}

}  // namespace bouton::test
