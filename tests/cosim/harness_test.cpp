// SPDX-License-Identifier: Apache-2.0
// A harness that finds nothing proves nothing: one word of one device is changed in the middle of a
// run, and it must be found.
#include <catch2/catch.hpp>

#include "sim/model/chip.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/minimise.hpp"

using namespace bouton;

namespace {

constexpr std::uint32_t disturbed_step = 20, steps = 60;

// A word of the region that this image uses, and another value for it.
cosim::HostWrite disturbance(const model::Chip& chip, const cosim::RandomImage& image,
                             spec::Region region, std::uint64_t flip) {
    const auto& words = image.image.cores[0].region[static_cast<std::size_t>(region)];
    const auto index = static_cast<std::uint32_t>(words.size() / 2);
    return {region, index, chip.read(0, region, index) ^ flip};
}

std::optional<cosim::Mismatch> disturbed(const cosim::RandomImage& image, spec::Region region,
                                         std::uint64_t flip) {
    model::Chip expected, found;
    cosim::LockstepOptions options{.steps = steps};
    options.after_step = [&](std::uint64_t done) {
        if (done != disturbed_step) return;
        const cosim::HostWrite w = disturbance(found, image, region, flip);
        found.write(0, w.region, w.index, w.word);
    };
    return cosim::lockstep(expected, found, image, options);
}

}  // namespace

TEST_CASE("a lockstep finds one flipped bit in any memory that a step changes", "[cosim]") {
    const auto& configuration = *spec::find_configuration("tiny");
    for (const spec::Region region :
         {spec::Region::Synapse, spec::Region::Dendrite, spec::Region::NeuronState,
          spec::Region::NeuronSum, spec::Region::NeuronFlag, spec::Region::AxonState}) {
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const auto image = cosim::random_image(seed, configuration);
            if (image.image.cores[0].region[static_cast<std::size_t>(region)].empty()) continue;
            CAPTURE(seed, spec::region_info(region).name);
            const auto mismatch = disturbed(image, region, 1);
            REQUIRE(mismatch);
            CHECK(mismatch->step == disturbed_step);
            CHECK(mismatch->what == spec::region_info(region).name);
            CHECK((mismatch->expected ^ mismatch->found) == 1);
        }
    }
}

TEST_CASE("a lockstep finds a changed instruction by what it does", "[cosim]") {
    const auto& configuration = *spec::find_configuration("tiny");
    std::uint32_t found = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto image = cosim::random_image(seed, configuration);
        model::Chip expected, changed;
        cosim::LockstepOptions options{.steps = steps};
        options.after_step = [&](std::uint64_t done) {
            if (done != disturbed_step) return;
            // The first instruction of the first neuron group's program adds where it subtracted,
            // or the like.
            const auto& core = image.image.cores[0];
            const auto group = spec::GroupWord::unpack(static_cast<std::uint8_t>(
                core.region[static_cast<std::size_t>(spec::Region::NeuronGroup)][0]));
            const std::uint32_t pc = cosim::descriptor(core, group.descriptor).main_pc;
            auto i = spec::Instruction::unpack(
                static_cast<std::uint32_t>(changed.read(0, spec::Region::Program, pc)));
            i.sh = static_cast<std::uint8_t>(i.sh ^ 1);
            changed.write(0, spec::Region::Program, pc, i.pack());
        };
        if (cosim::lockstep(expected, changed, image, options)) ++found;
    }
    // The program memory itself is compared only at the end, where each of these differs.
    CHECK(found == 20);
}

TEST_CASE("a failing run is made smaller and can be repeated by its report", "[cosim]") {
    const auto image = cosim::random_image(3, *spec::find_configuration("tiny"));
    const cosim::LockstepOptions options{.steps = steps};
    // A chip that is wrong about G0 from its third step on, whatever else happens.
    const cosim::Run run = [](const cosim::RandomImage& i, const cosim::LockstepOptions& given) {
        model::Chip expected, found;
        cosim::LockstepOptions o = given;
        o.after_step = [&](std::uint64_t done) {
            const auto g0 = static_cast<std::uint32_t>(spec::Csr::Modulator0);
            if (done == 3)
                found.write(0, spec::Region::Csr, g0, ~found.read(0, spec::Region::Csr, g0) & 0xff);
        };
        return cosim::lockstep(expected, found, i, o);
    };
    const auto mismatch = run(image, options);
    REQUIRE(mismatch);
    const cosim::Minimised smallest = cosim::minimise(run, image, options, *mismatch);
    CHECK(smallest.options.steps == 3);
    CHECK_FALSE(smallest.options.input);
    CHECK_FALSE(smallest.without.empty());
    CHECK_THAT(cosim::report(smallest, *mismatch),
               Catch::Contains("cosim_replay --configuration tiny --seed 3 --steps 3"));
}
