// SPDX-License-Identifier: Apache-2.0
// Motor learning: the gain of a movement adapts to a step of what is wanted, by climbing fibres.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::size_t fibres = 16;
constexpr double eta = 0.02;
constexpr int period = 40;  // steps a trial: nothing is left of the last one's traces

using Movement = std::array<double, fibres>;

int payload(double value) {
    return static_cast<int>(std::lround(value * spec::limits::UnitPayload));
}

// A movement in random directions, of this squared length.
Movement movement(double square, std::uint32_t seed) {
    std::mt19937 random(seed);
    Movement x{};
    double sum = 0;
    for (double& value : x) {
        value = static_cast<double>(random() % 2001) / 1000 - 1;
        sum += value * value;
    }
    for (double& value : x) value *= std::sqrt(square / sum);
    return x;
}

// One trial; the error that the olive found.
double move(Session& session, const Movement& x, double wanted) {
    for (std::uint32_t i = 0; i < fibres; ++i) session.inject("fibre", i, 0, payload(x[i]));
    session.inject("target", 0, 1, payload(wanted));
    session.run(3);
    const double error = session.states("inferior", "error")[0];
    session.run(period - 3);
    return error;
}

void move_at_random(Session& session, int trials) {
    std::mt19937 random(3);
    for (int n = 0; n < trials; ++n)
        move(session, movement(2, static_cast<std::uint32_t>(random())),
             random() % 2 == 0 ? 0.5 : -0.5);
}

// Trials in which the error falls by e: a straight line through its logarithm.
double fold(const std::vector<double>& errors) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (std::size_t k = 0; k < errors.size(); ++k) {
        const double at = static_cast<double>(k), log = std::log(std::abs(errors[k]));
        n += 1, x += at, y += log, xx += at * at, xy += at * log;
    }
    return -(n * xx - x * x) / (n * xy - x * y);
}

}  // namespace

void motor_learning(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { move_at_random(s, 30); });
    bench.open_loop(image, Learned{.projection = "learn", .range = 2},
                    [](Session& s) { move_at_random(s, 500); });

    bench.axes("trial", "error");
    bench.play(image, [&](Session& s) {
        for (const double square : {1.0, 2.0, 4.0}) {
            const auto x = movement(square, 7);
            s.reset(runtime::Reset::StateAndWeights);
            const double trials = 1 / (eta * square);
            for (const double wanted : {1.0, -0.75}) {  // a step, then one back
                std::vector<double> errors;
                std::vector<std::pair<double, double>> chip, equation;
                const double first = move(s, x, wanted);
                errors.push_back(first);
                while (static_cast<double>(errors.size()) < 2 * trials)
                    errors.push_back(move(s, x, wanted));
                const std::string of = ", |x|^2 = " + std::to_string(square).substr(0, 1) +
                                       ", to " + std::to_string(wanted).substr(0, 5);
                bench.expect("trials in which the error falls by e" + of, fold(errors), trials,
                             0.05 * trials, Origin::Theory);
                const double last =
                    first * std::pow(1 - eta * square, static_cast<double>(errors.size() - 1));
                bench.expect("error in the end" + of, errors.back(), last, 0.005, Origin::Theory);
                if (wanted < 0) continue;
                for (std::size_t n = 0; n < errors.size(); ++n) {
                    const double at = static_cast<double>(n);
                    chip.emplace_back(at, errors[n]);
                    equation.emplace_back(at, first * std::exp(-at / trials));
                }
                bench.curve("equation" + of, "float", std::move(equation));
                bench.curve("chip" + of, "chip", std::move(chip));
            }
        }
    });
}

}  // namespace bouton::systems
