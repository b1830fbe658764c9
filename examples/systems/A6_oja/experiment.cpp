// SPDX-License-Identifier: Apache-2.0
// Oja's rule finds the direction of largest variance, with a weight vector of length 1.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr double covariance = 0.8;  // of two variables of variance 1
constexpr double unit = 0.4;        // payload of the value 1: payloads are below 2
constexpr int period = 24;          // steps a sample: nothing is left of the last one's trace

// Two Gaussian variables; beyond five standard deviations they are cut, which payloads ask for.
class Source {
  public:
    std::pair<double, double> next() {
        const double a = gauss(), b = gauss();
        return {a, covariance * a + std::sqrt(1 - covariance * covariance) * b};
    }

  private:
    double gauss() {
        const double u = (static_cast<double>(random_()) + 0.5) / 4294967296.0;
        const double v = static_cast<double>(random_()) / 4294967296.0;
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
    }
    std::mt19937 random_{5};
};

int payload(double value) {
    const double limited = std::clamp(value * unit, -1.99, 1.99);
    return static_cast<int>(std::lround(limited * spec::limits::UnitPayload));
}

// Shows a sample; the unit's answer, in units of the values.
double show(Session& session, Source& source) {
    const auto [a, b] = source.next();
    session.inject("x", 0, 0, payload(a));
    session.inject("x", 1, 0, payload(b));
    session.run(2);
    const double y = session.states("unit", "y")[0] / unit;
    session.run(period - 2);
    return y;
}

void show_many(Session& session, int samples) {
    Source source;
    for (int n = 0; n < samples; ++n) show(session, source);
}

}  // namespace

void oja(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { show_many(s, 60); });
    bench.open_loop(image, Learned{.projection = "learn", .range = 1},
                    [](Session& s) { show_many(s, 5000); });

    const int samples = bench.full() ? 40'000 : 10'000, last = samples / 2;
    double a = 0, b = 0, variance = 0;
    std::vector<std::pair<double, double>> length;
    bench.play(image, [&](Session& s) {
        Source source;
        for (int n = 0; n < samples; ++n) {
            const double y = show(s, source);
            const auto w = s.weights("learn");
            if (n % 50 == 0) length.emplace_back(n, std::hypot(w[0], w[1]));
            if (n < samples - last) continue;
            a += w[0] / last;
            b += w[1] / last;
            variance += y * y / last;
            if (n % 1000 == 0)
                bench.progress("T2", static_cast<std::size_t>(n),
                               static_cast<std::size_t>(samples));
        }
    });
    constexpr double degrees = 180 / std::numbers::pi;
    bench.expect("length of the weight vector", std::hypot(a, b), 1, 0.02, Origin::Theory);
    bench.expect("its angle in degrees", std::atan2(b, a) * degrees, 45, 2, Origin::Theory);
    bench.expect("variance of the answer", variance, 1 + covariance, 0.09, Origin::Theory);
    bench.axes("samples", "length of the weight vector");
    bench.curve("chip", "chip", std::move(length));
}

}  // namespace bouton::systems
