// SPDX-License-Identifier: Apache-2.0
// The main job, end to end and small.
#include "examples/digits/job.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <mutex>
#include <numeric>

#include "examples/digits/report.hpp"
#include "runtime/device/devices.hpp"

using namespace bouton::digits;

namespace {

const Data& data() {
    static const Data all = load_data({});
    return all;
}

Options small() {
    Options options;
    options.images = 500;
    options.label_images = 500;
    options.test_images = 500;
    return options;
}

const Progress quiet = [](auto, auto, auto) {};

}  // namespace

TEST_CASE(
    "500 images teach the chip more than 65 % of 500 test images, and float64 no other weights",
    "[digits][slow]") {
    auto options = small();
    options.twin = true;
    const auto result = run_job(options, data(), quiet);
    CAPTURE(result.chip.score.vote, result.twin->open_score.score.vote, result.twin->distance.rms);
    CHECK(result.chip.score.vote > 65);
    CHECK(result.good());
    CHECK(std::abs(result.twin->distance.bias) < 0.001);
    CHECK(result.twin->distance.rms < 0.005);
    CHECK(result.twin->distance.rms > 0);
    CHECK(std::abs(result.chip.score.vote - result.twin->open_score.score.vote) < 2);
    CHECK(result.twin->closed_score.score.vote > 60);
    CHECK(result.curve.back().images == 500);

    const auto json = boost::json::parse(json_report(result)).as_object();
    CHECK(json.at("score").at("vote").as_double() == result.chip.score.vote);
    const auto page = html_report(result);
    CHECK(page.find("http") == std::string::npos);  // needs nothing from elsewhere
    CHECK(page.find("data:image/png;base64,") != std::string::npos);
}

TEST_CASE("The same seed learns the same weights, another seed others", "[digits]") {
    auto options = small();
    options.images = options.label_images = options.test_images = 20;
    const auto first = run_job(options, data(), quiet);
    options.threads = 1;
    const auto again = run_job(options, data(), quiet);
    CHECK(first.training.end == again.training.end);
    CHECK(first.chip.score.vote == again.chip.score.vote);
    options.seed = 2;
    CHECK(run_job(options, data(), quiet).training.end != first.training.end);
}

TEST_CASE("A frozen network does not change", "[digits]") {
    const auto image = compile_network(250, 1);
    const Network network(image);
    auto device = bouton::runtime::make_device("model");
    device->load(image);
    const auto before = read_parameters(network, *device);
    Player player(network, *device);
    player.set_learning(false);
    Encoder encoder(1, 10, 0.4, 200);
    Presentation presentation;
    std::vector<std::uint16_t> counts(network.neurons);
    for (std::size_t i = 0; i < 10; ++i) {
        encoder.encode(data().test.images[i], presentation);
        player.show(presentation, counts);
    }
    CHECK(read_parameters(network, *device) == before);
    CHECK(std::accumulate(counts.begin(), counts.end(), 0) > 0);
    player.set_learning(true);
    player.show(presentation, counts);
    CHECK(read_parameters(network, *device) != before);
}

TEST_CASE("More neurons than a core holds learn on a mesh, the model as the twin", "[digits]") {
    Options options;
    options.neurons = 300;
    options.images = 300;
    options.label_images = options.test_images = 300;
    options.twin = true;
    const auto result = run_job(options, data(), quiet);
    CHECK(result.cores == 2);
    CHECK(result.side == 14);
    CHECK(result.good());
    CAPTURE(result.chip.score.vote, result.twin->distance.rms);
    CHECK(result.chip.score.vote > 40);
    CHECK(result.twin->distance.rms < 1e-3);
}

TEST_CASE("The beginning of the training on a mesh agrees with the RTL in everything", "[digits]") {
    const auto devices = bouton::runtime::device_names();
    if (std::find(devices.begin(), devices.end(), "rtl") == devices.end()) return;
    Options options;
    options.neurons = 300;
    options.images = options.lockstep = 2;
    options.label_images = options.test_images = 1;
    std::mutex guard;
    std::size_t told = 0;
    const auto result = run_job(options, data(), [&](auto part, std::size_t done, auto) {
        const std::lock_guard lock(guard);
        if (part == "lockstep with the RTL") told = done;
    });
    REQUIRE(result.lockstep);
    CHECK(result.cores == 2);
    CHECK(result.lockstep->agrees());
    CHECK(result.lockstep->images == 2);
    CHECK(result.lockstep->steps == 2 * 200);
    CHECK(told == 2);
    // It was no silent beginning.
    CHECK(result.lockstep->counts[static_cast<std::size_t>(bouton::spec::Counter::Updates)] > 0);
}

TEST_CASE("400 neurons see fewer spikes a step than one core and than 1,600", "[digits]") {
    CHECK(recipe_for(400, 3).length < recipe_for(250, 3).length);
    CHECK(recipe_for(400, 3).length < recipe_for(1600, 3).length);
    CHECK(recipe_for(400, 3).seed == 3);
}

TEST_CASE("What goes wrong on a device that only tests is counted, and the job is not good",
          "[digits]") {
    const auto image = compile_network(250, 1);
    const Network network(image);
    auto device = bouton::runtime::make_device("model");
    device->load(image);
    Parameters parameters = read_parameters(network, *device);
    const Evaluator evaluator{.image = &image, .network = &network, .recipe = {}};
    const auto healthy = evaluate(evaluator, parameters, data(), 3, 3, [] {});
    CHECK(wrong(healthy.counts, "testing").empty());
    // Thresholds that v cannot reach: it saturates.
    for (double& threshold : parameters.threshold) threshold = 255.9;
    for (double& weight : parameters.weight) weight = 1;
    const auto sick = evaluate(evaluator, parameters, data(), 30, 30, [] {});
    REQUIRE_FALSE(wrong(sick.counts, "testing").empty());
    CHECK(wrong(sick.counts, "testing")[0].where == "testing");
    Result result;
    CHECK(result.good());
    result.ailments = wrong(sick.counts, "testing");
    CHECK_FALSE(result.good());
}

TEST_CASE("Numbers of images that cannot be are refused", "[digits]") {
    auto options = small();
    options.images = 60001;
    CHECK_THROWS_AS(run_job(options, data(), quiet), std::invalid_argument);
    options.images = 0;
    CHECK_THROWS_AS(run_job(options, data(), quiet), std::invalid_argument);
    options = small();
    options.test_images = 10001;
    CHECK_THROWS_AS(run_job(options, data(), quiet), std::invalid_argument);
}
