// SPDX-License-Identifier: Apache-2.0
// Actor and critic on a chain of five places with reward at its right end: how many steps it takes
// to get there, as it learns. The fewest are four.
#include <cmath>
#include <numeric>
#include <random>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::uint32_t places = 5;
constexpr double gamma = 0.9, critic = 0.1, actor = 0.2;
constexpr int one = spec::limits::UnitPayload, most_moves = 1000;

// Moves until the reward.
int walk(Session& session) {
    std::uint32_t at = 0;
    int moves = 0;
    while (at + 1 < places && moves < most_moves) {
        session.inject("place", at);
        session.inject("ask", 0);
        const bool right = !session.run(2).empty();
        const std::uint32_t next = right ? at + 1 : at == 0 ? 0 : at - 1;
        // The left end leads to itself: its value stays, but for gamma.
        const int leave = next == at ? static_cast<int>(std::lround((gamma - 1) * one)) : -one;
        session.inject("state", at, 0, leave);
        if (next != at)
            session.inject("state", next, 0, static_cast<int>(std::lround(gamma * one)));
        if (next + 1 == places) session.inject("reward", 0, 0, one);
        session.inject("state", at, 2, 0);
        session.inject("place", at, 2, 0);
        session.run(3);
        at = next;
        ++moves;
    }
    return moves;
}

// The same from the equations in float64, with its own random numbers.
class Reference {
  public:
    explicit Reference(std::uint64_t seed) : random_(seed) {}

    int walk() {
        std::size_t at = 0;
        int moves = 0;
        while (at + 1 < places && moves < most_moves) {
            const double p = 1 / (1 + std::exp(-preference_[at]));
            const bool right = std::uniform_real_distribution<double>(0, 1)(random_) < p;
            const std::size_t next = right ? at + 1 : at == 0 ? 0 : at - 1;
            const double reward = next + 1 == places ? 1 : 0;
            const double error = reward + gamma * value_[next] - value_[at];
            value_[at] += critic * error;
            preference_[at] += actor * error * ((right ? 1 : 0) - p);
            at = next;
            ++moves;
        }
        return moves;
    }

  private:
    std::mt19937_64 random_;
    double value_[places] = {}, preference_[places] = {};
};

using Lengths = std::vector<double>;  // of each walk, mean of the runs

double mean(const Lengths& lengths, std::ptrdiff_t from, std::ptrdiff_t to) {
    return std::accumulate(lengths.begin() + from, lengths.begin() + to, 0.0) /
           static_cast<double>(to - from);
}

}  // namespace

void actor_critic(Bench& bench) {
    const auto image = bench.compile();
    const auto walks = [](int count) {
        return [count](Session& s) {
            for (int n = 0; n < count; ++n) walk(s);
        };
    };
    bench.lockstep(image, walks(40));
    bench.open_loop(image, Learned{.projection = "prefer", .range = 14}, walks(200));
    bench.open_loop(image, Learned{.projection = "value", .range = 2}, walks(200));

    const int runs = bench.full() ? 100 : 25, trials = bench.full() ? 1000 : 200;
    Lengths chip(static_cast<std::size_t>(trials), 0.0), reference = chip;
    bench.play(image, [&](Session& s) {
        for (int run = 0; run < runs; ++run) {
            s.reset(runtime::Reset::StateAndWeights);
            s.set_seed(static_cast<std::uint64_t>(run) + 1);
            Reference model(static_cast<std::uint64_t>(run) + 1);
            for (std::size_t n = 0; n < chip.size(); ++n) {
                chip[n] += walk(s) / static_cast<double>(runs);
                reference[n] += model.walk() / static_cast<double>(runs);
            }
            bench.progress("T2", static_cast<std::size_t>(run) + 1, static_cast<std::size_t>(runs));
        }
    });
    bench.expect_within("moves, last 20 of 200 walks", mean(chip, 180, 200), 4, 5.2,
                        Origin::Reference);
    bench.expect("the same beside float64", mean(chip, 180, 200), mean(reference, 180, 200), 0.5,
                 Origin::Reference);
    bench.expect("moves, first 10 walks", mean(chip, 0, 10), mean(reference, 0, 10), 3,
                 Origin::Reference);
    if (bench.full())
        bench.expect("moves, last 20 of 1000 walks", mean(chip, 980, 1000),
                     mean(reference, 980, 1000), 0.2, Origin::Reference);
    std::vector<std::pair<double, double>> found, expected;
    for (std::ptrdiff_t n = 0; n + 10 <= trials; n += 10) {
        found.emplace_back(n + 5, mean(chip, n, n + 10));
        expected.emplace_back(n + 5, mean(reference, n, n + 10));
    }
    bench.axes("walks", "moves to the reward");
    bench.curve("float64", "float", std::move(expected));
    bench.curve("chip", "chip", std::move(found));
}

}  // namespace bouton::systems
