// SPDX-License-Identifier: Apache-2.0
// Perceptrons learn as many random patterns as they have inputs, with weights of 8 bits.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::size_t inputs = 256, patterns = 256, cells = 8;
constexpr std::size_t most_epochs = 200;

struct Task {
    std::array<std::array<int, inputs>, patterns> x{};
    std::array<std::array<int, cells>, patterns> classes{};

    explicit Task(std::uint32_t seed) {
        std::mt19937 random(seed);
        for (auto& pattern : x)
            for (int& value : pattern) value = random() % 2 == 0 ? 1 : -1;
        for (auto& pattern : classes)
            for (int& value : pattern) value = random() % 2 == 0 ? 1 : -1;
    }
};

// Shows a pattern with its classes; how many cells answered another one.
std::size_t show(Session& session, const Task& task, std::size_t pattern) {
    constexpr int one = spec::limits::UnitPayload;
    for (std::uint32_t i = 0; i < inputs; ++i) session.inject("x", i, 0, one * task.x[pattern][i]);
    for (std::uint32_t k = 0; k < cells; ++k)
        session.inject("target", k, 0, one * task.classes[pattern][k]);
    session.run(2);
    std::size_t wrong = 0;
    const auto answers = session.states("cell", "answer");
    for (std::size_t k = 0; k < cells; ++k)
        wrong += (answers[k] > 0) != (task.classes[pattern][k] > 0);
    session.run(2);
    return wrong;
}

using Curve = std::vector<std::pair<double, double>>;

// Wrong answers of each epoch, up to the first without any.
template <class Epoch>
Curve train(Epoch epoch) {
    Curve wrong;
    for (std::size_t n = 1; n <= most_epochs; ++n) {
        wrong.emplace_back(n, epoch());
        if (wrong.back().second == 0) break;
    }
    return wrong;
}

double total(const Curve& wrong) {
    double sum = 0;
    for (const auto& [epoch, count] : wrong) sum += count;
    return sum;
}

// The same in float64, weights without bounds, from the equation.
class Reference {
  public:
    std::size_t show(const Task& task, std::size_t pattern) {
        std::size_t wrong = 0;
        for (std::size_t k = 0; k < cells; ++k) {
            double field = 0;
            for (std::size_t i = 0; i < inputs; ++i) field += weights_[k][i] * task.x[pattern][i];
            const int answer = field >= 0 ? 1 : -1, error = task.classes[pattern][k] - answer;
            wrong += error != 0;
            for (std::size_t i = 0; i < inputs; ++i)
                weights_[k][i] += error * task.x[pattern][i] / 128.0;
        }
        return wrong;
    }

  private:
    std::array<std::array<double, inputs>, cells> weights_{};
};

template <class Show>
std::size_t all(Show show) {
    std::size_t wrong = 0;
    for (std::size_t n = 0; n < patterns; ++n) wrong += show(n);
    return wrong;
}

}  // namespace

void perceptron(Bench& bench) {
    const auto image = bench.compile();
    const Task first(1);
    bench.lockstep(
        image, [&](Session& s) { all([&](std::size_t n) { return show(s, first, n); }); }, 50);
    bench.open_loop(bench.compile({{"BITS", 16}}), Learned{.projection = "see", .range = 4},
                    [&](Session& s) {
                        for (int n = 0; n < 8; ++n)
                            all([&](std::size_t p) { return show(s, first, p); });
                    });

    bench.axes("epoch", "share of wrong answers");
    const std::uint32_t tasks = bench.full() ? 4 : 1;
    for (std::uint32_t seed = 1; seed <= tasks; ++seed) {
        const Task task(seed);
        Reference reference;
        Curve chip,
            expected =
                train([&] { return all([&](std::size_t n) { return reference.show(task, n); }); });
        double relearned = 0, widest = 0;
        bench.play(image, [&](Session& s) {
            chip = train([&] { return all([&](std::size_t n) { return show(s, task, n); }); });
            s.set_learning(false);
            relearned = static_cast<double>(all([&](std::size_t n) { return show(s, task, n); }));
            for (const double w : s.weights("see")) widest = std::max(widest, std::abs(w));
        });
        const std::string of = ", task " + std::to_string(seed);
        bench.expect_exact("patterns that the trained cells have wrong" + of, relearned, 0,
                           Origin::Theory);
        bench.expect_within("epochs until nothing is wrong" + of, static_cast<double>(chip.size()),
                            1, most_epochs, Origin::Theory);
        const double mistakes = total(expected);
        bench.expect("wrong answers until then, beside float64" + of, total(chip), mistakes,
                     0.1 * mistakes, Origin::Reference);
        bench.expect_within("largest weight" + of, widest, 0.02, 1.5, Origin::Theory);
        if (seed != 1) continue;
        for (auto* curve : {&chip, &expected})
            for (auto& [epoch, wrong] : *curve) wrong /= static_cast<double>(patterns * cells);
        bench.curve("float64", "float", std::move(expected));
        bench.curve("chip", "chip", std::move(chip));
    }
}

}  // namespace bouton::systems
