// SPDX-License-Identifier: Apache-2.0
// Alternating current pulls spikes to a phase without changing how many there are.
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr int cells = 64;
constexpr double frequency = 10, tau = 20, drive = 1.02;
// Of v in a step, so that v's own fluctuation is 0.05.
const double noise = 0.05 * std::sqrt(2 / tau);

struct Answer {
    double rate = 0, locking = 0;
};

// Spikes as points on the circle of the current's phase.
class Phases {
  public:
    void add(std::uint64_t step) {
        const double turns = frequency * static_cast<double>(step) / 1000;
        sum_ += std::polar(1.0, 2 * std::numbers::pi * turns);
        count_ += 1;
    }
    Answer answer(double steps) const {
        return {count_ / cells / steps * 1000, std::abs(sum_) / count_};
    }

  private:
    std::complex<double> sum_;
    double count_ = 0;
};

Answer measure(Session& session, double amplitude, std::uint64_t steps) {
    session.reset(runtime::Reset::StateAndWeights);
    session.modulate("amplitude", amplitude);
    const auto start = session.now();
    session.run(1000);
    Phases phases;
    for (const auto& spike : session.run(steps)) phases.add(spike.step - start);
    return phases.answer(static_cast<double>(steps));
}

// From the equation in float64, with its own noise.
Answer reference(double amplitude, std::uint64_t steps) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> gauss(0, noise);
    std::vector<double> v(cells, 0.0);
    Phases phases;
    const double decay = std::exp(-1 / tau);
    for (std::uint64_t t = 0; t < steps + 1000; ++t) {
        const double turns = frequency * static_cast<double>(t) / 1000;
        const double input = drive + amplitude * std::sin(2 * std::numbers::pi * turns);
        for (double& each : v) {
            each = decay * each + (1 - decay) * input + gauss(random);
            if (each < 1) continue;
            each = 0;
            if (t >= 1000) phases.add(t);
        }
    }
    return phases.answer(static_cast<double>(steps));
}

}  // namespace

void tacs(Bench& bench) {
    const auto image = bench.compile();
    const auto brief = [](Session& s) { measure(s, 0.2, 300); };
    bench.lockstep(image, brief);
    bench.open_loop(image, State{.population = "cell", .name = "v", .range = 1}, brief);

    const std::uint64_t steps = bench.full() ? 200'000 : 20'000;
    std::vector<std::pair<double, double>> chip, model;
    bench.play(image, [&](Session& s) {
        for (const double amplitude : {0.0, 0.05, 0.1, 0.2}) {
            const auto found = measure(s, amplitude, steps);
            const auto expected = reference(amplitude, steps);
            const std::string at = " at amplitude " + std::to_string(amplitude).substr(0, 4);
            bench.expect("phase locking" + at, found.locking, expected.locking, 0.03,
                         Origin::Reference);
            bench.expect("rate in Hz" + at, found.rate, expected.rate, 0.3, Origin::Reference);
            chip.emplace_back(amplitude, found.locking);
            model.emplace_back(amplitude, expected.locking);
            bench.progress("T2", chip.size(), 4);
        }
    });
    bench.axes("amplitude in thresholds", "phase locking");
    bench.curve("float64", "float", std::move(model));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
