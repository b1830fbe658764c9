// SPDX-License-Identifier: Apache-2.0
// BCM units become selective: of K inputs they answer one, with about K.
#include <algorithm>
#include <cmath>
#include <random>
#include <string>

#include "examples/systems/A7_bcm/reference.hpp"
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr bcm::Reference::Constants constants{.eta = 0.005, .tau = 20, .theta = 0.3};
constexpr std::uint32_t sizes[] = {2, 4};
constexpr const char* names[] = {"two", "four"};

struct Shown {
    std::uint32_t of[2];  // the input of two, of four
};

class Order {
  public:
    Shown next() {
        const std::uint32_t two = draw(sizes[0]);
        return {{two, draw(sizes[1])}};
    }

  private:
    std::uint32_t draw(std::uint32_t below) {
        return static_cast<std::uint32_t>(random_()) % below;
    }
    std::mt19937 random_{3};
};

void show(Session& session, const Shown& shown) {
    session.inject("clock", 0);
    for (std::size_t k = 0; k < 2; ++k) {
        session.inject(names[k], shown.of[k]);
        session.inject(names[k], shown.of[k], 1, 0);
    }
    session.run(3);
}

void show_many(Session& session, int count) {
    Order order;
    for (int n = 0; n < count; ++n) show(session, order.next());
}

// Mean over units of the largest weight, which is the answer to the input that was chosen, and of
// the others' mean size.
struct Choice {
    double winner = 0, others = 0;
};

Choice choice(const std::vector<double>& weights, std::size_t inputs) {
    const std::size_t units = weights.size() / inputs;
    Choice mean;
    for (std::size_t unit = 0; unit < units; ++unit) {
        double best = -1e9, sum = 0;
        for (std::size_t i = 0; i < inputs; ++i) {
            best = std::max(best, weights[i * units + unit]);
            sum += std::abs(weights[i * units + unit]);
        }
        mean.winner += best / static_cast<double>(units);
        mean.others += (sum - std::abs(best)) / static_cast<double>(units * (inputs - 1));
    }
    return mean;
}

double winner(const std::vector<bcm::Reference>& units) {
    double sum = 0;
    for (const auto& unit : units)
        sum += *std::max_element(unit.weights().begin(), unit.weights().end());
    return sum / static_cast<double>(units.size());
}

}  // namespace

void bcm_selectivity(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { show_many(s, 400); });
    bench.open_loop(image, Learned{.projection = "learn_four", .range = 8},
                    [](Session& s) { show_many(s, 4000); });

    const int count = bench.full() ? 40'000 : 8000, last = count / 2;
    Choice chip[2];
    double reference[2] = {};
    std::vector<std::pair<double, double>> course[2], reference_course[2];
    bench.play(image, [&](Session& s) {
        std::vector<bcm::Reference> units[2];
        for (std::size_t k = 0; k < 2; ++k)
            units[k] =
                bcm::references(s.weights(std::string("learn_") + names[k]), sizes[k], constants);
        Order order;
        for (int n = 0; n < count; ++n) {
            const auto shown = order.next();
            show(s, shown);
            for (std::size_t k = 0; k < 2; ++k) {
                std::vector<double> x(sizes[k]);
                x[shown.of[k]] = 1;
                for (auto& unit : units[k]) unit.show(x);
                if (n < count - last && n % 10 != 0) continue;
                const auto found = choice(s.weights(std::string("learn_") + names[k]), sizes[k]);
                const double expected = winner(units[k]);
                if (n < 3000 && n % 10 == 0) {
                    course[k].emplace_back(n, found.winner);
                    reference_course[k].emplace_back(n, expected);
                }
                if (n < count - last) continue;
                chip[k].winner += found.winner / last;
                chip[k].others += found.others / last;
                reference[k] += expected / last;
            }
        }
    });
    bench.axes("inputs shown", "answer to the input that was chosen");
    for (std::size_t k = 0; k < 2; ++k) {
        const std::string of = " of " + std::to_string(sizes[k]) + " inputs";
        bench.expect("answer to the chosen one" + of, chip[k].winner, reference[k],
                     0.05 * reference[k], Origin::Reference);
        bench.expect("mean answer to the others" + of, chip[k].others, 0, 0.05, Origin::Theory);
        // The threshold that is compared with has a 1/tau share of this answer's square.
        const double size = sizes[k], tau = constants.tau;
        const double closed = 1 / ((1 - 1 / tau) / size + 1 / tau);
        bench.expect("the same beside the closed form," + of, chip[k].winner, closed, 0.02 * closed,
                     Origin::Theory);
        bench.curve("float64" + of, "float", std::move(reference_course[k]));
        bench.curve("chip" + of, "chip", std::move(course[k]));
    }
}

}  // namespace bouton::systems
