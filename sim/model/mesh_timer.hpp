// SPDX-License-Identifier: Apache-2.0
// How long a step of a chip takes (docs/machine.md section 10.5): the cores' own times, put
// together by the barrier's trees, the hops and the load of the links. On a chip of one core it is
// the sum of section 9; on a mesh it is close, not exact.
//
// A link sends a packet a cycle, from the first that can be there until all have gone; a token
// passes it after the packets and after the tokens it waits for. Not seen: buffers that are full,
// and the gaps and bunches of packets within a step.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace bouton::model {

// What a core does in a step besides taking words, in cycles: before TRANSPORT, to send its spikes,
// and after TRANSPORT.
struct CoreTimes {
    std::uint64_t before = 0, sending = 0, after = 0;
};

class MeshTimer {
  public:
    MeshTimer() = default;
    MeshTimer(std::uint32_t width, std::uint32_t height);

    void begin_step();
    CoreTimes& core(std::uint32_t n) { return cores_[n]; }
    // A packet of `from` for another core, or for the host, when its TRANSPORT has taken `sent`
    // cycles.
    void packet(std::uint32_t from, std::uint32_t to, std::uint64_t sent);
    void leave(std::uint32_t from, std::uint64_t sent);
    void host_word(std::uint32_t to);
    // From the step's first word until END comes back, for a host that never waits.
    std::uint64_t end_step();

  private:
    enum Way : std::uint32_t { East, West, South, North, Local, Host, ways };
    // What passes one output of a router in a step.
    struct Output {
        std::uint64_t packets = 0;
        std::uint64_t first = 0;  // when the first of them can
        std::uint64_t token = 0;  // when END does
    };
    using Outputs = std::array<Output, ways>;
    static constexpr std::uint64_t never = ~std::uint64_t{0};

    struct Arrival;

    Way route(std::uint32_t from, std::uint32_t to);
    void add_load();
    void start();
    Arrival from_core(std::uint32_t n, Way way) const;
    Arrival from_host(Way way) const;
    Arrival from_router(std::uint32_t n, Way way) const;
    Arrival from_row(std::uint32_t n) const;
    void pass(std::uint32_t n, Way way, Arrival arrival);
    void pass_rows();
    void pass_columns();
    std::uint64_t gather();

    std::uint32_t width_ = 1, height_ = 1;
    std::vector<CoreTimes> cores_;
    // By the difference to the router west of it, or north: packets leave along a whole way.
    std::array<std::vector<std::int32_t>, 4> change_;
    std::vector<std::array<std::uint64_t, ways>> first_sent_;  // by core, and way out of it
    std::vector<std::uint64_t> arrivals_, starts_, sent_;      // by core
    std::uint64_t host_words_ = 0, leaves_ = 0;
    std::array<bool, ways> host_sends_{};
    std::vector<Outputs> outputs_;
};

}  // namespace bouton::model
