// SPDX-License-Identifier: Apache-2.0
// A critical period: with the gate open a unit follows the eye that sees, with it closed it does
// not change.
#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "examples/systems/A7_bcm/reference.hpp"
#include "examples/systems/harness/bench.hpp"

namespace bouton::systems {

namespace {

constexpr bcm::Reference::Constants constants{
    .eta = 0.02, .tau = 20, .theta = 0.3, .low = 0.05, .high = 7.9};
constexpr std::size_t patterns = 4, inputs = 2 * patterns;
constexpr double noise = 0.8;  // of a closed eye: uniform, from -0.8 to 0.8
constexpr int period = 12;     // steps a pattern: nothing is left of the last one's trace

enum class Eye : std::size_t { Left = 0, Right = 1 };
using Payloads = std::array<int, inputs>;

// What both eyes send when one of them is open.
class World {
  public:
    Payloads see(Eye open) {
        Payloads sent{};
        const std::size_t first = open == Eye::Left ? 0 : patterns;
        sent[first + random_() % patterns] = spec::limits::UnitPayload;
        for (std::size_t i = 0; i < patterns; ++i) {
            const double u = static_cast<double>(random_()) / 4294967296.0;
            const double value = noise * (2 * u - 1) * spec::limits::UnitPayload;
            sent[patterns - first + i] = static_cast<int>(std::lround(value));
        }
        return sent;
    }

  private:
    std::mt19937 random_{17};
};

void show(Session& session, const Payloads& sent) {
    session.inject("clock", 0);
    for (std::uint32_t i = 0; i < inputs; ++i)
        if (sent[i] != 0) session.inject("eyes", i, 0, sent[i]);
    session.run(period);
}

void set_gate(Session& session, double value) {
    session.modulate("gate", value - session.modulator_value("gate"));
    session.run(1);
}

// (left - right) / (left + right) of each eye's best answer; 1: the left eye only.
double dominance(const std::vector<double>& weights) {
    const double left = *std::max_element(weights.begin(), weights.begin() + patterns);
    const double right = *std::max_element(weights.begin() + patterns, weights.end());
    return (left - right) / (left + right);
}

// The chip and float64, which see the same.
struct Both {
    Session& session;
    std::vector<bcm::Reference> units;
    World world;

    // Dominance of the mean weights of the last quarter, mean of the units: chip, float64.
    std::array<double, 2> live(Eye open, double gate, int count) {
        const std::size_t size = units.size();
        std::vector<std::vector<double>> means[2];
        for (auto& mean : means) mean.assign(size, std::vector<double>(inputs));
        set_gate(session, gate);
        for (int n = 0; n < count; ++n) {
            const auto sent = world.see(open);
            show(session, sent);
            std::array<double, inputs> x;
            for (std::size_t i = 0; i < inputs; ++i)
                x[i] = static_cast<double>(sent[i]) / spec::limits::UnitPayload;
            for (auto& unit : units) unit.show(x, gate);
            if (n < count * 3 / 4) continue;
            const auto weights = session.weights("learn");
            for (std::size_t k = 0; k < weights.size(); ++k) {
                means[0][k % size][k / size] += weights[k];
                means[1][k % size][k / size] += units[k % size].weights()[k / size];
            }
        }
        std::array<double, 2> result{};
        for (std::size_t m = 0; m < 2; ++m)
            for (const auto& unit : means[m])
                result[m] += dominance(unit) / static_cast<double>(size);
        return result;
    }
};

void see_many(Session& session, int count) {
    World world;
    for (const Eye open : {Eye::Left, Eye::Right})
        for (int n = 0; n < count; ++n) show(session, world.see(open));
}

}  // namespace

void critical_period(Bench& bench) {
    const auto image = bench.compile();
    bench.lockstep(image, [](Session& s) { see_many(s, 50); });
    bench.open_loop(image, Learned{.projection = "learn", .range = 8},
                    [](Session& s) { see_many(s, 3000); });

    const int count = bench.full() ? 20'000 : 8000;
    std::vector<std::pair<double, double>> chip, equation;
    bench.play(image, [&](Session& s) {
        Both both{s, bcm::references(s.weights("learn"), inputs, constants), {}};
        const auto note = [&](double at, const std::array<double, 2>& found) {
            chip.emplace_back(at, found[0]);
            equation.emplace_back(at, found[1]);
        };
        const auto normal = both.live(Eye::Left, 1, count);
        note(1, normal);
        bench.expect("dominance after the left eye", normal[0], 0.9, 0.1, Origin::Reference);
        bench.expect("the same, beside float64", normal[0], normal[1], 0.05, Origin::Reference);

        const auto before = s.weights("learn");
        note(2, both.live(Eye::Right, 0, count / 4));
        const auto after = s.weights("learn");
        double largest = 0;
        for (std::size_t i = 0; i < before.size(); ++i)
            largest = std::max(largest, std::abs(after[i] - before[i]));
        bench.expect_exact("largest change of a weight, left eye closed, gate closed", largest, 0,
                           Origin::Theory);

        const auto deprived = both.live(Eye::Right, 1, count);
        note(3, deprived);
        bench.expect("dominance, left eye closed, gate open", deprived[0], -0.9, 0.1,
                     Origin::Reference);
        bench.expect("the same, beside float64", deprived[0], deprived[1], 0.05, Origin::Reference);
    });
    bench.axes("1 left eye, 2 right eye with the gate closed, 3 with it open", "dominance");
    bench.curve("float64", "float", std::move(equation));
    bench.curve("chip", "chip", std::move(chip), false);
}

}  // namespace bouton::systems
