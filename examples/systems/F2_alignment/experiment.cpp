// SPDX-License-Identifier: Apache-2.0
// Feedback alignment: a hidden layer learns from errors that come back over fixed random weights,
// because the weights out align with those.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr std::size_t inputs = 30, hidden = 20, outputs = 10;
constexpr double eta = 0.001;
constexpr double x_scale = 0.4, rate_scale = 1 / 8.0, y_scale = 1 / 16.0;  // of payloads
constexpr int period = 24;  // steps a sample: nothing is left of the last one's traces
constexpr int samples = 4000, every = 20, last = 1000;

template <std::size_t Rows, std::size_t Columns>
using Matrix = std::array<std::array<double, Columns>, Rows>;
using Output = std::array<double, outputs>;

struct Sample {
    std::array<double, inputs> x{};
    Output wanted{};
};

// A random linear map from inputs to outputs, and samples of it.
class Task {
  public:
    explicit Task(std::uint32_t seed) : random_(seed) {
        for (auto& row : map_)
            for (double& each : row) each = gauss_(random_);
    }
    Sample next() {
        constexpr double widest = 1.99 / x_scale;
        Sample sample;
        for (double& value : sample.x) value = std::clamp(gauss_(random_), -widest, widest);
        for (std::size_t k = 0; k < outputs; ++k)
            for (std::size_t j = 0; j < inputs; ++j) sample.wanted[k] += map_[k][j] * sample.x[j];
        return sample;
    }

  private:
    std::mt19937 random_;
    std::normal_distribution<double> gauss_;
    Matrix<outputs, inputs> map_{};
};

struct Weights {
    Matrix<hidden, inputs> see{};
    Matrix<outputs, hidden> tell{};
    Matrix<hidden, outputs> feedback{};
};

// What training said: errors of every sample, and how the hidden layer's errors (B e) lay to those
// that backpropagation would give (W'e) at every 20th.
class Training {
  public:
    void add(const Output& error, const Sample& sample) {
        double e = 0, y = 0;
        for (std::size_t k = 0; k < outputs; ++k) {
            e += error[k] * error[k];
            y += sample.wanted[k] * sample.wanted[k];
        }
        residuals_.push_back({e, y});
    }
    void compare(const Weights& weights, const Output& error) {
        double both = 0, aligned = 0, exact = 0;
        for (std::size_t i = 0; i < hidden; ++i) {
            double a = 0, b = 0;
            for (std::size_t k = 0; k < outputs; ++k) {
                a += weights.feedback[i][k] * error[k];
                b += weights.tell[k][i] * error[k];
            }
            both += a * b, aligned += a * a, exact += b * b;
        }
        angles_.push_back(std::acos(both / std::sqrt(aligned * exact)) * 180 / std::numbers::pi);
    }
    // Mean square of errors as a share of that of what was wanted.
    double residual(std::size_t first, std::size_t end) const {
        double e = 0, y = 0;
        for (std::size_t n = first; n < end; ++n) e += residuals_[n][0], y += residuals_[n][1];
        return e / y;
    }
    double residual() const { return residual(samples - 200, samples); }
    // Of the errors in the last 1,000 samples.
    double angle() const {
        double sum = 0;
        for (std::size_t n = angles_.size() - last / every; n < angles_.size(); ++n)
            sum += angles_[n] * every / last;
        return sum;
    }
    // The first sample from which on e'WBe > 0.
    double aligned_from() const {
        std::size_t n = angles_.size();
        while (n > 0 && angles_[n - 1] < 90) --n;
        return static_cast<double>(n * every);
    }
    std::vector<std::pair<double, double>> curve() const {
        std::vector<std::pair<double, double>> points;
        for (std::size_t n = 0; n + 100 <= residuals_.size(); n += 100)
            points.emplace_back(n + 50, std::log10(residual(n, n + 100)));
        return points;
    }

  private:
    std::vector<std::array<double, 2>> residuals_;
    std::vector<double> angles_;
};

// Between B and W' as vectors: what the angle of errors is about, whatever errors are left.
double angle(const Weights& weights) {
    double both = 0, b = 0, w = 0;
    for (std::size_t i = 0; i < hidden; ++i) {
        for (std::size_t k = 0; k < outputs; ++k) {
            both += weights.feedback[i][k] * weights.tell[k][i];
            b += weights.feedback[i][k] * weights.feedback[i][k];
            w += weights.tell[k][i] * weights.tell[k][i];
        }
    }
    return std::acos(both / std::sqrt(b * w)) * 180 / std::numbers::pi;
}

int payload(double value) {
    return static_cast<int>(
        std::lround(std::clamp(value, -1.99, 1.99) * spec::limits::UnitPayload));
}

// Shows a sample, with what should come out; the error.
Output show(Session& session, const Sample& sample) {
    for (std::uint32_t j = 0; j < inputs; ++j) {
        session.inject("x", j, 0, payload(x_scale * sample.x[j]));
        session.inject("x", j, 3, 0);  // learns
    }
    for (std::uint32_t k = 0; k < outputs; ++k)
        session.inject("target", k, 1, payload(y_scale * sample.wanted[k]));
    session.run(3);
    Output error{};
    const auto found = session.states("out", "error");
    for (std::size_t k = 0; k < outputs; ++k) error[k] = found[k] / y_scale;
    session.run(period - 3);
    return error;
}

template <std::size_t Rows, std::size_t Columns>
void read(const Session& session, const char* projection, double scale,
          Matrix<Rows, Columns>& matrix) {
    const auto weights = session.weights(projection);
    const auto& synapses = session.image().projections[session.projection(projection)].synapses;
    for (std::size_t k = 0; k < weights.size(); ++k)
        matrix[synapses[k].post][synapses[k].pre] = scale * weights[k];
}

Weights weights_of(const Session& session) {
    Weights weights;
    read(session, "see", x_scale, weights.see);
    read(session, "tell", rate_scale / y_scale, weights.tell);
    read(session, "feedback", 1, weights.feedback);
    return weights;
}

Training train(Session& session, Task task) {
    Training training;
    for (int n = 0; n < samples; ++n) {
        const auto sample = task.next();
        const auto before = weights_of(session);
        const auto error = show(session, sample);
        training.add(error, sample);
        if (n % every == 0) training.compare(before, error);
    }
    return training;
}

enum class How { Alignment, Backpropagation, ReadoutOnly };

// The same in float64, from the equations.
Training train(Weights& weights, Task task, How how) {
    Training training;
    for (int n = 0; n < samples; ++n) {
        const auto sample = task.next();
        std::array<double, hidden> rate{}, delta{};
        for (std::size_t i = 0; i < hidden; ++i)
            for (std::size_t j = 0; j < inputs; ++j) rate[i] += weights.see[i][j] * sample.x[j];
        Output error = sample.wanted;
        for (std::size_t k = 0; k < outputs; ++k)
            for (std::size_t i = 0; i < hidden; ++i) error[k] -= weights.tell[k][i] * rate[i];
        training.add(error, sample);
        if (n % every == 0) training.compare(weights, error);
        for (std::size_t i = 0; i < hidden; ++i)
            for (std::size_t k = 0; k < outputs; ++k)
                delta[i] += (how == How::Alignment ? weights.feedback[i][k] : weights.tell[k][i]) *
                            error[k];
        for (std::size_t k = 0; k < outputs; ++k)
            for (std::size_t i = 0; i < hidden; ++i) weights.tell[k][i] += eta * error[k] * rate[i];
        if (how == How::ReadoutOnly) continue;
        for (std::size_t i = 0; i < hidden; ++i)
            for (std::size_t j = 0; j < inputs; ++j)
                weights.see[i][j] += eta * delta[i] * sample.x[j];
    }
    return training;
}

}  // namespace

void feedback_alignment(Bench& bench) {
    const auto image = bench.compile();
    const auto show_some = [](Session& s, int count) {
        Task task(7);
        for (int n = 0; n < count; ++n) show(s, task.next());
    };
    bench.lockstep(image, [&](Session& s) { show_some(s, 42); });
    const auto many = [&](Session& s) { show_some(s, 2000); };
    bench.open_loop(image, Learned{.projection = "see", .range = 8}, many);
    bench.open_loop(image, Learned{.projection = "tell", .range = 4}, many);

    bench.axes("sample", "log10 of the residual");
    const std::uint32_t seeds = bench.full() ? 5 : 1;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        const Task task(seed);
        Weights start, learned;
        Training chip;
        bench.play(bench.compile_seed(seed), [&](Session& s) {
            start = weights_of(s);
            chip = train(s, task);
            learned = weights_of(s);
        });
        bench.progress("T2", seed, seeds);
        Weights aligned = start, exact = start, untouched = start;
        const auto alignment = train(aligned, task, How::Alignment);
        const auto backpropagation = train(exact, task, How::Backpropagation);
        const auto readout = train(untouched, task, How::ReadoutOnly);
        const std::string of = ", seed " + std::to_string(seed);
        bench.expect_within("residual" + of, chip.residual(), 0, 0.02, Origin::Seed);
        bench.expect_within("angle of B e to W'e" + of, chip.angle(), 0, 45, Origin::Seed);
        bench.expect("angle of B to W'" + of, angle(learned), angle(aligned), 1, Origin::Reference);
        bench.expect("sample from which on e'WBe > 0" + of, chip.aligned_from(),
                     alignment.aligned_from(), every, Origin::Reference);
        bench.expect_within("float64: angle of B e to W'e" + of, alignment.angle(), 0, 45,
                            Origin::Seed);
        bench.expect_within("float64: residual" + of, alignment.residual(), 0, 1e-4, Origin::Seed);
        bench.expect_within("float64: residual of backpropagation" + of, backpropagation.residual(),
                            0, 1e-4, Origin::Seed);
        bench.expect("float64: residual of the readout alone" + of, readout.residual(), 0.995,
                     0.005, Origin::Seed);
        if (seed != 1) continue;
        bench.play(bench.compile({{"ETA_IN", 0}}), [&](Session& s) {
            bench.expect("residual of the readout alone" + of, train(s, task).residual(),
                         readout.residual(), 0.005, Origin::Reference);
        });
        bench.curve("float64, alignment", "float", alignment.curve());
        bench.curve("float64, backpropagation", "pale", backpropagation.curve());
        bench.curve("chip, alignment", "chip", chip.curve());
    }
}

}  // namespace bouton::systems
