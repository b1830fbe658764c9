// SPDX-License-Identifier: Apache-2.0
// Values of a chain of five states, learned by temporal differences.
#include <cmath>
#include "examples/systems/C3_td_chain/chain.hpp"

namespace bouton::systems {

namespace {

constexpr double tolerance = 0.002;
// As the text gives them.
constexpr chain::Values after_100 = {.723287, .808425, .899710, .999973, 0};

}  // namespace

void td_chain(Bench& bench) {
    const auto image = bench.compile();
    const auto walks = [](int count) {
        return [count](Session& s) {
            for (int n = 0; n < count; ++n) chain::walk(s);
        };
    };
    bench.lockstep(image, walks(100));
    bench.open_loop(image, Learned{.projection = "value", .range = 2}, walks(1000));

    std::array<std::vector<std::pair<double, double>>, chain::states> chip, equation;
    bench.play(image, [&](Session& s) {
        chain::Reference reference;
        for (int n = 1; n <= 1000; ++n) {
            const auto found = chain::walk(s), expected = reference.walk();
            for (std::size_t i = 0; i < chain::states; ++i) {
                const std::string what =
                    "V(" + std::to_string(i) + ") after " + std::to_string(n) + " trials";
                if (n == 10 || n == 50)
                    bench.expect(what, found.values[i], expected.values[i], tolerance,
                                 Origin::Theory);
                if (n == 100)
                    bench.expect(what, found.values[i], after_100[i], tolerance, Origin::Seed);
                if (n == 1000) {
                    const double limit = i == 4 ? 0 : std::pow(chain::gamma, 3 - i);
                    bench.expect(what, found.values[i], limit, tolerance, Origin::Theory);
                }
                if (n > 100) continue;
                chip[i].emplace_back(n, found.values[i]);
                equation[i].emplace_back(n, expected.values[i]);
            }
        }
    });
    bench.axes("trials", "value");
    for (std::size_t i = 0; i + 1 < chain::states; ++i) {
        bench.curve("equation " + std::to_string(i), "float", std::move(equation[i]));
        bench.curve("chip " + std::to_string(i), "chip", std::move(chip[i]));
    }
}

}  // namespace bouton::systems
