// SPDX-License-Identifier: Apache-2.0
// Synaptic scaling of a runaway network: eta decides whether it settles. Near the fixed point one
// update multiplies the distance to it by 1 - eta (r*/I - 1).
#include <cmath>
#include <numeric>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr int units = 8, updates = 200, period = 64;  // a sweep every 64 steps
constexpr double strength = 1.3, target = 5, input = 1, cap = 7;

// Different weights with the same sum for all units; synapses are in the order of pre, post.
std::vector<double> first_weights() {
    std::vector<double> weights;
    for (int pre = 0; pre < units; ++pre)
        for (int post = 0; post < units; ++post)
            weights.push_back(strength * (0.6 + 0.8 * ((pre + post) % units) / (units - 1)));
    return weights;
}

// Sum of a unit's weights in units of the theory, mean of the units.
double total(const std::vector<double>& weights) {
    return std::accumulate(weights.begin(), weights.end(), 0.0) / (units * 8.0);
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const double n = static_cast<double>(a.size());
    const double ma = std::accumulate(a.begin(), a.end(), 0.0) / n;
    const double mb = std::accumulate(b.begin(), b.end(), 0.0) / n;
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - ma) * (b[i] - mb);
        aa += (a[i] - ma) * (a[i] - ma);
        bb += (b[i] - mb) * (b[i] - mb);
    }
    return ab / std::sqrt(aa * bb);
}

// The text's form, by the host: w *= 1 + eta (target / actual - 1).
void scale_by_host(Session& session, double eta) {
    auto weights = session.weights("recurrent");
    const auto rates = session.states("unit", "r");
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = std::min(1.9, weights[i] * (1 + eta * (target / rates[i % units] - 1)));
    session.set_weights("recurrent", weights);
}

struct Course {
    std::vector<double> totals;  // after each update
    double rate = 0, kept = 0;
};

// eta of the host's form; 0: the chip's own rule.
Course run(Session& session, double by_host) {
    Course course;
    const auto start = first_weights();
    session.set_weights("recurrent", start);
    if (by_host > 0) session.set_learning(false);
    for (int n = 0; n < updates; ++n) {
        session.run(period);
        if (by_host > 0) scale_by_host(session, by_host);
        course.totals.push_back(total(session.weights("recurrent")));
    }
    course.kept = correlation(start, session.weights("recurrent"));
    session.run(period - 2);
    course.rate = session.states("unit", "r")[0];
    return course;
}

// Largest distance from the fixed point in the last 20 updates.
double restlessness(const Course& course) {
    double most = 0;
    for (std::size_t n = course.totals.size() - 20; n < course.totals.size(); ++n)
        most = std::max(most, std::abs(course.totals[n] - (1 - input / target)));
    return most;
}

std::vector<std::pair<double, double>> curve(const Course& course) {
    std::vector<std::pair<double, double>> points;
    for (std::size_t n = 0; n < 40; ++n)
        points.emplace_back(static_cast<double>(n + 1), course.totals[n]);
    return points;
}

}  // namespace

void scaling(Bench& bench) {
    bench.lockstep(bench.compile(), [](Session& s) {
        s.set_weights("recurrent", first_weights());
        s.run(std::uint64_t{20} * period);
    });
    bench.open_loop(bench.compile(), Learned{.projection = "recurrent", .range = 1.9},
                    [](Session& s) {
                        s.set_weights("recurrent", first_weights());
                        s.run(std::uint64_t{200} * period);
                    });

    const double fixed = 1 - input / target;
    constexpr const char* styles[] = {"chip", "soft", "pale"};
    std::size_t style = 0;
    for (const double eta : {0.4, 0.1, 1.0}) {
        const std::string name = ", eta " + std::to_string(eta).substr(0, 3);
        Course chip, host;
        bench.play(bench.compile({{"ETA", eta}}), [&](Session& s) { chip = run(s, 0); });
        bench.play(bench.compile({{"ETA", eta}}), [&](Session& s) { host = run(s, eta); });
        bench.curve("eta " + std::to_string(eta).substr(0, 3), styles[style++], curve(chip));
        if (eta == 1.0) {
            bench.expect_within("restlessness" + name, restlessness(chip), 0.1, 2, Origin::Theory);
            bench.expect_within("restlessness with division" + name, restlessness(host), 0.1, 2,
                                Origin::Theory);
            continue;
        }
        bench.expect("sum of weights" + name, chip.totals.back(), fixed, 0.008, Origin::Theory);
        bench.expect("sum of weights with division" + name, host.totals.back(), fixed, 0.008,
                     Origin::Theory);
        bench.expect("rate" + name, chip.rate, target, 0.02 * target, Origin::Theory);
        bench.expect_within("correlation of weights before and after" + name, chip.kept, 0.99, 1,
                            Origin::Theory);
    }
    // From both sides, which takes out the second order.
    double slope = 0;
    for (const double away : {0.02, -0.02}) {
        bench.play(bench.compile({{"ETA", 0.1}}), [&](Session& s) {
            auto near = first_weights();
            for (double& w : near) w *= (fixed + away) / strength;
            s.set_weights("recurrent", near);
            s.run(period);
            const double first = total(s.weights("recurrent")) - fixed;
            s.run(period);
            slope += (total(s.weights("recurrent")) - fixed) / first / 2;
        });
    }
    bench.expect("slope of one update at the fixed point, eta 0.1", slope,
                 1 - 0.1 * (target / input - 1), 0.02, Origin::Theory);
    bench.play(bench.compile(), [&](Session& s) {
        s.set_learning(false);
        s.set_weights("recurrent", first_weights());
        s.run(1000);
        bench.expect_exact("rate without scaling", s.states("unit", "r")[0], cap, Origin::Theory);
    });
    bench.axes("updates", "sum of a unit's weights");
}

}  // namespace bouton::systems
