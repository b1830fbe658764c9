// SPDX-License-Identifier: Apache-2.0
// The RTL against the model on random programs, states, inputs and stalls of its streams: every
// word, spike, counter and cycle but those of waiting, after every step.
#include <catch2/catch.hpp>
#include <string_view>

#include "sim/model/chip.hpp"
#include "sim/verilated/chip.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/minimise.hpp"
#include "tests/cosim/seeds.hpp"

using namespace bouton;

namespace {

void run_all(std::string_view name) {
    model::Chip model;
    verilated::Chip rtl;
    const cosim::Run run = [&](const auto& image, const auto& options) {
        return cosim::lockstep(model, rtl, image, options);
    };
    std::uint64_t runs = 0, waited = 0;
    for (const cosim::SeedRange& range : cosim::ci_seeds) {
        if (range.configuration != name) continue;
        const auto& configuration = *spec::find_configuration(name);
        for (std::uint64_t seed = range.first; seed < range.first + range.count; ++seed) {
            const auto image = cosim::random_image(seed, configuration);
            const cosim::LockstepOptions options{.steps = range.steps};
            const auto mismatch = run(image, options);
            if (mismatch) FAIL(cosim::explain(run, image, options, mismatch));
            ++runs;
            waited += rtl.counter(0, spec::Counter::CyclesWaiting);
        }
    }
    REQUIRE(runs > 0);    // of a configuration without seeds nothing would be known
    REQUIRE(waited > 0);  // the streams were stalled
}

}  // namespace

TEST_CASE("the RTL equals the model in lockstep: tiny", "[cosim]") {
    run_all("tiny");
}
TEST_CASE("the RTL equals the model in lockstep: fpga", "[cosim]") {
    run_all("fpga");
}
TEST_CASE("the RTL equals the model in lockstep: default", "[cosim]") {
    run_all("default");
}
TEST_CASE("the RTL equals the model in lockstep: large", "[cosim]") {
    run_all("large");
}
