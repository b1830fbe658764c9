// SPDX-License-Identifier: Apache-2.0
// Q-learning of a chain with reward at one end, which then moves to the other: a learning rate that
// follows the prediction error finds it soon, a constant one does not.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr int places = 5, trials = 100, reversal = 50;
constexpr double discount = 0.9, explore = 0.1, rate = 0.1, share = 0.25;  // as in network.net

// One walk from the middle to an end; whether the reward was there.
bool walk(Session& session, int goal) {
    const char* taken = nullptr;  // the input whose pair was taken, and its place
    std::uint32_t from = 0;
    const auto learn = [&] {
        if (taken != nullptr) session.inject(taken, from, 2, 0);
        session.run(3);
    };
    int at = places / 2;
    while (at != 0 && at + 1 != places) {
        const auto here = static_cast<std::uint32_t>(at);
        session.inject("to_left", here);
        session.inject("to_right", here);
        session.inject("ask", 0);
        learn();
        const bool right = session.states("agent", "action")[0] > 0;
        taken = right ? "to_right" : "to_left";
        from = here;
        at += right ? 1 : -1;
    }
    session.inject("end", 0);
    if (at == goal) session.inject("reward", 0);
    learn();
    return at == goal;
}

// The same from the equations in float64, with its own random numbers.
class Reference {
  public:
    Reference(std::uint64_t seed, double gain) : random_(seed), gain_(gain) {}

    bool walk(int goal) {
        std::uniform_real_distribution<double> uniform(0, 1);
        int at = places / 2;
        while (at != 0 && at + 1 != places) {
            const auto& q = values_[static_cast<std::size_t>(at)];
            const bool random = uniform(random_) < explore || q[0] == q[1];
            const std::size_t move = random ? uniform(random_) < 0.5 : q[1] > q[0];
            const int next = at + (move == 1 ? 1 : -1);
            const auto& ahead = values_[static_cast<std::size_t>(next)];  // of an end: 0
            const double error =
                (next == goal ? 1 : 0) + discount * std::max(ahead[0], ahead[1]) - q[move];
            mean_ += share * (std::abs(error) - mean_);
            values_[static_cast<std::size_t>(at)][move] += rate * (1 + gain_ * mean_) * error;
            at = next;
        }
        return at == goal;
    }

  private:
    std::mt19937_64 random_;
    double gain_, mean_ = 0;  // of |error|
    std::array<std::array<double, 2>, places> values_{};
};

using Curve = std::array<double, trials>;  // share of runs that found the reward

// Adds one run of all trials.
template <class Walk>
void add_run(Curve& curve, double weight, Walk walk) {
    for (int n = 0; n < trials; ++n)
        curve[static_cast<std::size_t>(n)] += weight * walk(n < reversal ? places - 1 : 0);
}

double mean(const Curve& curve, std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t n = from; n < to; ++n) sum += curve[n];
    return sum / static_cast<double>(to - from);
}

std::vector<std::pair<double, double>> points(const Curve& curve) {
    std::vector<std::pair<double, double>> result;
    for (std::size_t n = 0; n < trials; n += 5)
        result.emplace_back(static_cast<double>(n) + 2.5, mean(curve, n, n + 5));
    return result;
}

}  // namespace

void modulated_rate(Bench& bench) {
    const auto image = bench.compile();
    const auto walks = [](int count) {
        return [count](Session& s) {
            for (int n = 0; n < count; ++n) walk(s, n < count / 2 ? places - 1 : 0);
        };
    };
    bench.lockstep(image, walks(150));
    for (const char* name : {"q_left", "q_right"})
        bench.open_loop(image, Learned{.projection = name, .range = 2}, walks(trials));

    const std::size_t runs = bench.full() ? 600 : 150;
    constexpr std::size_t reference_runs = 2000;
    struct Kind {
        const char* name;
        double gain;
        const char *chip_style, *float_style;
    };
    Curve found[2] = {};
    for (const Kind kind :
         {Kind{"constant rate", 0, "soft", "pale"}, Kind{"modulated rate", 8, "chip", "float"}}) {
        Curve& chip = found[kind.gain > 0];
        Curve reference{};
        bench.play(bench.compile({{"GAIN", kind.gain}}), [&](Session& s) {
            for (std::size_t run = 0; run < runs; ++run) {
                s.reset(runtime::Reset::StateAndWeights);
                s.set_seed(run + 1);
                add_run(chip, 1.0 / static_cast<double>(runs),
                        [&](int goal) { return walk(s, goal); });
                bench.progress("T2", run + 1, runs);
            }
        });
        for (std::size_t run = 0; run < reference_runs; ++run) {
            Reference model(run + 1, kind.gain);
            add_run(reference, 1.0 / reference_runs, [&](int goal) { return model.walk(goal); });
        }
        for (const std::size_t first : {40U, 60U, 90U})
            bench.expect(std::string(kind.name) + ": share of walks to the reward, " +
                             std::to_string(first) + " to " + std::to_string(first + 10),
                         mean(chip, first, first + 10), mean(reference, first, first + 10), 0.05,
                         Origin::Reference);
        bench.curve(std::string("float64, ") + kind.name, kind.float_style, points(reference));
        bench.curve(std::string("chip, ") + kind.name, kind.chip_style, points(chip));
    }
    bench.axes("walk; the reward moves at 50", "share of walks that find it");
}

}  // namespace bouton::systems
