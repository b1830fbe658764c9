// SPDX-License-Identifier: Apache-2.0
// What a session promises, on the model.
#include "runtime/session/session.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <limits>

#include "runtime/session/checkpoint.hpp"
#include "spec/image/error.hpp"
#include "spec/image/fault.hpp"
#include "tests/runtime/sample_session.hpp"

using namespace bouton;
using runtime::Event;
using runtime::Session;
using runtime::SessionError;
using test::sample_events;
using test::sample_session;

TEST_CASE("a session refuses an image no chip may run", "[runtime]") {
    image::Image image = test::sample_image();
    image.populations[1].neurons[0].index = 99;
    CHECK_THROWS_AS(Session(runtime::make_device("model"), image), image::ImageError);
}

TEST_CASE("an unknown device is an error that lists those there are", "[runtime]") {
    CHECK_THROWS_WITH(runtime::make_device("toaster"), Catch::Contains("model, twin"));
}

TEST_CASE("spikes come with population, element and step, sorted", "[runtime]") {
    Session session = sample_session();
    session.inject(sample_events(0, 200, 1));
    const auto spikes = session.run(200);
    REQUIRE(spikes.size() > 20);
    CHECK(std::is_sorted(spikes.begin(), spikes.end()));
    for (const Event& e : spikes) {
        CHECK(e.population == 1);
        CHECK(e.element < test::sample_neurons);
        CHECK(e.payload == 0x4000);
    }
    CHECK(session.now() == 200);
    CHECK(session.counter(spec::Counter::Steps) == 200);
    CHECK(session.counter(spec::Counter::Spikes) == spikes.size());
    CHECK(session.health().empty());
}

TEST_CASE("the order in which events are injected never matters", "[runtime]") {
    auto events = sample_events(0, 100, 2);
    Session a = sample_session(), b = sample_session();
    a.inject(events);
    std::shuffle(events.begin(), events.end(), std::mt19937(5));
    b.inject(events);
    CHECK(a.run(100) == b.run(100));
    CHECK(a.raw_weights("ff") == b.raw_weights("ff"));
}

TEST_CASE("an offset counts from the next step", "[runtime]") {
    Session a = sample_session(), b = sample_session();
    a.inject("in", 0, 3);
    b.run(3);
    b.inject("in", 0);
    a.run(4);
    b.run(1);
    CHECK(runtime::capture(a.device()) == runtime::capture(b.device()));
    CHECK(a.counter(spec::Counter::AxonEvents) == 1);
}

TEST_CASE("input that cannot be is an error and changes nothing", "[runtime]") {
    Session session = sample_session();
    session.run(2);
    CHECK_THROWS_AS(session.inject("in", 4), SessionError);
    CHECK_THROWS_AS(session.inject("in", 0, -1), SessionError);
    CHECK_THROWS_AS(session.inject("in", 0, 0, 40000), SessionError);
    CHECK_THROWS_AS(session.inject("out", 0), SessionError);
    CHECK_THROWS_WITH(session.inject("elsewhere", 0), Catch::Contains("in, out"));
    CHECK_THROWS_AS(session.inject(Event{1, 0, 0}), SessionError);
    CHECK_THROWS_AS(session.inject(Event{5, 2, 0}), SessionError);
    CHECK_THROWS_AS(session.raw_drive("out", 4, 0, 1), SessionError);
    CHECK_THROWS_AS(session.raw_drive("out", 0, 2, 1), SessionError);
    CHECK_THROWS_AS(session.raw_drive("in", 0, 0, 1), SessionError);
    CHECK_THROWS_AS(session.raw_drive("out", 0, 0, 40000), SessionError);
    CHECK_THROWS_WITH(session.drive("out", 0, 0, 33), Catch::Contains("to 32.767 nA"));
    CHECK_THROWS_WITH(session.drive("out", 0, 0, 1e300), Catch::Contains("found 1e+300,"));
    CHECK_THROWS_WITH(session.modulate("reward", -1e300), Catch::Contains("found -1e+300,"));
    CHECK_THROWS_WITH(session.set_states("out", "v", std::vector<double>(4, 1e300)),
                      Catch::Contains("found 1e+300,"));
    CHECK_THROWS_WITH(session.drive("out", 0, 1, 1), Catch::Contains("without synapses"));
    CHECK_THROWS_AS(session.inject("in", 0, std::numeric_limits<std::int64_t>::max()),
                    SessionError);
    CHECK_THROWS_AS(session.inject(Event{runtime::step_limit, 0, 0}), SessionError);
    CHECK_THROWS_AS(session.modulate("reward", 33), SessionError);
    CHECK_THROWS_AS(session.modulate("dopamine", 1), SessionError);
    CHECK(session.input().pending().empty());
}

TEST_CASE("an event of a modulator that would be 0 on the chip is not sent, and that is said",
          "[runtime]") {
    Session session = sample_session();  // events add multiples of 0.001
    CHECK_FALSE(session.modulate("reward", 0.0004));
    CHECK_FALSE(session.modulate("reward", -0.0004));
    CHECK(session.modulate("reward", 0));
    CHECK(session.input().pending().empty());
    CHECK(session.modulate("reward", -0.0006));
    CHECK_FALSE(session.input().pending().empty());
}

TEST_CASE("a second event of an element in a step is refused, counted and reported", "[runtime]") {
    Session session = sample_session();
    CHECK(session.inject("in", 1, 2));
    CHECK_FALSE(session.inject("in", 1, 2));
    CHECK(session.inject("in", 1, 3));
    CHECK(session.refused() == 1);
    REQUIRE(session.health().size() == 1);
    CHECK(session.health()[0].counter == "Refused");
    session.run(5);
    CHECK(session.counter(spec::Counter::Duplicate) == 0);
    CHECK(session.counter(spec::Counter::AxonEvents) == 2);
}

TEST_CASE("drive adds to the dendrite of the next step", "[runtime]") {
    Session session = sample_session(), other = sample_session();
    session.raw_drive("out", 2, 0, 30000);
    other.drive("out", 2, 0, 30.0);  // in nA, of 0.001 a word
    CHECK(session.input() == other.input());
    CHECK(session.step().empty());
    const auto spikes = session.step();
    REQUIRE(spikes.size() == 1);
    CHECK(spikes[0] == Event{1, 1, 2});
}

TEST_CASE("pushes and modulations of one step and target add up", "[runtime]") {
    Session once = sample_session(), twice = sample_session();
    once.drive("out", 1, 0, 4.0);
    once.modulate("reward", 1.5);
    twice.drive("out", 1, 0, 2.5);
    twice.modulate("reward", 2.0);
    twice.drive("out", 1, 0, 1.5);
    twice.modulate("reward", -0.5);
    for (int i = 0; i < 3; ++i) {
        CHECK(once.step().size() == twice.step().size());
        CHECK(once.states("out", "v") == twice.states("out", "v"));
        CHECK(once.modulator_value("reward") == twice.modulator_value("reward"));
    }
    CHECK(once.states("out", "v")[1] > once.states("out", "v")[0]);
    CHECK(twice.health().empty());
}

TEST_CASE("a run ends before the step counter wraps", "[runtime]") {
    Session session = sample_session();
    auto state = runtime::capture(session.device());
    test::set_csr(state.cores[0], spec::Csr::StepLow, 0xfffffffe);
    test::set_csr(state.cores[0], spec::Csr::StepHigh, 0xffff);
    const auto path = std::filesystem::temp_directory_path() /
                      ("bouton_session_test" + std::to_string(::getpid()));
    const runtime::Checkpoint last{runtime::step_limit - 1, 0, state, {}};
    image::write_file(path, runtime::to_bytes(last, session.image()));
    session.restore(path);
    std::filesystem::remove(path);
    CHECK(session.now() == runtime::step_limit - 1);
    CHECK_NOTHROW(session.step());
    CHECK_THROWS_AS(session.step(), SessionError);
    CHECK(session.now() == runtime::step_limit);
}

TEST_CASE("modulate reaches the modulator one step later, in its units", "[runtime]") {
    Session session = sample_session();
    session.modulate("reward", 2.0);
    session.step();
    CHECK(session.modulator_value("reward") == 0);
    session.step();
    CHECK(session.modulator_value("reward") == Approx(2.0 * 7 / 8));
    session.modulate("reward", -4.0);
    session.run(2);
    CHECK(session.modulator_value("reward") < 0);
}

TEST_CASE("the callback of run sees every step, and run_until stops after the step that is enough",
          "[runtime]") {
    Session session = sample_session();
    session.inject(sample_events(0, 100, 3));
    std::vector<std::uint64_t> seen;
    session.run(10, [&](Session& s, std::span<const Event>) { seen.push_back(s.now()); });
    CHECK(seen == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    const auto any = [](Session&, std::span<const Event> spikes) { return !spikes.empty(); };
    const auto spikes = session.run_until(any, 90);
    REQUIRE_FALSE(spikes.empty());
    CHECK(spikes.back().step + 1 == session.now());
    const std::uint64_t now = session.now();
    CHECK(session.run_until([](Session&, std::span<const Event>) { return false; }, 7).size() <
          100);
    CHECK(session.now() == now + 7);
}

TEST_CASE("weights and tags are read and written in synapse order, raw and in units", "[runtime]") {
    Session session = sample_session();
    auto raw = session.raw_weights("ff");
    REQUIRE(raw.size() == 16);
    CHECK(raw[0] == 7000);
    CHECK(raw[5] == 7400);
    CHECK(session.weights("ff")[5] == Approx(7.4));
    raw[3] = -5;
    session.set_raw_weights("ff", raw);
    CHECK(session.raw_weights("ff") == raw);
    std::vector<double> real(16, 1.25);
    session.set_weights("ff", real);
    CHECK(session.raw_weights("ff") == std::vector<std::int16_t>(16, 1250));
    CHECK(session.raw_weights("rec") == std::vector<std::int16_t>{7100});
    real[7] = 40;
    CHECK_THROWS_AS(session.set_weights("ff", real), SessionError);
    CHECK(session.raw_weights("ff") == std::vector<std::int16_t>(16, 1250));
    real.pop_back();
    CHECK_THROWS_AS(session.set_weights("ff", real), SessionError);
    CHECK_THROWS_AS(session.weights("none"), SessionError);
    session.set_tags("rec", std::vector<double>{-12});
    CHECK(session.raw_tags("rec") == std::vector<std::int16_t>{-12});
    CHECK(session.tags("rec") == std::vector<double>{-12});
    CHECK(session.alive("ff") == std::vector<bool>(16, true));
}

TEST_CASE("states and traces are read in units, and states written", "[runtime]") {
    Session session = sample_session();
    session.set_states("out", "v", std::vector<double>{1, -2.5, 3, 0});
    CHECK(session.states("out", "v") == std::vector<double>{1, -2.5, 3, 0});
    CHECK_THROWS_AS(session.set_states("out", "v", std::vector<double>{1e9, 0, 0, 0}),
                    SessionError);
    CHECK_THROWS_AS(session.states("out", "u"), SessionError);
    CHECK_THROWS_AS(session.states("in", "v"), SessionError);
    session.inject("in", 2);
    session.step();
    const auto x = session.traces("ff", "x");
    REQUIRE(x.size() == 4);
    CHECK(x[0] == 0);
    CHECK(x[2] > 0);
    CHECK_THROWS_AS(session.traces("rec", "x"), SessionError);
}

TEST_CASE("nothing is learned while learning is off", "[runtime]") {
    Session session = sample_session();
    const auto before = session.raw_weights("ff");
    session.set_learning(false);
    CHECK_FALSE(session.learning());
    session.inject(sample_events(0, 100, 4));
    session.run(50);
    CHECK(session.raw_weights("ff") == before);
    session.set_learning(true);
    session.run(50);
    CHECK(session.raw_weights("ff") != before);
}

TEST_CASE("reset gives the state of a fresh session, with or without the weights", "[runtime]") {
    Session session = sample_session();
    const auto fresh = runtime::capture(session.device());
    session.inject(sample_events(0, 120, 5));
    session.run(100);
    const auto learned = session.raw_weights("ff");
    session.reset(runtime::Reset::State);
    CHECK(session.now() == 0);
    CHECK(session.input().pending().empty());
    CHECK(session.raw_weights("ff") == learned);
    session.set_raw_weights("ff", sample_session().raw_weights("ff"));
    CHECK(runtime::capture(session.device()) == fresh);
    session.inject(sample_events(0, 120, 5));
    session.run(100);
    session.reset(runtime::Reset::StateAndWeights);
    CHECK(runtime::capture(session.device()) == fresh);
}

TEST_CASE("another seed draws otherwise, the same seed the same", "[runtime]") {
    std::vector<std::vector<std::int16_t>> results;
    for (const std::uint64_t seed : {1ULL, 2ULL, 1ULL, 1ULL << 40}) {
        Session session = sample_session();
        session.set_seed(seed);
        session.inject(sample_events(0, 200, 6));
        session.run(200);
        results.push_back(session.raw_weights("ff"));
    }
    CHECK(results[0] == results[2]);
    CHECK(results[0] != results[1]);
    CHECK(results[0] != results[3]);
}

TEST_CASE("a step with a latched parity fault names the bad word, and health says what to do",
          "[runtime]") {
    Session session = sample_session();
    auto& device = session.device();
    auto control = spec::ControlWord::unpack(runtime::read_register(device, 0, spec::Csr::Control));
    control.poison = true;
    device.write(0, spec::Region::Csr, static_cast<std::uint32_t>(spec::Csr::Control),
                 control.pack());
    device.write(0, spec::Region::NeuronState, 33, 5);  // group 1, S0, lane 1
    session.step();
    try {
        session.step();
        FAIL("the step ran");
    } catch (const image::FaultError& e) {
        CHECK(e.region == spec::Region::NeuronState);
        CHECK(e.lane == 1);
        CHECK(e.address == 16);
    }
    REQUIRE(session.health().size() == 1);
    CHECK(session.health()[0].counter == "Parity");
    CHECK_THROWS_AS(session.checkpoint("/nowhere"), SessionError);
}

TEST_CASE("the twin runs the same session", "[runtime]") {
    Session session = sample_session("twin");
    session.inject(sample_events(0, 100, 7));
    CHECK_FALSE(session.run(100).empty());
    const auto weights = session.weights("ff");
    session.reset(runtime::Reset::State);
    CHECK(session.weights("ff") == weights);
    session.set_weights("ff", std::vector<double>(16, 0.0005));
    CHECK(session.weights("ff")[3] == Approx(0.0005));
    CHECK_THROWS_AS(session.checkpoint("/nowhere"), SessionError);
}
