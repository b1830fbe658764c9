// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/C8_states/host.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

namespace bouton::systems::states {

namespace {

constexpr std::size_t hidden = 20, batch = 32;

double plain_rate(std::size_t kind, int epoch) {
    if (kind == 0) return 0.01;
    if (kind == 1) return 0.1 * std::pow(0.9, epoch);
    return 0.001 + 0.0495 * (1 + std::sin(std::numbers::pi * epoch / 10));
}

struct Unit {
    std::array<double, inputs> weights{};
    double bias = 0, out = 0;
};

class Network {
  public:
    // Weights and biases uniform within 1 / sqrt(fan-in).
    explicit Network(std::uint64_t seed) {
        std::mt19937_64 random(seed * 7919 + 3);
        const double in = 1 / std::sqrt(double{inputs}), out = 1 / std::sqrt(double{hidden});
        const auto draw = [&](double limit) {
            return std::uniform_real_distribution<double>(-limit, limit)(random);
        };
        for (Unit& unit : units_) {
            for (double& w : unit.weights) w = draw(in);
            unit.bias = draw(in);
            unit.out = draw(out);
        }
        bias_ = draw(out);
    }

    // The squared error; notes the gradient of half of it.
    double backward(const Sample& sample) {
        std::array<double, hidden> active{};
        double y = bias_;
        for (std::size_t h = 0; h < hidden; ++h) {
            const auto& w = units_[h].weights;
            active[h] = std::max(
                0.0, std::inner_product(w.begin(), w.end(), sample.x.begin(), units_[h].bias));
            y += units_[h].out * active[h];
        }
        const double error = y - sample.y;
        bias_gradient_ += error;
        for (std::size_t h = 0; h < hidden; ++h) {
            const double back = active[h] > 0 ? error * units_[h].out : 0;
            gradients_[h].out += error * active[h];
            gradients_[h].bias += back;
            for (std::size_t i = 0; i < inputs; ++i) gradients_[h].weights[i] += back * sample.x[i];
        }
        return error * error;
    }

    void descend(double step) {
        for (std::size_t h = 0; h < hidden; ++h) {
            units_[h].out -= step * gradients_[h].out;
            units_[h].bias -= step * gradients_[h].bias;
            for (std::size_t i = 0; i < inputs; ++i)
                units_[h].weights[i] -= step * gradients_[h].weights[i];
        }
        bias_ -= step * bias_gradient_;
        gradients_ = {};
        bias_gradient_ = 0;
    }

  private:
    std::array<Unit, hidden> units_{}, gradients_{};
    double bias_ = 0, bias_gradient_ = 0;
};

}  // namespace

Data make_data(std::uint64_t seed) {
    std::mt19937_64 random(seed * 7919 + 1);
    std::normal_distribution<double> gauss(0, 1);
    Data data;
    for (double& w : data.weights) w = gauss(random);
    data.samples.resize(samples);
    for (Sample& sample : data.samples) {
        for (double& x : sample.x) x = gauss(random);
        sample.y = std::inner_product(sample.x.begin(), sample.x.end(), data.weights.begin(),
                                      0.1 * gauss(random));
    }
    return data;
}

std::vector<std::size_t> order(std::uint64_t seed, int epoch) {
    std::vector<std::size_t> result(samples);
    std::iota(result.begin(), result.end(), std::size_t{0});
    std::mt19937_64 random(seed * 1000 + static_cast<std::uint64_t>(epoch));
    std::shuffle(result.begin(), result.end(), random);
    return result;
}

double rate(std::size_t kind, int epoch, bool equal) {
    if (!equal) return plain_rate(kind, epoch);
    double sum = 0;
    for (int e = 0; e < epochs; ++e) sum += plain_rate(kind, e);
    return plain_rate(kind, epoch) * plain_rate(0, 0) * epochs / sum;
}

Losses train_network(const Data& data, std::uint64_t seed, std::size_t kind, bool equal,
                     int count) {
    Network network(seed);
    Losses losses;
    for (int epoch = 0; epoch < count; ++epoch) {
        const auto shown = order(seed, epoch);
        double sum = 0, batches = 0;
        for (std::size_t first = 0; first < samples; first += batch, ++batches) {
            const std::size_t end = std::min(samples, first + batch);
            const auto size = static_cast<double>(end - first);
            for (std::size_t n = first; n < end; ++n)
                sum += network.backward(data.samples[shown[n]]) / size;
            network.descend(2 * rate(kind, epoch, equal) / size);
        }
        losses.push_back(sum / batches);
    }
    return losses;
}

Losses train_unit(const Data& data, std::uint64_t seed, std::size_t kind, bool equal, double scale,
                  int count) {
    std::array<double, inputs> weights{};
    Losses losses;
    for (int epoch = 0; epoch < count; ++epoch) {
        double sum = 0;
        for (const std::size_t n : order(seed, epoch)) {
            const Sample& sample = data.samples[n];
            const double error = sample.y - std::inner_product(weights.begin(), weights.end(),
                                                               sample.x.begin(), 0.0);
            sum += error * error / samples;
            for (std::size_t i = 0; i < inputs; ++i)
                weights[i] += scale * rate(kind, epoch, equal) * error * sample.x[i];
        }
        losses.push_back(sum);
    }
    return losses;
}

}  // namespace bouton::systems::states
