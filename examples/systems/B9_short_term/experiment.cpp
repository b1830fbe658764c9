// SPDX-License-Identifier: Apache-2.0
// Short-term plasticity: what each spike of a 20 Hz train carries, and what is left of it at last.
#include <cmath>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr const char* names[] = {"depressing", "facilitating"};
constexpr int spikes = 40;

struct Synapse {
    double U, recovery, facilitation;  // ms; 0: none
};
constexpr Synapse kinds[] = {{0.5, 800, 0}, {0.03, 130, 530}};

// The recursion from spike to spike.
std::vector<double> theory(const Synapse& kind, double interval) {
    std::vector<double> carried;
    double R = 1, u = kind.U;
    for (int n = 0; n < spikes; ++n) {
        carried.push_back(u * R);
        R = 1 + (R - R * u - 1) * std::exp(-interval / kind.recovery);
        if (kind.facilitation > 0)
            u = kind.U + u * (1 - kind.U) * std::exp(-interval / kind.facilitation);
    }
    return carried;
}

std::vector<double> measure(Session& session, const char* name, int interval, int count) {
    session.reset(runtime::Reset::StateAndWeights);
    std::vector<double> carried;
    for (int n = 0; n < count; ++n) {
        session.inject("pre", 0);
        session.run(2);
        carried.push_back(session.states(name, "y")[0]);
        session.run(static_cast<std::uint64_t>(interval - 2));
    }
    return carried;
}

}  // namespace

void short_term(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { measure(s, names[0], 50, 21); });
    for (const char* name : names)
        bench.open_loop(image, State{.population = name, .name = "y", .range = 1}, [&](Session& s) {
            measure(s, name, 50, 20);
            s.inject("pre", 0);
            s.run(2);
        });

    bench.axes("spike", "share of the weight");
    bench.play(image, [&](Session& s) {
        for (std::size_t k = 0; k < 2; ++k) {
            const auto found = measure(s, names[k], 50, spikes), expected = theory(kinds[k], 50);
            std::vector<std::pair<double, double>> chip, equation;
            for (std::size_t n = 0; n < spikes; ++n) {
                chip.emplace_back(n + 1, found[n]);
                equation.emplace_back(n + 1, expected[n]);
                if (n > 5 && n != spikes - 1) continue;
                bench.expect(std::string(names[k]) + ", spike " + std::to_string(n + 1), found[n],
                             expected[n], 0.01 * expected[n], Origin::Theory);
            }
            bench.curve(std::string("equation, ") + names[k], k == 0 ? "float" : "pale", equation);
            bench.curve(std::string("chip, ") + names[k], k == 0 ? "chip" : "soft", chip, false);
        }
        // Depression limits what a train can carry to 1 / tau_rec a second, whatever its rate.
        const double ceiling = 1000 / kinds[0].recovery;
        for (const int interval : {20, 5}) {
            const double rate = 1000.0 / interval;
            const double found = rate * measure(s, names[0], interval, 400).back();
            const double decay = std::exp(-interval / kinds[0].recovery);
            const double expected = rate * 0.5 * (1 - decay) / (1 - 0.5 * decay);
            bench.expect("f U R at " + std::to_string(1000 / interval) + " Hz, limit " +
                             std::to_string(ceiling).substr(0, 4),
                         found, expected, 0.01 * expected, Origin::Theory);
        }
    });
}

}  // namespace bouton::systems
