// SPDX-License-Identifier: Apache-2.0
// Checkpoints: a run that is interrupted goes on as if it had not been, to the bit and the cycle;
// and broken files are refused.
#include "runtime/session/checkpoint.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "spec/image/core_view.hpp"
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

TEST_CASE(
    "a checkpoint with another program, or anything else a run never changes, is refused by "
    "region and index",
    "[runtime]") {
    using spec::Region;
    Session session = sample_session();
    session.inject(sample_events(0, 60, 12));
    session.set_seed(99);
    session.set_learning(false);
    session.run(30);
    runtime::Checkpoint checkpoint{session.now(), 0, runtime::capture(session.device()), {}};
    image::Core& core = checkpoint.state.cores[0];
    const auto refused = [&]() -> std::string {
        try {
            runtime::checkpoint_of(runtime::to_bytes(checkpoint, session.image()), session.image(),
                                   "f");
            return "accepted";
        } catch (const image::ImageError& e) {
            return e.place;
        }
    };
    CHECK(refused() == "accepted");
    for (const Region region :
         {Region::NeuronId, Region::NeuronChain, Region::AxonId, Region::Row, Region::Owner,
          Region::FanoutHead, Region::Fanout, Region::Program, Region::Constant, Region::Descriptor,
          Region::NeuronGroup, Region::AxonGroup}) {
        const std::uint32_t index = region == Region::Program ? 1023 : 1;  // even if not in use
        const std::uint64_t word = image::word_at(core, region, index);
        const auto before = core;
        test::set_word(core, region, index, word ^ 1);
        CHECK(refused() == "core 0, " + std::string(spec::region_info(region).name) + ", word " +
                               std::to_string(index));
        core = before;
    }
    const auto synapse = [&](auto change) {
        const auto before = core;
        auto word = image::unpack_at<spec::SynapseWord>(core, Region::Synapse, 3);
        change(word);
        test::set_word(core, Region::Synapse, 3, word.pack());
        const std::string place = refused();
        core = before;
        return place;
    };
    CHECK(synapse([](auto& w) { w.weight = 1; }) == "accepted");
    CHECK(synapse([](auto& w) { w.tag = 1; }) == "accepted");
    CHECK(synapse([](auto& w) { w.alive = false; }) == "accepted");
    CHECK(synapse([](auto& w) { ++w.next; }) == "core 0, Synapse, word 3");
    CHECK(synapse([](auto& w) { ++w.slot; }) == "core 0, Synapse, word 3");
    CHECK(synapse([](auto& w) { ++w.ordinal; }) == "core 0, Synapse, word 3");
    const auto csr = [&](spec::Csr which, std::uint32_t word) {
        const auto before = core;
        test::set_csr(core, which, word);
        const std::string place = refused();
        core = before;
        return place;
    };
    auto control = image::control_of(core);
    control.has_post = !control.has_post;
    CHECK(csr(spec::Csr::Control, control.pack()) == "core 0, Control");
    CHECK(csr(spec::Csr::NeuronGroups, 1) == "core 0, NeuronGroups");
    CHECK(csr(spec::Csr::ScanWords, 1) == "core 0, ScanWords");
    CHECK(csr(spec::Csr::CoreDescriptor, 0) == "core 0, CoreDescriptor");
    CHECK(csr(spec::Csr::StepLow, 31) == "core 0, step");
    CHECK(csr(spec::Csr::Modulator0, 31) == "accepted");
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
