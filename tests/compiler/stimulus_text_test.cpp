// SPDX-License-Identifier: Apache-2.0
// Stimuli as text: what is refused and where, what they cost, how periods become fractions.
#include <cmath>
#include <random>

#include "compiler/passes/equations/fraction.hpp"
#include "tests/compiler/refused.hpp"

namespace bouton::test {

TEST_CASE("stimuli that mean nothing are refused at their place", "[compiler][stimuli]") {
    const auto one = GENERATE(values<Refused>({
        {"stimulus @sinus() -> cell", "unknown waveform 'sinus'; there are constant, light, noise"},
        {"stimulus sine(@amplitude = 1) -> cell",
         "unknown parameter 'amplitude' of sine; there are frequency, phase"},
        {"stimulus constant(@x = 1) -> cell", "unknown parameter 'x' of constant; there are none"},
        {"stimulus sine(frequency = @5 ms) -> cell", "'sine.frequency' must be a rate"},
        {"stimulus sine(frequency = @600 Hz) -> cell", "'sine.frequency' must be below"},
        {"stimulus sine(frequency = @0 Hz) -> cell", "'sine.frequency' must be positive"},
        {"stimulus sine(phase = @2 ms) -> cell", "'sine.phase' must be a number without unit"},
        {"stimulus pulses(width = @0.5 ms) -> cell", "must be a whole number of steps"},
        {"stimulus poisson(rate = @2 kHz) -> cell", "'poisson.rate' must be below"},
        // A limit has its unit, and a time its steps.
        {"step 0.1 ms stimulus pulses(period = 20 ms, width = @21 ms) -> cell",
         "'pulses.width' must be below 20.1 ms (201 steps)"},
        {"stimulus sine(frequency = @600 Hz) -> cell", "'sine.frequency' must be below 500 Hz"},
        {"stimulus pulses(per_burst = 3, burst_period = @0 ms) -> cell",
         "'pulses.burst_period' must be above dt = 1 ms (1 step)"},
        // What is wrong with a default is so because of the stimulus.
        {"step 100 ms model c { send stimulus } population d 2 c()"
         " stimulus @sine() -> d",
         "'sine.frequency' must be below"},
        {"step 4 ms model c { send stimulus } population d 2 c() stimulus @light() -> d",
         "'light.width' must be a whole number of steps"},
        {"stimulus pulses(period = @-5 ms) -> cell", "'pulses.period' must not be negative"},
        {"stimulus noise(tau = @-5 ms) -> cell", "'noise.tau' must not be negative"},
        {"stimulus pulses(width = @0 ms) -> cell", "'pulses.width' must be positive"},
        {"stimulus light(width = @0 ms) -> cell", "'light.width' must be positive"},
        {"stimulus pulses(period = 20 ms, width = @21 ms) -> cell", "'pulses.width' must be below"},
        {"stimulus light(period = 20 ms, width = @21 ms) -> cell", "'light.width' must be below"},
        {"stimulus pulses(width = @40 s) -> cell", "'pulses.width' must be below"},
        {"stimulus pulses(per_burst = 3, burst_period = @0 ms) -> cell",
         "'pulses.burst_period' must be above dt"},
        {"stimulus pulses(per_burst = @4, burst_period = 60 ms) -> cell",
         "'pulses.per_burst' must be below 4"},
        {"stimulus pulses(per_burst = 2, per_train = @3, train_period = 400 ms) -> cell",
         "'pulses.per_train' must be below 3"},
        // Counters that would stand still.
        {"stimulus @sine(frequency = 0.0001 Hz) -> cell", "'sine.turn' would stand still"},
        {"stimulus @pulses(period = 8389 s) -> cell", "'pulses.phase' would stand still"},
        {"stimulus @pulses(period = 9 s, per_burst = 3, burst_period = 8389 s) -> cell",
         "'pulses.burst' would stand still"},
        {"stimulus sine() -> @nobody", "no population 'nobody'"},
        {"stimulus sine() -> @pre", "'pre' is an input"},
        {"stimulus sine() -> cell@[2..4]", "'cell' has the elements 0 to 3"},
        {"stimulus sine() -> cell@[2..1]", "the last element is before the first"},
        {"stimulus sine() -> cell[0..1] gain @[1, 2, 3] nA", "a list of 3 values for 2 elements"},
        {"stimulus sine() -> cell gain @1 mV", "'sine.gain' must be a current, found a voltage"},
        {"stimulus sine() -> cell gain @[1, 2] nA", "a list of 2 values for 4 neurons"},
        {"stimulus sine() -> cell from 2 s to @1 s", "the end must be after the beginning"},
        {"stimulus sine() -> cell from @0.5 ms", "must be a whole number of steps"},
        {"stimulus sine() -> cell to @10000 s", "later than 8388607 steps"},
        {"stimulus sine() -> cell from @1 mV", "must be a time"},
        {"stimulus sine() -> cell from 1 ms @from 2 ms", "'from' is given twice"},
        {"stimulus sine() -> cell by @nothing", "no modulator 'nothing'"},
        {"stimulus @nothing -> cell[1]", "no modulator 'nothing'"},
        {"population b 2 relay() stimulus @sine() -> b", "takes no stimulus"},
        {"population b 2 integrator() stimulus @pulses() -> b axon", "sends payloads of its own"},
        {"model a { program { FLG spike, k(1) } } population b 2 a stimulus @sine() -> b",
         "is a model in assembly"},
        {"waveform @w { state x x = 1 }", "has no output"},
        {"waveform w { output 1 @output 2 }", "'output' is given twice"},
        {"waveform w { output 1 receive @x }", "a waveform receives nothing"},
        {"waveform w { output 1 @spike }", "a waveform does not spike"},
        {"waveform w { output 1 } waveform @w { output 1 }", "defined twice"},
        // Nothing uses these.
        {"waveform w { output @y }", "unknown name 'y'"},
        {"waveform w { parameter t = 5 ms output t / (1 mV) + @1 }", "this summand"},
        {"waveform w { state x in mV x = @5 output 1 }", "a number without unit, expected in mV"},
    }));
    refused({"network n\ninput pre 1 population cell 4 lif()\n" + one.text +
                 "\nprojection pre -> cell all_to_all weight 0.5",
             one.message});
}

TEST_CASE("a stimulus that cannot fire an axon says so at its place", "[compiler][stimuli]") {
    const auto warned = [](const std::string& stimulus) {
        const auto result =
            compile_ok("network n modulator m = 0 range 4\npopulation cell 4 lif()\n" + stimulus);
        std::vector<std::string> list;
        for (const auto& one : result.diagnostics) list.push_back(to_string(one));
        return list;
    };
    const auto stimulus = GENERATE(
        values<std::string>({"constant() -> cell axon gain 0.49", "pulses() -> cell axon gain -1",
                             "poisson() -> cell axon gain uniform(0, 0.4)",
                             "sine() -> cell[1..2] axon gain 0.3 from 10 ms to 1 s",
                             "m -> cell axon gain 0.1", "constant() -> cell axon gain 0.1 by m"}));
    CAPTURE(stimulus);
    const auto list = warned("stimulus " + stimulus);
    REQUIRE(list.size() == 1);
    CHECK_THAT(list[0], Catch::StartsWith("test.net:3:10: warning") &&
                            Catch::Contains("never fires an axon: gain times course"));
    CHECK(warned("stimulus constant() -> cell axon gain 0.5").empty());
    CHECK(warned("stimulus poisson() -> cell axon gain uniform(0, 0.6)").empty());
    CHECK(warned("stimulus sine() -> cell[1..2] axon gain 0.6 from 10 ms to 1 s").empty());
    CHECK(warned("stimulus m -> cell axon gain 0.2").empty());
    CHECK(warned("stimulus constant() -> cell axon gain 0.2 by m").empty());
}

TEST_CASE("a population that can never do anything compiles, and that is said at its place",
          "[compiler][stimuli]") {
    for (const std::string population : {"source\nstimulus constant() -> o axon gain 0.4",
                                         "source\nstimulus constant() -> o gain 0.4", "source"}) {
        CAPTURE(population);
        const auto result = compile_ok("network n\npopulation o 4 " + population);
        REQUIRE_FALSE(result.diagnostics.empty());
        CHECK_THAT(to_string(result.diagnostics.back()),
                   Catch::StartsWith("test.net:2:16: warning") &&
                       Catch::Contains("does nothing here") &&
                       Catch::Contains("never spikes and changes no state"));
    }
    for (const auto& one :
         compile_ok("network n\npopulation o 4 source\nstimulus constant() -> o gain 0.5")
             .diagnostics)
        FAIL_CHECK(to_string(one));
}

TEST_CASE("periods that are powers of two, and the longest ones, compile", "[compiler][stimuli]") {
    const auto stimulus = GENERATE(
        "sine(frequency = 250 Hz) -> cell", "sine(frequency = 125 Hz) -> cell",
        "sine(frequency = (1000 / 8192) Hz) -> cell", "sine(frequency = (1000 / 32768) Hz) -> cell",
        "pulses(period = 8 ms) -> cell", "pulses(period = 32.768 s) -> cell",
        "pulses(period = 4194.304 s) -> cell", "pulses(period = 8388 s) -> cell",
        "pulses(period = 9 s, per_burst = 3, burst_period = 8388 s) -> cell",
        "light(period = 16.384 s) -> cell", "constant() -> cell from 32768 ms",
        "constant() -> cell from 8388607 ms", "constant() -> cell to 32768 ms",
        "constant() -> cell to 8388607 ms");
    compile_ok("network n input pre 1 population cell 4 lif() stimulus " + std::string(stimulus) +
               " gain 0.2 nA projection pre -> cell all_to_all weight 0.5");
}

TEST_CASE("a waveform may call its own as the compiler calls what it adds", "[compiler][stimuli]") {
    const auto name = GENERATE("left", "wait", "gain", "by", "channel");
    const std::string at(name);
    compile_ok("network n modulator m = 1 waveform saw { parameter length = 8 ms whole state " +
               at + " in steps range length output " + at + " / length " + at + " += dt if " + at +
               " >= length { " + at + " = 0 } } population cell 4 lif()" +
               " stimulus saw() -> cell gain 0.5 nA by m from 10 ms to 100 ms");
}

TEST_CASE("states of a waveform begin as `init` says", "[compiler][stimuli]") {
    const auto result = compile_ok(
        "network n population cell 1 lif init(sine.turn = 25)"
        " stimulus sine(frequency = 10 Hz) -> cell gain 0.2 nA");
    bool found = false;
    for (const auto& population : result.image->populations)
        for (const auto& one : population.states) found |= one.name == "sine.turn";
    CHECK(found);
    CHECK_FALSE(compile("network n population cell 1 lif(sine.turn = 25)").ok());
    CHECK_FALSE(compile("network n population cell 1 lif init(sine.turn = 25)").ok());
}

TEST_CASE("periods are fractions: exact where there is one of 15 bits, else within 1 in 30,000",
          "[compiler][stimuli]") {
    using compiler::fraction;
    const auto value = [](double x) { return fraction(x).above / fraction(x).below; };
    CHECK(fraction(1000.0 / 13).above == 1000);
    CHECK(fraction(1000.0 / 13).below == 13);
    CHECK(fraction(32767).above == 32767);
    CHECK(fraction(100'000).above == 100'000);
    CHECK(fraction(100'000).below == 1);
    CHECK(fraction(2.5).above == 5);
    CHECK(fraction(0.25).below == 4);
    CHECK(fraction(0).above == 0);
    std::mt19937 random(5);
    for (int i = 0; i < 2000; ++i) {
        const double x = std::exp(std::uniform_real_distribution<double>(-1, 15)(random));
        INFO(x);
        CHECK(std::abs(value(x) / x - 1) < 1 / 30'000.0);
        CHECK(std::fmod(fraction(x).above, 1) == 0);
        CHECK(fraction(x).below <= 32767);
    }
}

TEST_CASE("waveforms cost what docs/network-format.md says", "[compiler][stimuli]") {
    const auto length = [](const std::string& stimulus) {
        const auto result =
            compile_ok("network n input pre 1 modulator m = 1 population cell 8 lif() " + stimulus +
                       " projection pre -> cell all_to_all weight 0.5");
        for (const auto& note : result.image->programs)
            if (note.name.starts_with("cell.")) return note.length;
        return 0U;
    };
    const auto plain = length("");
    const auto [stimulus, cost] = GENERATE(table<std::string, std::uint32_t>({
        {"stimulus constant() -> cell gain 0.1 nA", 1},
        {"stimulus sine() -> cell gain 0.1 nA", 16},
        {"stimulus pulses() -> cell gain 0.1 nA", 6},
        {"stimulus pulses(width = 2 ms) -> cell gain 0.1 nA", 10},
        {"stimulus pulses(per_burst = 3) -> cell gain 0.1 nA", 16},
        {"stimulus pulses(per_burst = 3, per_train = 9) -> cell gain 0.1 nA", 21},
        {"stimulus pulses() -> cell gain 0.1 nA from 1 s", 15},
        {"stimulus pulses() -> cell gain 0.1 nA to 9 s", 11},
        {"stimulus pulses() -> cell gain 0.1 nA from 1 s to 9 s", 19},
        {"stimulus constant() -> cell gain 0.1 nA from 1 s to 9 s", 10},
        {"stimulus sine() -> cell gain 0.1 nA from 1 s to 9 s", 30},
        {"stimulus sine() -> cell[2..3] gain 0.1 nA", 16},
        {"stimulus noise(tau = 5 ms) -> cell gain 0.1 nA", 5},
        {"stimulus poisson(tau = 5 ms) -> cell gain 0.1 nA", 6},
        {"stimulus light(period = 1 s) -> cell gain 0.1 nA", 14},
        {"stimulus poisson() -> cell gain 0.1 nA", 4},
        {"stimulus noise() -> cell gain 0.1 nA", 2},
        {"stimulus pulses() -> cell axon", 7},
    }));
    CAPTURE(stimulus);
    CHECK(length(stimulus) - plain == cost);
}

}  // namespace bouton::test
