// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/D2_tdcs_learning/data.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace bouton::systems::tdcs_task {

namespace {

using Gauss = std::normal_distribution<double>;

// Adam on one number.
struct Weight {
    double value = 0, first = 0, second = 0;

    void update(double gradient, double correction1, double correction2) {
        constexpr double rate = 0.01, beta1 = 0.9, beta2 = 0.999, tiny = 1e-8;
        first = beta1 * first + (1 - beta1) * gradient;
        second = beta2 * second + (1 - beta2) * gradient * gradient;
        value -= rate * (first / correction1) / (std::sqrt(second / correction2) + tiny);
    }
};

class Net {
  public:
    Net(std::uint64_t seed, double lit) : lit_(lit) {
        std::mt19937_64 random(seed);
        Gauss in(0, std::sqrt(2.0 / inputs)), out(0, std::sqrt(2.0 / hidden));
        for (auto& unit : in_)
            for (Weight& w : unit) w.value = in(random);
        for (Weight& w : out_) w.value = out(random);
    }

    double answer(const Sample& sample) {
        double y = bias_.value;
        for (std::size_t h = 0; h < hidden; ++h) {
            double sum = bias_in_[h].value + (h >= first_lit && h <= last_lit ? lit_ : 0);
            for (std::size_t i = 0; i < inputs; ++i) sum += in_[h][i].value * sample.x[i];
            active_[h] = std::max(0.0, sum);
            y += out_[h].value * active_[h];
        }
        return 1 / (1 + std::exp(-y));
    }

    void learn(const Sample& sample) {
        const double error = answer(sample) - (sample.positive ? 1 : 0);
        ++steps_;
        const double c1 = 1 - std::pow(0.9, steps_), c2 = 1 - std::pow(0.999, steps_);
        for (std::size_t h = 0; h < hidden; ++h) {
            const double back = active_[h] > 0 ? error * out_[h].value : 0;
            out_[h].update(error * active_[h], c1, c2);
            bias_in_[h].update(back, c1, c2);
            for (std::size_t i = 0; i < inputs; ++i) in_[h][i].update(back * sample.x[i], c1, c2);
        }
        bias_.update(error, c1, c2);
    }

  private:
    double lit_;
    std::array<std::array<Weight, inputs>, hidden> in_;
    std::array<Weight, hidden> out_, bias_in_;
    std::array<double, hidden> active_{};
    Weight bias_;
    double steps_ = 0;
};

}  // namespace

Task make_task(std::uint64_t seed) {
    std::mt19937_64 random(seed * 7919 + 1);
    Gauss gauss(0, 1);
    std::array<double, inputs> normal{};
    for (double& n : normal) n = gauss(random);
    const auto draw = [&](std::size_t count) {
        std::vector<Sample> samples(count);
        for (auto& sample : samples) {
            double side = 0;
            for (std::size_t i = 0; i < inputs; ++i) {
                sample.x[i] = gauss(random);
                side += normal[i] * sample.x[i];
            }
            sample.positive = side > 0;
        }
        return samples;
    };
    return {.train = draw(800), .test = draw(400)};
}

double host_accuracy(const Task& task, std::uint64_t seed, bool stimulated) {
    Net net(seed, stimulated ? current : 0);
    for (int epoch = 0; epoch < 30; ++epoch)
        for (const Sample& sample : task.train) net.learn(sample);
    double right = 0;
    for (const Sample& sample : task.test) right += (net.answer(sample) > 0.5) == sample.positive;
    return right / static_cast<double>(task.test.size());
}

double readout_accuracy(const Task& task, const Fixed& fixed, bool stimulated, double rate,
                        int epochs) {
    std::vector<double> readout(fixed.weights.size(), 0.0), active(readout);
    const auto answer = [&](const Sample& sample) {
        double y = 0;
        for (std::size_t h = 0; h < readout.size(); ++h) {
            double sum = stimulated && h >= fixed.lit ? current : 0;
            for (std::size_t i = 0; i < inputs; ++i) sum += fixed.weights[h][i] * sample.x[i];
            active[h] = std::max(0.0, sum);
            y += readout[h] * active[h];
        }
        return y;
    };
    for (int epoch = 0; epoch < epochs; ++epoch) {
        for (const Sample& sample : task.train) {
            const double error = (sample.positive ? 1 : -1) - answer(sample);
            for (std::size_t h = 0; h < readout.size(); ++h) readout[h] += rate * error * active[h];
        }
    }
    double right = 0;
    for (const Sample& sample : task.test) right += (answer(sample) > 0) == sample.positive;
    return right / static_cast<double>(task.test.size());
}

}  // namespace bouton::systems::tdcs_task
