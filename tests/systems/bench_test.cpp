// SPDX-License-Identifier: Apache-2.0
// The harness can fail: checks that are missed, weights that differ, runs that throw.
#include "examples/systems/harness/bench.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "examples/systems/harness/open_loop.hpp"
#include "examples/systems/harness/report.hpp"
#include "examples/systems/harness/run.hpp"
#include "runtime/device/devices.hpp"

namespace bouton::systems {

namespace {

Row row_of(void (*run)(Bench&)) {
    return {"A9", "pair_stdp", "A row", run};
}

Result run(void (*experiment)(Bench&)) {
    return run(row_of(experiment), Settings{});
}

}  // namespace

TEST_CASE("a number outside its tolerance fails its row, one on its edge does not") {
    const auto good = run([](Bench& b) { b.expect("x", 1.5, 1, 0.5, Origin::Theory); });
    CHECK(good.passed());
    CHECK(state_of(good, Tier::T2) == "passed");
    const auto bad = run([](Bench& b) { b.expect("x", 1.51, 1, 0.5, Origin::Theory); });
    CHECK_FALSE(bad.passed());
    CHECK(state_of(bad, Tier::T2) == "failed");
    CHECK_FALSE(run([](Bench& b) { b.expect("x", NAN, 1, 0.5, Origin::Theory); }).passed());
}

TEST_CASE("a row that throws, or checks nothing, has failed and says why") {
    const auto thrown = run([](Bench&) { throw std::runtime_error("no such thing"); });
    CHECK_FALSE(thrown.passed());
    CHECK(thrown.error == "no such thing");
    CHECK_FALSE(run([](Bench&) {}).passed());
}

TEST_CASE("fewer than 1,000 steps in lockstep do not count") {
    const auto result =
        run([](Bench& b) { b.lockstep(b.compile(), [](Session& s) { s.run(999); }); });
    REQUIRE(result.checks.size() == 1);
    CHECK_FALSE(result.checks[0].passed);
    const auto names = runtime::device_names();
    const bool rtl = std::find(names.begin(), names.end(), "rtl") != names.end();
    CHECK(result.checks[0].failed() == rtl);
    CHECK(result.checks[0].skipped.empty() == rtl);
    CHECK(state_of(result, Tier::T0) == (rtl ? "failed" : "not done"));
}

TEST_CASE("open loop finds weights that rounding did not make") {
    const auto result = run([](Bench& b) {
        b.open_loop(b.compile(), Learned{"learn"}, [](Session& s) {
            play_poisson(s, 20, 1000);
            auto* both = dynamic_cast<OpenLoopDevice*>(&s.device());
            const auto& learn = s.image().projections[s.projection("learn")];
            for (const auto& synapse : learn.synapses) {
                const auto index = synapse.address * 8 + synapse.lane;
                const double word = both->model().read_real(0, spec::Region::Synapse, index);
                // 0.6 % of the range
                both->model().write_real(0, spec::Region::Synapse, index, word + 100);
            }
        });
    });
    REQUIRE(result.checks.size() == 2);
    CHECK(result.checks[0].failed());
    CHECK(result.checks[1].failed());
}

TEST_CASE("open loop needs something to be learned, and not too much") {
    const auto silent = run([](Bench& b) {
        b.open_loop(b.compile(), Learned{"learn"}, [](Session& s) { s.run(10); });
    });
    REQUIRE(silent.checks.size() == 2);
    CHECK(silent.checks[0].failed());
}

TEST_CASE("in open loop the twin spikes when the model does") {
    const auto result = run([](Bench& b) {
        b.open_loop(b.compile(), Learned{"learn"}, [](Session& s) {
            play_poisson(s, 20, 1000);
            auto* both = dynamic_cast<OpenLoopDevice*>(&s.device());
            CHECK(both->twin().counter(0, spec::Counter::Spikes) ==
                  s.counter(spec::Counter::Spikes));
            CHECK(s.counter(spec::Counter::Spikes) > 100);
        });
    });
    CHECK(result.passed());
}

TEST_CASE("what saturated, or was refused, fails its row") {
    const auto result = run([](Bench& b) {
        b.play(b.compile(), [](Session& s) {
            s.inject("pre", 0, 0);
            s.inject("pre", 0, 0);  // a second event in one step is refused
            s.run(1);
        });
    });
    REQUIRE(result.checks.size() == 1);
    CHECK(result.checks[0].failed());
}

}  // namespace bouton::systems
