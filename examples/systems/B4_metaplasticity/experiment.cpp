// SPDX-License-Identifier: Apache-2.0
// Metaplasticity: prior activity moves the threshold between depression and potentiation.
#include <array>
#include <cmath>
#include <numeric>
#include <string>

#include "examples/systems/A7_bcm/reference.hpp"
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr bcm::Reference::Constants constants{.eta = 0.002, .tau = 200, .theta = 0};
constexpr double priors[] = {0.5, 1, 2}, aside = 0.2;  // activity, and how far it alternates
constexpr int settling = 2400, tetanus = 20;           // events
constexpr double tetanic_drive = 1, first = 0.5;       // and the learning synapse's 0.5: 1.5

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

int payload(double value) {
    return static_cast<int>(std::lround(value * spec::limits::UnitPayload));
}

// One event of both inputs, on the chip and in float64.
void show(Session& session, double drive, bool test) {
    session.inject("clock", 0);
    // Payloads end below 2, activity does not: the synapse doubles.
    session.inject("prior", 0, 0, payload(drive / 2));
    if (test) {
        session.inject("test", 0);
        session.inject("test", 0, 1, 0);
    }
    session.run(3);
}

// The drive has no synapse that learns: it is what the unit would answer without one.
void show(bcm::Reference& unit, double drive, bool test) {
    unit.show(std::array{test ? 1.0 : 0.0}, test ? 1 : 0, drive);
}

double alternating(double prior, int n) {
    return prior * (n % 2 == 0 ? 1 - aside : 1 + aside);
}

void live(Session& session, double prior, int events) {
    for (int n = 0; n < events; ++n) show(session, alternating(prior, n), false);
}

void everything(Session& session) {
    for (const double prior : priors) {
        live(session, prior, 100);
        for (int n = 0; n < tetanus; ++n) show(session, tetanic_drive, true);
    }
}

}  // namespace

void metaplasticity(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, everything);
    bench.open_loop(image, Learned{.projection = "learn", .range = 1}, everything);

    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        double thresholds[3] = {};
        for (std::size_t k = 0; k < 3; ++k) {
            s.reset(runtime::Reset::StateAndWeights);
            bcm::Reference unit({first}, constants);
            live(s, priors[k], settling);
            for (int n = 0; n < settling; ++n) show(unit, alternating(priors[k], n), false);
            thresholds[k] = mean(s.states("unit", "theta"));
            const std::string after =
                " after activity of " + std::to_string(priors[k]).substr(0, 3);
            const double expected = priors[k] * priors[k] * (1 + aside * aside);
            bench.expect("threshold" + after, thresholds[k], expected, 0.03 * expected,
                         Origin::Theory);
            for (int n = 0; n < tetanus; ++n) {
                show(s, tetanic_drive, true);
                show(unit, tetanic_drive, true);
            }
            const double change = mean(s.weights("learn")) - first;
            const double wanted = unit.weights()[0] - first;
            bench.expect("change by the tetanus" + after, change, wanted, 0.03 * std::abs(wanted),
                         Origin::Reference);
            bench.expect_exact("its sign" + after, change > 0 ? 1 : -1, priors[k] < 1.5 ? 1 : -1,
                               Origin::Theory);
            chip.emplace_back(priors[k], change);
            equation.emplace_back(priors[k], wanted);
        }
        for (std::size_t k = 1; k < 3; ++k)
            bench.expect("ratio of thresholds, activity x2", thresholds[k] / thresholds[k - 1], 4,
                         0.12, Origin::Theory);
    });
    bench.axes("prior activity", "change of the weight by the same tetanus");
    bench.curve("float64", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
