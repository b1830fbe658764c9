// SPDX-License-Identifier: Apache-2.0
// Checkpoints: a run that is interrupted goes on as if it had not been, to the bit and the cycle;
// and broken files are refused.
#include "runtime/session/checkpoint.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "spec/image/error.hpp"
#include "tests/runtime/sample_session.hpp"

using namespace bouton;
using runtime::Session;
using test::sample_events;
using test::sample_session;

namespace {

std::filesystem::path scratch() {
    return std::filesystem::temp_directory_path() /
           ("bouton_checkpoint_test" + std::to_string(::getpid()));
}

}  // namespace

TEST_CASE("a restored run equals an uninterrupted one in every word, counter and cycle",
          "[runtime]") {
    const auto path = scratch();
    for (const std::uint64_t interrupted : {0U, 1U, 2U, 7U, 50U, 99U}) {
        CAPTURE(interrupted);
        Session whole = sample_session(), first = sample_session(), second = sample_session();
        for (Session* s : {&whole, &first}) s->inject(sample_events(0, 120, 11));
        whole.modulate("reward", 3.0, 60);
        first.modulate("reward", 3.0, 60);
        const auto expected = whole.run(100);
        auto found = first.run(interrupted);
        first.checkpoint(path);
        second.run(13);  // what it did before does not matter
        second.restore(path);
        CHECK(second.now() == interrupted);
        const auto rest = second.run(100 - interrupted);
        found.insert(found.end(), rest.begin(), rest.end());
        CHECK(found == expected);
        CHECK(runtime::capture(second.device()) == runtime::capture(whole.device()));
        CHECK(second.input() == whole.input());
    }
    std::filesystem::remove(path);
}

TEST_CASE("a checkpoint holds delays in flight", "[runtime]") {
    const auto path = scratch();
    Session session = sample_session();
    session.inject("in", 2);  // delay 3
    session.step();
    session.checkpoint(path);
    Session other = sample_session();
    other.restore(path);
    other.run(2);
    CHECK(other.states("out", "v")[0] == 0);
    other.step();
    CHECK(other.states("out", "v")[0] > 0);
    std::filesystem::remove(path);
}

TEST_CASE("a broken checkpoint is refused whole", "[runtime]") {
    Session session = sample_session();
    session.inject(sample_events(0, 60, 12));
    session.run(30);
    const runtime::Checkpoint checkpoint{session.now(), session.refused(),
                                         runtime::capture(session.device()), session.input()};
    image::Bytes bytes = runtime::to_bytes(checkpoint, session.image());
    CHECK(runtime::checkpoint_of(bytes, session.image(), "f") == checkpoint);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const std::span<const unsigned char> cut(bytes.data(), size);
        CAPTURE(size);
        REQUIRE_THROWS_AS(runtime::checkpoint_of(cut, session.image(), "f"), image::ImageError);
    }
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 3) {
        bytes[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
        CAPTURE(bit);
        REQUIRE_THROWS_AS(runtime::checkpoint_of(bytes, session.image(), "f"), image::ImageError);
        bytes[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
    }
}

TEST_CASE("a checkpoint goes only with its image", "[runtime]") {
    Session session = sample_session();
    const runtime::Checkpoint checkpoint{0, 0, runtime::capture(session.device()), {}};
    const image::Bytes bytes = runtime::to_bytes(checkpoint, session.image());
    image::Image other = session.image();
    SECTION("another network") {
        other.network = "other";
    }
    SECTION("another configuration") {
        other.configuration = "fpga";
    }
    SECTION("another placement") {
        test::set_word(other.cores[0], spec::Region::Row, 0, spec::RowWord{}.pack());
    }
    CHECK_THROWS_AS(runtime::checkpoint_of(bytes, other, "f"), image::ImageError);
}

TEST_CASE("input that no chip could take is refused in a checkpoint", "[runtime]") {
    Session session = sample_session();
    runtime::Checkpoint checkpoint{0, 0, runtime::capture(session.device()), {}};
    SECTION("input for an axon that is not there") {
        checkpoint.input.add(1, {.kind = 0, .step = 0, .core = 0, .index = 32, .payload = 1});
    }
    SECTION("input for a core that is not there") {
        checkpoint.input.add(1, {.kind = 0, .step = 0, .core = 1, .index = 0, .payload = 1});
    }
    SECTION("input that has passed") {
        checkpoint.step = 2;
        checkpoint.input.add(1, {.kind = 0, .step = 0, .core = 0, .index = 0, .payload = 1});
    }
    SECTION("an END") {
        checkpoint.input.add(1, {.kind = 3, .step = 0, .core = 0, .index = 0, .payload = 1});
    }
    const image::Bytes bytes = runtime::to_bytes(checkpoint, session.image());
    CHECK_THROWS_AS(runtime::checkpoint_of(bytes, session.image(), "f"), image::ImageError);
}

TEST_CASE("a checkpoint with memories no chip may run is refused and the session goes on",
          "[runtime]") {
    const auto path = scratch();
    Session session = sample_session();
    runtime::Checkpoint checkpoint{0, 0, runtime::capture(session.device()), {}};
    test::set_word(checkpoint.state.cores[0], spec::Region::Synapse, 0, spec::SynapseWord{}.pack());
    image::write_file(path, runtime::to_bytes(checkpoint, session.image()));
    session.run(5);
    CHECK_THROWS_AS(session.restore(path), image::ImageError);
    CHECK(session.now() == 5);
    session.run(5);
    std::filesystem::remove(path);
}
