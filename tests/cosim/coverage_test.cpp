// SPDX-License-Identifier: Apache-2.0
#include "tests/cosim/coverage.hpp"

#include <catch2/catch.hpp>
#include <iostream>

#include "sim/model/chip.hpp"
#include "tests/cosim/observer.hpp"
#include "tests/cosim/random_input.hpp"
#include "tests/cosim/seeds.hpp"

using namespace bouton;

namespace {

void watch(cosim::Coverage& coverage, const cosim::RandomImage& image, std::uint32_t steps) {
    model::Chip chip;
    chip.load(image.image);
    cosim::Observer observer(coverage, image, cosim::snapshot(chip, image));
    std::vector<spec::StreamWord> output;
    std::uint64_t step = image.first_step;
    for (std::uint32_t i = 0; i < steps; ++i, ++step) {
        for (const cosim::HostWrite& w : cosim::random_writes(image, step)) {
            chip.write(0, w.region, w.index, w.word);
            coverage.hit("input", "host write");
        }
        const auto input = cosim::random_input(image, step);
        chip.step(input, output);
        observer.step_done(step, input, cosim::snapshot(chip, image));
    }
    observer.finish();
}

}  // namespace

TEST_CASE("the random runs reach every point of the functional coverage", "[cosim]") {
    cosim::Coverage coverage;
    for (const cosim::SeedRange& range : cosim::ci_seeds) {
        const auto& configuration = *spec::find_configuration(range.configuration);
        // A part of the seeds is enough for coverage; the lockstep runs them all.
        for (std::uint64_t i = 0; i < range.count; i += range.coverage_stride) {
            watch(coverage, cosim::random_image(range.first + i, configuration), range.steps);
        }
    }
    coverage.print(std::cout);
    for (const std::string& point : coverage.missed()) FAIL_CHECK("never happened: " << point);
}
