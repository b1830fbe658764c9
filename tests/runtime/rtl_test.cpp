// SPDX-License-Identifier: Apache-2.0
// Sessions on the RTL: the same as on the model, through checkpoints in both directions, and with
// waves.
#include <unistd.h>

#include <catch2/catch.hpp>

#include "runtime/device/waves.hpp"
#include "runtime/session/lockstep.hpp"
#include "tests/runtime/sample_session.hpp"

using namespace bouton;
using runtime::Session;
using test::sample_events;
using test::sample_session;

namespace {

std::filesystem::path scratch(const char* name) {
    return std::filesystem::temp_directory_path() / (name + std::to_string(::getpid()));
}

}  // namespace

TEST_CASE("model and RTL agree in every word, counter and cycle after every step", "[runtime]") {
    Session session(std::make_unique<runtime::Lockstep>(runtime::make_device("model"),
                                                        runtime::make_device("rtl")),
                    test::sample_image());
    session.inject(sample_events(0, 300, 31));
    session.modulate("reward", 1.5, 20);
    session.raw_drive("out", 3, 0, 20000, 33);
    CHECK_FALSE(session.run(200).empty());
    session.set_weights("ff", std::vector<double>(16, 5.0));
    session.set_learning(false);
    session.run(50);
    session.reset(runtime::Reset::State);
    session.inject(sample_events(0, 50, 32));
    session.run(50);
}

TEST_CASE("a checkpoint of the model goes on in the RTL, and back, as if nothing had happened",
          "[runtime]") {
    const auto path = scratch("bouton_rtl_checkpoint");
    Session whole = sample_session("model");
    whole.inject(sample_events(0, 90, 33));
    const auto expected = whole.run(90);

    Session model = sample_session("model"), rtl = sample_session("rtl");
    model.inject(sample_events(0, 90, 33));
    auto found = model.run(30);
    for (Session* next : {&rtl, &model}) {
        (next == &rtl ? model : rtl).checkpoint(path);
        next->restore(path);
        const auto part = next->run(30);
        found.insert(found.end(), part.begin(), part.end());
    }
    CHECK(found == expected);
    CHECK(runtime::capture(model.device()) == runtime::capture(whole.device()));
    std::filesystem::remove(path);
}

TEST_CASE("the RTL writes waves, the model has none", "[runtime]") {
    const auto path = scratch("bouton_waves");
    Session rtl = sample_session("rtl"), model = sample_session("model");
    CHECK_THROWS_AS(runtime::start_waves(model.device(), path), runtime::SessionError);
    runtime::start_waves(rtl.device(), path);
    rtl.run(3);
    runtime::stop_waves(rtl.device());
    CHECK(std::filesystem::file_size(path) > 0);
    std::filesystem::remove(path);
}
