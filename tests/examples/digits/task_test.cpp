// SPDX-License-Identifier: Apache-2.0
// The files for `bouton compare` are what the job shows.
#include "examples/digits/task.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "examples/digits/network.hpp"
#include "runtime/compare/task.hpp"
#include "runtime/session/input_file.hpp"

using namespace bouton;
using namespace bouton::digits;

TEST_CASE("A session that is fed the files learns the job's weights, bit for bit, and no more",
          "[digits]") {
    Options options;
    options.images = 20;
    options.label_images = 3;
    options.test_images = 2;
    const Data data = load_data(options);
    std::ostringstream input, labels;
    const std::uint64_t steps = write_task(options, data, input, labels);
    constexpr std::uint64_t shown = 200, learned = 20 * shown, last = 24 * shown;
    REQUIRE(steps == last + shown);

    const auto image = compile_network(options.neurons, options.seed);
    const Network network(image);
    auto device = make_device("model");
    device->load(image);
    const auto training = train(recipe_for(options.neurons, options.seed), network, *device,
                                nullptr, data.train, options.images, {}, [](auto, auto, auto) {});

    const auto task = runtime::compare::parse_task(labels.str(), steps, "labels");
    REQUIRE(task.windows.size() == 5);
    CHECK(task.windows[0] ==
          runtime::compare::Window{learned, learned + shown, data.train.labels[0]});
    CHECK(task.windows[4] ==
          runtime::compare::Window{last, last + shown, data.test.labels[1], true});
    runtime::Session session(make_device("model"), image);
    for (const auto& line : runtime::parse_input(input.str(), image, "input"))
        runtime::give(session, line, "input");
    runtime::compare::Freezer freezer(task);
    for (std::uint64_t t = 0; t < steps; ++t) {
        if (t == learned) CHECK(read_parameters(network, session.device()) == training.end);
        freezer(session);
        session.step();
    }
    CHECK(read_parameters(network, session.device()) == training.end);
    CHECK_FALSE(training.start == training.end);
    CHECK(session.health().empty());
}
