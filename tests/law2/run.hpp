// SPDX-License-Identifier: Apache-2.0
// A network somewhere on some chip, and what it does there under an input that depends on nothing
// but the network.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "arith/splitmix.hpp"
#include "runtime/session/session.hpp"
#include "tests/law2/network.hpp"

namespace bouton::test {

// Where a network runs.
struct Ground {
    std::string configuration = "default";
    std::uint32_t mesh_x = 1, mesh_y = 1;
    std::optional<std::uint64_t> scatter;  // neurons on random cores and lanes; else as mapped
    std::uint32_t neurons = 0;             // most on a core; 0: as many as it holds
    std::string device = "model";
    bool reference = false;  // the model's plain path
    unsigned threads = 1;
};

std::string to_string(const Ground& ground);

// A seeded sequence of numbers.
class Draw {
  public:
    explicit Draw(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() { return arith::splitmix64(state_); }
    std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(next() % limit); }

  private:
    std::uint64_t state_;
};

// A random ground with this configuration; nothing if the network does not fit on it anywhere
// tried. Any other error of the compiler fails the test.
std::optional<image::Image> compile_on(const Network& network, const Ground& ground);
struct Found {
    Ground ground;
    image::Image image;
};
std::optional<Found> random_ground(const Network& network, const std::string& configuration,
                                   Draw& draw);

runtime::Session session_on(const Ground& ground, const image::Image& image);

// What a user sees, and all that goes on.
struct Result {
    std::vector<runtime::Event> spikes;
    runtime::LogicalState state;

    bool operator==(const Result&) const = default;
};

// Runs the steps from `session.now()` to `until` with their input, and adds to `spikes`.
void play(runtime::Session& session, const Network& network, std::uint64_t until,
          std::vector<runtime::Event>& spikes);
Result run(const Network& network, const Ground& ground, const image::Image& image,
           std::uint64_t steps);

}  // namespace bouton::test
