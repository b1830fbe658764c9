// SPDX-License-Identifier: Apache-2.0
#include "examples/systems/D8_dbs/loop.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <random>

namespace bouton::systems::dbs {

namespace {

constexpr std::size_t in_degree = 16, longest = 8;  // steps
constexpr double coupling = 3.0 / in_degree;

using Values = std::array<double, cells>;
using Wiring = std::array<std::array<std::size_t, in_degree>, cells>;  // sources of each cell

Wiring random_wiring(std::mt19937_64& random) {
    std::array<std::size_t, cells> order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    Wiring wiring{};
    for (auto& sources : wiring) {
        std::shuffle(order.begin(), order.end(), random);
        std::copy_n(order.begin(), in_degree, sources.begin());
    }
    return wiring;
}

// Integrate-and-fire cells with exponential currents.
class Cells {
  public:
    Cells(double bias, std::mt19937_64& random) : bias_(bias), random_(random) {}

    Values step(const Values& exc, const Values& inh) {
        const double current = std::exp(-1 / 5.0), membrane = std::exp(-1 / 10.0);
        Values spikes{};
        for (std::size_t k = 0; k < cells; ++k) {
            e_[k] = e_[k] * current + exc[k];
            i_[k] = i_[k] * current + inh[k];
            v_[k] =
                v_[k] * membrane + (bias_ + e_[k] - i_[k]) * (1 - membrane) + 0.1 * gauss_(random_);
            if (v_[k] < 1) continue;
            v_[k] = 0;
            spikes[k] = 1;
        }
        return spikes;
    }

  private:
    double bias_;
    std::mt19937_64& random_;
    std::normal_distribution<double> gauss_;
    Values e_{}, i_{}, v_{};
};

// What arrives in this step over these synapses.
Values through(const Wiring& wiring, const Values& spikes) {
    Values sums{};
    for (std::size_t k = 0; k < cells; ++k)
        for (const std::size_t source : wiring[k]) sums[k] += coupling * spikes[source];
    return sums;
}

double sum(const Values& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

double rate(const std::vector<double>& spikes) {
    return std::accumulate(spikes.begin(), spikes.end(), 0.0) * 1000 / cells /
           static_cast<double>(spikes.size());
}

Rhythm rhythm(const std::vector<double>& spikes) {
    constexpr std::size_t window = 1000;  // steps: 1 Hz
    std::array<double, 61> power{};
    std::array<std::complex<double>, window> circle{};
    for (std::size_t t = 0; t < window; ++t)
        circle[t] = std::polar(1.0, 2 * std::numbers::pi * static_cast<double>(t) / window);
    for (std::size_t first = 0; first + window <= spikes.size(); first += window / 2) {
        const double* x = &spikes[first];
        const double mean = std::accumulate(x, x + window, 0.0) / window;
        for (std::size_t f = 5; f < power.size(); ++f) {
            std::complex<double> sum;
            for (std::size_t t = 0; t < window; ++t)
                sum += (x[t] - mean) * (0.5 - 0.5 * circle[t].real()) * circle[t * f % window];
            power[f] += std::norm(sum) / static_cast<double>(spikes.size());
        }
    }
    Rhythm found{
        .beta = std::accumulate(power.begin() + 13, power.begin() + 31, 0.0),
        .peak = static_cast<double>(std::max_element(power.begin(), power.end()) - power.begin()),
        .spectrum = {}};
    for (std::size_t f = 5; f < power.size(); ++f) found.spectrum.emplace_back(f, power[f]);
    return found;
}

}  // namespace

Activity reference(double frequency, std::uint64_t steps, std::uint64_t seed) {
    constexpr std::uint64_t settling = 1000;
    std::mt19937_64 random(seed);
    const auto excite = random_wiring(random), inhibit = random_wiring(random);
    Cells somata(1.5, random), pallidum(0.8, random);
    std::array<Values, longest> soma_spikes{}, axon_spikes{}, pallidum_spikes{};
    Activity activity;
    bool pulse = false;  // in the last step
    for (std::uint64_t t = longest; t < longest + settling + steps; ++t) {
        const auto at = [&](std::uint64_t delay) { return (t - delay) % longest; };
        Values inhibition = through(inhibit, pallidum_spikes[at(6)]), axons{};
        for (std::size_t k = 0; k < cells; ++k) {
            inhibition[k] += pulse;
            axons[k] = pulse || soma_spikes[at(1)][k] > 0;
        }
        const auto excitation = through(excite, axon_spikes[at(6)]);
        soma_spikes[at(0)] = somata.step({}, inhibition);
        axon_spikes[at(0)] = axons;
        pallidum_spikes[at(0)] = pallidum.step(excitation, {});
        const double turns = frequency / 1000;
        pulse = std::floor(turns * static_cast<double>(t + 1)) >
                std::floor(turns * static_cast<double>(t));
        if (t < longest + settling) continue;
        activity.somata.push_back(sum(soma_spikes[at(0)]));
        activity.axons.push_back(sum(axons));
        activity.pallidum.push_back(sum(pallidum_spikes[at(0)]));
    }
    return activity;
}

Measured measure(const Activity& activity) {
    return {.somata = rate(activity.somata),
            .axons = rate(activity.axons),
            .pallidum = rate(activity.pallidum),
            .axon_rhythm = rhythm(activity.axons),
            .pallidum_rhythm = rhythm(activity.pallidum)};
}

}  // namespace bouton::systems::dbs
