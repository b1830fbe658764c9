// SPDX-License-Identifier: Apache-2.0
// Anti-Hebbian learning tells what was seen once from what is new.
#include <algorithm>
#include <numeric>
#include <random>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::size_t inputs = 256, units = 64;
constexpr int items = 20, period = 24;  // steps; nothing is left of the last item's traces
constexpr double eta = 0.5 / inputs;
constexpr int payload = spec::limits::UnitPayload;

using Pattern = std::vector<int>;  // of 1 and -1

std::vector<Pattern> patterns(int count, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<Pattern> result(static_cast<std::size_t>(count), Pattern(inputs));
    for (auto& pattern : result)
        for (int& element : pattern) element = random() % 2 == 0 ? 1 : -1;
    return result;
}

// The answers of the units, from which they learn if learning is on.
std::vector<double> show(Session& session, const Pattern& pattern) {
    for (std::uint32_t i = 0; i < inputs; ++i) session.inject("x", i, 0, pattern[i] * payload);
    session.run(2);
    auto y = session.states("unit", "y");
    session.run(period - 2);
    return y;
}

// The same in float64; weights in the order of the projection: all units of an input, then the
// next.
std::vector<double> show(std::vector<double>& weights, const Pattern& pattern, bool learning) {
    std::vector<double> y(units);
    for (std::size_t k = 0; k < weights.size(); ++k)
        y[k % units] += weights[k] * pattern[k / units];
    for (std::size_t k = 0; learning && k < weights.size(); ++k)
        weights[k] -= eta * pattern[k / units] * y[k % units];
    return y;
}

double mean(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double energy(std::vector<double> y) {
    for (double& value : y) value *= value;
    return mean(y);
}

// The share of pairs of an item that was seen and one that was not of which the new one is answered
// more: the area under the ROC.
double area(const std::vector<double>& seen, const std::vector<double>& unseen) {
    double right = 0;
    for (const double s : seen)
        for (const double n : unseen) right += s < n ? 1 : s == n ? 0.5 : 0;
    return right / static_cast<double>(seen.size() * unseen.size());
}

// How much of the first answers is in the second.
double share(const std::vector<double>& first, const std::vector<double>& second) {
    double products = 0, squares = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        products += first[i] * second[i];
        squares += first[i] * first[i];
    }
    return products / squares;
}

void show_all(Session& session, int count) {
    for (const auto& pattern : patterns(count, 9)) show(session, pattern);
}

}  // namespace

void familiarity(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(
        image, [](Session& s) { show_all(s, 42); }, 200);
    bench.open_loop(image, Learned{.projection = "learn", .range = 1},
                    [](Session& s) { show_all(s, 200); });

    const int rounds = bench.full() ? 20 : 3;
    double worst = 1, worst_reference = 1, halved = 0;
    double left = 0, left_reference = 0;  // of the answers to what was seen
    std::vector<std::pair<double, double>> seen_curve, new_curve;
    bench.play(image, [&](Session& s) {
        for (int round = 0; round < rounds; ++round) {
            s.reset(runtime::Reset::StateAndWeights);
            s.set_learning(true);
            auto weights = s.weights("learn");
            const auto all = patterns(2 * items, static_cast<unsigned>(round + 1));
            for (int n = 0; n < items; ++n) {
                const auto& item = all[static_cast<std::size_t>(n)];
                const auto first = show(s, item);
                show(weights, item, true);
                if (n > 0) continue;
                s.set_learning(false);
                halved += share(first, show(s, item)) / rounds;
                s.set_learning(true);
            }
            s.set_learning(false);
            std::vector<double> chip[2], reference[2];
            for (std::size_t n = 0; n < all.size(); ++n) {
                const std::size_t is_new = n < items ? 0 : 1;
                chip[is_new].push_back(energy(show(s, all[n])));
                reference[is_new].push_back(energy(show(weights, all[n], false)));
                if (round == 0)
                    (is_new == 0 ? seen_curve : new_curve)
                        .emplace_back(n % items + 1, chip[is_new].back());
            }
            left += mean(chip[0]) / mean(chip[1]) / rounds;
            left_reference += mean(reference[0]) / mean(reference[1]) / rounds;
            worst = std::min(worst, area(chip[0], chip[1]));
            worst_reference = std::min(worst_reference, area(reference[0], reference[1]));
        }
    });
    bench.expect("second answer as a share of the first", halved, 0.5, 0.02, Origin::Theory);
    bench.expect_within("area under the ROC, 20 items, the worst round", worst, 0.95, 1,
                        Origin::Reference);
    bench.expect("the same area, beside float64", worst, worst_reference, 0.01, Origin::Reference);
    bench.expect("energy of seen items as a share of new ones", left, left_reference,
                 0.01 * left_reference, Origin::Reference);
    bench.axes("item", "mean square of the answers");
    bench.curve("seen once", "chip", std::move(seen_curve), false);
    bench.curve("new", "pale", std::move(new_curve), false);
}

}  // namespace bouton::systems
