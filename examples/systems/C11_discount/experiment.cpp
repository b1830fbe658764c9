// SPDX-License-Identifier: Apache-2.0
// Serotonin as the horizon of discounting: values of a chain at three levels of it.
#include <array>
#include <cmath>
#include <string>

#include "examples/systems/C3_td_chain/chain.hpp"

namespace bouton::systems {

namespace {

constexpr double tolerance = 0.003;

int payload(double value) {
    return static_cast<int>(std::lround(value * spec::limits::UnitPayload));
}

// One walk; the discount factor is on the chip.
void walk(Session& session) {
    for (std::uint32_t s = 0; s + 1 < chain::states; ++s) {
        session.inject("state", s + 1);
        session.inject("state", s, 1, payload(-1));
        session.inject("reward", 0, 1, payload(s + 2 == chain::states ? 1 : 0));
        session.inject("clock", 0, 1);
        session.inject("state", s, 3, 0);
        session.run(4);
    }
}

void set_horizon(Session& session, double gamma) {
    session.modulate("serotonin", gamma - session.modulator_value("serotonin"));
    session.run(1);
}

}  // namespace

void serotonin_discount(Bench& bench) {
    const auto image = bench.compile();
    const auto walks = [](int count) {
        return [count](Session& s) {
            for (int n = 0; n < count; ++n) walk(s);
        };
    };
    bench.lockstep(image, walks(80));
    bench.open_loop(image, Learned{.projection = "learn", .range = 2}, walks(500));

    const int trials = bench.full() ? 2000 : 400;
    bench.axes("trials", "value of the start");
    bench.play(image, [&](Session& s) {
        for (const double gamma : {0.5, 0.9, 0.99}) {
            s.reset(runtime::Reset::StateAndWeights);
            set_horizon(s, gamma);
            chain::Reference reference;
            const std::string at = " at serotonin " + std::to_string(gamma).substr(0, 4);
            std::vector<std::pair<double, double>> chip, equation;
            for (int n = 1; n <= trials; ++n) {
                walk(s);
                const auto expected = reference.walk(1, gamma).values;
                const auto found = s.weights("learn");
                if (n <= 150) {
                    chip.emplace_back(n, found[0]);
                    equation.emplace_back(n, expected[0]);
                }
                if (n == 40)
                    bench.expect("V(0) after 40 trials" + at, found[0], expected[0], tolerance,
                                 Origin::Theory);
                if (n != trials) continue;
                for (std::size_t i = 0; i + 1 < found.size(); ++i)
                    bench.expect("V(" + std::to_string(i) + ") in the end" + at, found[i],
                                 std::pow(gamma, 3 - static_cast<double>(i)), tolerance,
                                 Origin::Theory);
            }
            bench.curve("equation" + at, "float", std::move(equation));
            bench.curve("chip" + at, "chip", std::move(chip));
        }
    });
}

}  // namespace bouton::systems
