// SPDX-License-Identifier: Apache-2.0
// The two ways the model runs a step, against each other.
#include <catch2/catch.hpp>

#include "sim/model/chip.hpp"
#include "tests/cosim/lockstep.hpp"
#include "tests/cosim/minimise.hpp"
#include "tests/cosim/seeds.hpp"

using namespace bouton;

TEST_CASE("the model's batches equal its reference on every random image", "[cosim]") {
    model::Chip reference, batches;
    reference.set_reference(true);
    const cosim::Run run = [&](const auto& image, const auto& options) {
        return cosim::lockstep(reference, batches, image, options);
    };
    for (const cosim::SeedRange& range : cosim::ci_seeds) {
        const auto& configuration = *spec::find_configuration(range.configuration);
        for (std::uint64_t seed = range.first; seed < range.first + range.count; ++seed) {
            const auto image = cosim::random_image(seed, configuration);
            const cosim::LockstepOptions options{.steps = range.steps};
            const auto mismatch = run(image, options);
            if (mismatch) FAIL(cosim::explain(run, image, options, mismatch));
        }
    }
}
