// SPDX-License-Identifier: Apache-2.0
// What a device says of a mesh that it does not say of a core.
#include <catch2/catch.hpp>

#include "tests/runtime/sample_session.hpp"

using namespace bouton;

namespace {

// The sample on the first core of a mesh, the others empty.
image::Image sample_on_mesh(std::uint16_t width, std::uint16_t height) {
    image::Image image = test::sample_image();
    image.mesh_x = width;
    image.mesh_y = height;
    image.cores.resize(std::size_t{width} * height);
    image.floats.resize(image.cores.size());
    return image;
}

}  // namespace

// Of two RTL chips the one made last is gone first here: the other must outlive it.
TEST_CASE("the cycles of a mesh's steps are predicted by the model and counted by the RTL",
          "[runtime]") {
    for (const std::string_view name : runtime::device_names()) {
        if (name == "twin") continue;
        INFO(name);
        runtime::Session core = test::sample_session(name);
        core.run(3);
        CHECK_FALSE(runtime::step_cycles(core.device()));
        runtime::Session mesh(runtime::make_device(name), sample_on_mesh(2, 2));
        mesh.run(3);
        const auto three = runtime::step_cycles(mesh.device());
        mesh.run(3);
        const auto six = runtime::step_cycles(mesh.device());
        REQUIRE((three && six));
        CHECK(six->predicted == (name == "model"));
        CHECK(six->cycles > three->cycles);
        std::uint64_t busiest = 0;
        for (std::uint32_t n = 0; n < 4; ++n) {
            std::uint64_t cycles = 0;
            for (std::size_t i = 0; i < spec::counter_count; ++i) {
                const auto counter = static_cast<spec::Counter>(i);
                if (spec::counter_info(counter).kind == spec::CounterKind::Cycles &&
                    counter != spec::Counter::CyclesWaiting)
                    cycles += mesh.counter(n, counter);
            }
            busiest = std::max(busiest, cycles);
        }
        CHECK(six->cycles > busiest);
    }
}

TEST_CASE("the twin knows no cycles", "[runtime]") {
    runtime::Session mesh(runtime::make_device("twin"), sample_on_mesh(2, 1));
    CHECK_FALSE(runtime::step_cycles(mesh.device()));
}
