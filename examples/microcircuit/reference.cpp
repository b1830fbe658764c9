// SPDX-License-Identifier: Apache-2.0
#include "examples/microcircuit/reference.hpp"

#include <cmath>
#include <random>
#include <vector>

namespace bouton::microcircuit {
namespace {

constexpr std::array<double, populations> full_size{20683, 5834, 21915, 5479,
                                                    4850,  1065, 14395, 2948};
// [target][source]
constexpr double probability[populations][populations] = {
    {0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0},
    {0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0},
    {0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0},
    {0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0},
    {0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0},
    {0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0},
    {0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252},
    {0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443}};
constexpr std::array<double, populations> outside{1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100};
constexpr double outside_rate = 8;                  // spikes/s of each synapse
constexpr double h = 0.1, tau_m = 10, tau_s = 0.5;  // ms
constexpr double capacitance = 250;                 // pF
constexpr double psc = 87.8;                        // pA
constexpr double threshold = 15;                    // mV above rest and reset
constexpr int refractory = 20;                      // steps
constexpr std::size_t slots = 64;                   // longest delay, in steps
using Generator = std::mt19937_64;

bool inhibitory(std::size_t population) {
    return population % 2 == 1;
}

double mean_weight(std::size_t target, std::size_t source) {
    const double g = inhibitory(source) ? -4.0 : target == 0 && source == 2 ? 2.0 : 1.0;
    return psc * g;
}

double full_synapses(std::size_t target, std::size_t source) {
    return std::log(1 - probability[target][source]) /
           std::log(1 - 1 / (full_size[target] * full_size[source]));
}

struct Synapse {
    std::uint32_t target;
    std::uint16_t delay;
    float weight;
};

class Network {
  public:
    Network(Scaling scaling, std::uint64_t seed) : scaling_(scaling), random_(seed) {
        for (std::size_t p = 0; p < populations; ++p) first_[p + 1] = first_[p] + size(scaling, p);
        connect();
        neurons();
    }

    // Spikes of every population in one step.
    void step(std::array<std::uint64_t, populations>& spikes) {
        const double keep_v = std::exp(-h / tau_m), keep_i = std::exp(-h / tau_s);
        const double from_i = tau_s * tau_m / (capacitance * (tau_m - tau_s)) * (keep_v - keep_i);
        const double from_bias = tau_m / capacitance * (1 - keep_v);
        const double kick = psc / std::sqrt(scaling_.synapses);
        for (std::size_t p = 0; p < populations; ++p) {
            std::exponential_distribution<double> wait(outside[p] * scaling_.synapses *
                                                       outside_rate * 0.001 * h);
            for (std::uint32_t n = first_[p]; n < first_[p + 1]; ++n) {
                if (waiting_[n] > 0)
                    --waiting_[n];
                else
                    v_[n] = keep_v * v_[n] + from_i * i_[n] + from_bias * bias_[p];
                i_[n] = keep_i * i_[n] + arriving_[now_ % slots][n];
                arriving_[now_ % slots][n] = 0;
                for (; next_[n] < static_cast<double>(now_ + 1); next_[n] += wait(random_))
                    i_[n] += kick;
                if (v_[n] < threshold) continue;
                v_[n] = 0;
                waiting_[n] = refractory;
                ++spikes[p];
                for (const Synapse& one : synapses_[n])
                    arriving_[(now_ + one.delay) % slots][one.target] += double(one.weight);
            }
        }
        ++now_;
    }

  private:
    void connect() {
        synapses_.resize(first_[populations]);
        for (std::size_t target = 0; target < populations; ++target)
            for (std::size_t source = 0; source < populations; ++source) {
                if (probability[target][source] == 0) continue;
                const double mean = mean_weight(target, source) / std::sqrt(scaling_.synapses);
                const double delay = inhibitory(source) ? 0.75 : 1.5;
                std::normal_distribution<double> weights(mean, std::abs(0.1 * mean));
                std::normal_distribution<double> delays(delay / h, 0.5 * delay / h);
                std::uniform_int_distribution<std::uint32_t> pre(first_[source],
                                                                 first_[source + 1] - 1);
                std::uniform_int_distribution<std::uint32_t> post(first_[target],
                                                                  first_[target + 1] - 1);
                const auto count = std::llround(full_synapses(target, source) * scaling_.neurons *
                                                scaling_.synapses);
                for (long long k = 0; k < count; ++k) {
                    double steps = 0;
                    while (steps < 0.5 || steps >= slots - 0.5) steps = delays(random_);
                    double weight = 0;
                    while (weight * mean <= 0) weight = weights(random_);
                    synapses_[pre(random_)].push_back(
                        {.target = post(random_),
                         .delay = static_cast<std::uint16_t>(std::lround(steps)),
                         .weight = static_cast<float>(weight)});
                }
            }
    }

    void neurons() {
        const std::size_t count = first_[populations];
        std::normal_distribution<double> start(7, 10);
        v_.resize(count);
        for (double& v : v_) v = start(random_);
        i_.resize(count);
        waiting_.resize(count);
        next_.resize(count);
        for (auto& slot : arriving_) slot.resize(count);
        for (std::size_t p = 0; p < populations; ++p) {
            std::exponential_distribution<double> wait(outside[p] * scaling_.synapses *
                                                       outside_rate * 0.001 * h);
            for (std::uint32_t n = first_[p]; n < first_[p + 1]; ++n) next_[n] = wait(random_);
            // The mean of what the synapses that are left out would bring.
            double charge = psc * outside[p] * outside_rate;
            for (std::size_t source = 0; source < populations; ++source)
                if (probability[p][source] > 0)
                    charge += mean_weight(p, source) * full_synapses(p, source) / full_size[p] *
                              full_rates[source];
            bias_[p] = 0.001 * tau_s * (1 - std::sqrt(scaling_.synapses)) * charge;
        }
    }

    Scaling scaling_;
    Generator random_;
    std::array<std::uint32_t, populations + 1> first_{};
    std::array<double, populations> bias_{};
    std::vector<std::vector<Synapse>> synapses_;  // by source
    std::vector<double> v_, i_, next_;            // next_: of the spikes from outside, in steps
    std::vector<int> waiting_;
    std::array<std::vector<double>, slots> arriving_;
    std::uint64_t now_ = 0;
};

}  // namespace

std::uint32_t size(Scaling scaling, std::size_t population) {
    return static_cast<std::uint32_t>(std::nearbyint(full_size[population] * scaling.neurons));
}

Rates reference(Scaling scaling, std::uint64_t before, std::uint64_t steps, std::uint64_t seed) {
    Network network(scaling, seed);
    std::array<std::uint64_t, populations> spikes{};
    for (std::uint64_t i = 0; i < before; ++i) network.step(spikes);
    spikes = {};
    for (std::uint64_t i = 0; i < steps; ++i) network.step(spikes);
    Rates rates{};
    for (std::size_t p = 0; p < populations; ++p)
        rates[p] = static_cast<double>(spikes[p]) / size(scaling, p) /
                   (static_cast<double>(steps) * h * 0.001);
    return rates;
}

}  // namespace bouton::microcircuit
