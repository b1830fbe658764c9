// SPDX-License-Identifier: Apache-2.0
// Stimuli made on the chip: each waveform against its definition in float64, on the model and on
// the twin.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "runtime/device/devices.hpp"
#include "runtime/session/session.hpp"
#include "tests/compiler/compiled.hpp"

namespace bouton::test {
namespace {

constexpr std::uint64_t steps = 12'000;

runtime::Session session(const std::string& text, const char* device = "model") {
    return runtime::Session(runtime::make_device(device), *compile_ok(text).image);
}

// What stimulates the neurons of `cell` in each step is their state y.
std::string probe(const std::string& stimuli, const std::string& step = "1 ms", int size = 1) {
    return "network n step " + step + " model probe { state y range 4 y = stimulus }" +
           " population cell " + std::to_string(size) + " probe " + stimuli;
}

// The largest difference to the definition.
double error(const std::string& text, const std::function<double(std::uint64_t)>& exact,
             const char* device, std::uint32_t element = 0) {
    auto run = session(text, device);
    double largest = 0;
    for (std::uint64_t t = 0; t < steps; ++t) {
        run.step();
        largest = std::max(largest, std::abs(run.states("cell", "y")[element] - exact(t)));
    }
    CHECK(run.health().empty());
    return largest;
}

std::uint64_t first_at(double time) {
    return static_cast<std::uint64_t>(std::ceil(time - 1e-9));
}

// Of pulses of one step at these times.
std::vector<double> train(const std::function<double(std::uint64_t)>& time, std::uint64_t width) {
    std::vector<double> result(steps);
    for (std::uint64_t n = 0; first_at(time(n)) < steps; ++n)
        for (std::uint64_t t = first_at(time(n)); t < first_at(time(n)) + width && t < steps; ++t)
            result[t] = 1;
    return result;
}

}  // namespace

TEST_CASE("a sine is within 2e-4 of its amplitude, and its frequency never drifts",
          "[compiler][stimuli]") {
    struct Case {
        const char *frequency, *step;
        double turns, phase;  // a step
    };
    const Case one = GENERATE(values<Case>({{"10 Hz", "1 ms", 0.01, 0},
                                            {"40 Hz", "0.1 ms", 0.004, 0},
                                            {"130 Hz", "0.1 ms", 0.013, 0.25},
                                            {"0.5 Hz", "1 ms", 0.0005, -7.1},
                                            {"499 Hz", "1 ms", 0.499, 0},
                                            {"125 Hz", "1 ms", 0.125, 0},
                                            {"(1000 / 32768) Hz", "1 ms", 1 / 32768.0, 0.1}}));
    const auto device = GENERATE("model", "twin");
    CAPTURE(one.frequency, one.step, device);
    const std::string text =
        probe("stimulus sine(frequency = " + std::string(one.frequency) +
                  ", phase = " + std::to_string(one.phase) + ") -> cell gain 0.5",
              one.step);
    const double found = error(
        text,
        [&](std::uint64_t t) {
            return 0.5 * std::sin(2 * std::numbers::pi *
                                  (one.turns * static_cast<double>(t) + one.phase));
        },
        device);
    CHECK(found < 0.5 * (std::string(device) == "model" ? 2e-4 : 7e-5));
}

TEST_CASE("pulses come in their steps, and whole periods never drift", "[compiler][stimuli]") {
    struct Case {
        const char *arguments, *step;
        double period;
        std::uint64_t width;
    };
    const Case one = GENERATE(values<Case>({{"period = 20 ms", "1 ms", 20, 1},
                                            {"period = 20 ms, width = 5 ms", "1 ms", 20, 5},
                                            {"period = (1000 / 130) ms", "0.1 ms", 1000.0 / 13, 1},
                                            {"period = (1000 / 180) ms", "1 ms", 100.0 / 18, 2},
                                            {"period = 0 ms, width = 3 ms", "1 ms", 1e9, 3},
                                            {"period = 10 s, width = 1 ms", "1 ms", 10'000, 1}}));
    const auto device = GENERATE("model", "twin");
    CAPTURE(one.arguments, one.step, device);
    std::string arguments = one.arguments;
    if (arguments.starts_with("period = (1000 / 180)")) arguments += ", width = 2 ms";
    const auto expected =
        train([&](std::uint64_t n) { return one.period * static_cast<double>(n); }, one.width);
    CHECK(error(
              probe("stimulus pulses(" + arguments + ") -> cell", one.step),
              [&](std::uint64_t t) { return expected[t]; }, device) == 0);
}

TEST_CASE("bursts and trains of pulses are those of their protocol", "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    const std::string theta = "period = 20 ms, per_burst = 3, burst_period = 200 ms";
    const auto continuous = train(
        [](std::uint64_t n) {
            return static_cast<double>(n / 3) * 200 + static_cast<double>(n % 3) * 20;
        },
        1);
    CHECK(error(
              probe("stimulus pulses(" + theta + ") -> cell"),
              [&](std::uint64_t t) { return continuous[t]; }, device) == 0);
    const auto intermittent = train(
        [](std::uint64_t n) {
            const std::uint64_t burst = n / 3;
            return static_cast<double>(burst / 10) * 5000 + static_cast<double>(burst % 10) * 200 +
                   static_cast<double>(n % 3) * 20;
        },
        2);
    CHECK(error(
              probe("stimulus pulses(" + theta +
                    ", per_train = 10, train_period = 5 s, width = 2 ms) -> cell"),
              [&](std::uint64_t t) { return intermittent[t]; }, device) == 0);
}

TEST_CASE("a stimulus begins and ends in its steps, and only its elements have it",
          "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    const std::string text = probe(
        "stimulus pulses(period = 7 ms, width = 2 ms) -> cell[2..4] gain [0.5, 0.25, 1]"
        " from 1 s to 11 s",
        "1 ms", 6);
    auto run = session(text, device);
    std::size_t wrong = 0;
    for (std::uint64_t t = 0; t < steps; ++t) {
        run.step();
        const bool on = t >= 1000 && t < 11'000 && (t - 1000) % 7 < 2;
        const auto y = run.states("cell", "y");
        const double gain[] = {0, 0, 0.5, 0.25, 1, 0};
        for (std::size_t i = 0; i < y.size(); ++i) wrong += y[i] != (on ? gain[i] : 0);
    }
    CHECK(wrong == 0);
    CHECK(run.health().empty());
}

TEST_CASE("a sine, or a pulse in a burst, begins at `from`", "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    CHECK(error(
              probe("stimulus sine(frequency = 3 Hz) -> cell from 333 ms to 9 s"),
              [](std::uint64_t t) {
                  const double s = 0.001 * (static_cast<double>(t) - 333);
                  return s < 0 || t >= 9000 ? 0 : std::sin(2 * std::numbers::pi * 3 * s);
              },
              device) < 2e-4);
    CHECK(error(
              probe("stimulus pulses(period = 5 ms, per_burst = 2, burst_period = 50 ms,"
                    " per_train = 3, train_period = 1 s) -> cell from 77 ms"),
              [](std::uint64_t t) {
                  if (t < 77) return 0;
                  const std::uint64_t in = (t - 77) % 1000;
                  return in < 150 && (in % 50 == 0 || in % 50 == 5) ? 1 : 0;
              },
              device) == 0);
}

TEST_CASE("light opens and closes channels with their time constants", "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    const bool exact = std::string(device) == "twin";
    double open = 0;
    const double rise = std::exp(-0.5 / 2), fall = std::exp(-0.5 / 9);
    CHECK(error(
              probe("stimulus light(width = 30 ms, period = 200 ms, tau_rise = 2 ms,"
                    " tau_decay = 9 ms) -> cell gain -0.75",
                    "0.5 ms"),
              [&](std::uint64_t t) {
                  open = t % 400 < 60 ? 1 - (1 - open) * rise : open * fall;
                  return -0.75 * open;
              },
              device) < (exact ? 1e-12 : 5e-5));
    open = 0;
    CHECK(error(
              probe("stimulus light(width = 10 ms, tau_rise = 2 ms, tau_decay = 9 ms) -> cell"
                    " from 100 ms",
                    "0.5 ms"),
              [&](std::uint64_t t) {
                  open = t >= 200 && t < 220 ? 1 - (1 - open) * rise : open * fall;
                  return open;
              },
              device) < (exact ? 1e-12 : 5e-5));
}

TEST_CASE("a direct current is there, scaled by its modulator", "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    CHECK(error(
              probe("stimulus constant() -> cell gain -0.3 to 5 s"),
              [](std::uint64_t t) { return t < 5000 ? -0.3 : 0; }, device) < 1e-5);
    CHECK(error(
              probe("modulator m = 0.5 stimulus constant() -> cell gain -0.3 by m"
                    " stimulus m -> cell gain 0.1 stimulus m -> cell gain 0.25 from 1 s"),
              [](std::uint64_t t) { return -0.1 + (t < 1000 ? 0 : 0.125); }, device) < 2e-5);
}

TEST_CASE("Poisson sources have their rate, each its own events, and their decay",
          "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    constexpr int size = 24;
    constexpr double p = 0.1;
    auto run = session(
        probe("stimulus poisson(rate = 100 Hz, tau = 4 ms) -> cell gain 0.125", "1 ms", size),
        device);
    std::vector<double> before(size);
    double count = 0, together = 0, largest = 0;
    for (std::uint64_t t = 0; t < steps; ++t) {
        run.step();
        const auto y = run.states("cell", "y");
        bool last = false;
        for (std::size_t i = 0; i < y.size(); ++i) {
            const double added = (y[i] - before[i] * std::exp(-0.25)) / 0.125;
            const bool event = added > 0.5;
            largest = std::max(largest, std::abs(added - event));
            count += event;
            together += event && last;
            last = event;
        }
        before = y;
    }
    constexpr double draws = size * static_cast<double>(steps);
    CHECK(largest < 1e-3);
    CHECK(std::abs(count - p * draws) < 4 * std::sqrt(p * draws));
    CHECK(std::abs(together - p * p * draws) < 5 * std::sqrt(p * p * draws));
    CHECK(run.health().empty());
}

TEST_CASE("noise has its mean, deviation and memory", "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    const double tau = GENERATE(0.0, 5.0);
    constexpr int size = 24;
    auto run = session(probe("stimulus noise(tau = " + std::to_string(tau) +
                                 " ms) -> cell gain 0.4 stimulus constant() -> cell gain 0.2",
                             "1 ms", size),
                       device);
    std::vector<double> before(size, 0.2);
    double sum = 0, squares = 0, lagged = 0;
    for (std::uint64_t t = 0; t < steps; ++t) {
        run.step();
        const auto y = run.states("cell", "y");
        for (std::size_t i = 0; i < y.size(); ++i) {
            sum += y[i] - 0.2;
            squares += (y[i] - 0.2) * (y[i] - 0.2);
            lagged += (y[i] - 0.2) * (before[i] - 0.2);
        }
        before = y;
    }
    constexpr double draws = size * static_cast<double>(steps);
    const double kept = tau > 0 ? std::exp(-1 / tau) : 0;
    const double independent = draws * (1 - kept) / (1 + kept);  // as many as these
    CHECK(std::abs(sum / draws) < 4 * 0.4 / std::sqrt(independent));
    CHECK(std::sqrt(squares / draws) == Approx(0.4).epsilon(0.02));
    CHECK(std::abs(lagged / squares - kept) < 0.02);
    CHECK(run.health().empty());
}

TEST_CASE("noise with a memory has its deviation from the first step on", "[compiler][stimuli]") {
    constexpr std::size_t size = 240;
    const auto squares = [&](const std::string& init) {
        auto run = session(
            probe(init + "stimulus noise(tau = 100 ms) -> cell gain 0.4", "1 ms", size), "model");
        run.step();
        double sum = 0;
        for (const double y : run.states("cell", "y")) sum += y * y;
        return sum / size;
    };
    CHECK(squares("") == Approx(0.16).epsilon(0.4));  // over 4 sd of it
    CHECK(squares("init(noise.x = 0) ") < 0.1 * 0.16);
}

TEST_CASE("a forced axon sends beside its soma, which spikes by itself", "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    const std::string soma = " lif(bias = 0.2 nA, refractory = 0 ms)";
    auto run =
        session("network n step 0.1 ms population alone 1" + soma + " population forced 1" + soma +
                    " population reader 1 integrator(tau = 1 s)"
                    " stimulus pulses(period = (1000 / 130) ms) -> forced axon to 1 s"
                    " projection forced -> reader all_to_all weight 0.01"
                    " record spikes alone, forced",
                device);
    std::vector<std::uint64_t> alone, forced, expected;
    for (const auto& spike : run.run(steps))
        (spike.population == run.population("alone") ? alone : forced).push_back(spike.step);
    for (std::uint64_t n = 0; first_at(static_cast<double>(n) * 1000 / 13) < 10'000; ++n)
        expected.push_back(first_at(static_cast<double>(n) * 1000 / 13));
    CHECK(expected.size() == 130);
    CHECK(alone.size() > 20);
    expected.insert(expected.end(), alone.begin(), alone.end());
    std::sort(expected.begin(), expected.end());
    expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
    CHECK(forced == expected);
    CHECK(run.states("forced", "v") == run.states("alone", "v"));
    CHECK(run.health().empty());
}

TEST_CASE("a population of sources spikes as its stimulus says", "[compiler][stimuli]") {
    auto run = session(
        "network n population regular 3 source population random 40 source"
        " stimulus pulses(period = 25 ms) -> regular stimulus poisson(rate = 30 Hz) -> random"
        " record spikes regular, random");
    double regular = 0, random = 0;
    for (const auto& spike : run.run(10'000)) {
        const bool is_regular = spike.population == run.population("regular");
        (is_regular ? regular : random) += 1;
        if (is_regular) CHECK(spike.step % 25 == 0);
    }
    CHECK(regular == 3 * 400);
    CHECK(std::abs(random - 12'000) < 4 * std::sqrt(12'000));
}

TEST_CASE("draws of a stimulus on a slice are those of its elements", "[compiler][stimuli]") {
    auto run =
        session(probe("stimulus constant() -> cell[3..12] gain uniform(0.25, 0.5)"
                      " stimulus constant() -> cell gain uniform(0, 0.001)",
                      "1 ms", 16));
    run.step();
    const auto y = run.states("cell", "y");
    for (std::size_t i = 0; i < y.size(); ++i) {
        CHECK(y[i] >= (i >= 3 && i <= 12 ? 0.25 : 0));
        CHECK(y[i] < (i >= 3 && i <= 12 ? 0.502 : 0.0011));
    }
    CHECK(y[3] != y[4]);
}

TEST_CASE("a waveform with states called left and wait has its course and its window",
          "[compiler][stimuli]") {
    CHECK(
        error(
            probe("waveform saw { state left in steps range 8 * dt state wait in steps range 8 * dt"
                  " output left / (8 * dt) left += dt wait = left"
                  " if left >= 8 * dt { left = 0 } }"
                  " stimulus saw() -> cell gain 0.5 from 10 ms to 1 s"),
            [](std::uint64_t t) {
                return t < 10 || t >= 1000 ? 0 : 0.5 / 8 * static_cast<double>((t - 10) % 8);
            },
            "model") < 1e-5);
}

TEST_CASE("with period 0 there is a pulse in each burst", "[compiler][stimuli]") {
    CHECK(error(
              probe("stimulus pulses(period = 0 ms, per_burst = 3, burst_period = 50 ms) -> cell"),
              [](std::uint64_t t) { return t % 50 == 0 ? 1 : 0; }, "model") == 0);
}

TEST_CASE("a window that ends after 2^15 steps does", "[compiler][stimuli]") {
    auto run = session(probe("stimulus constant() -> cell from 32768 ms to 32769 ms"));
    std::uint64_t steps_on = 0, first = 0;
    for (std::uint64_t t = 0; t < 32'800; ++t) {
        run.step();
        if (run.states("cell", "y")[0] == 0) continue;
        if (steps_on++ == 0) first = t;
    }
    CHECK(steps_on == 1);
    CHECK(first == 32'768);
}

TEST_CASE("a comparison with what a value never reaches is decided", "[compiler][stimuli]") {
    struct Case {
        std::string condition;
        bool holds;
    };
    const Case one = GENERATE(values<Case>({{"q > 0.5", false},
                                            {"q > 5", false},
                                            {"5 > q", true},
                                            {"q < -0.7", false},
                                            {"q > -0.7", true},
                                            {"q == 5", false},
                                            {"5 != q", true}}));
    CAPTURE(one.condition);
    auto run = session("network n model cell { state q spike when " + one.condition +
                       " q = stimulus } population p 4 cell stimulus constant() -> p[1..2]"
                       " gain 0.3 record spikes p");
    CHECK(run.run(10).size() == (one.holds ? 40 : 0));
    CHECK(run.health().empty());
}

TEST_CASE("a network's own waveform is as good as the library's", "[compiler][stimuli]") {
    const auto device = GENERATE("model", "twin");
    CHECK(error(
              probe("waveform saw { parameter length = 8 ms above 0 ms whole state at in steps"
                    " range length output at / length at += dt"
                    " if at >= length { at = 0 } }"
                    " stimulus saw(length = 16 ms) -> cell gain 0.5"),
              [](std::uint64_t t) { return 0.5 / 16 * static_cast<double>(t % 16); },
              device) < 1e-5);
}

}  // namespace bouton::test
