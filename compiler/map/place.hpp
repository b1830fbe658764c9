// SPDX-License-Identifier: Apache-2.0
// Places in the mesh for the parts of a network, so that packets have few hops: parts that talk
// follow each other along a Hilbert curve, then pairs of places are swapped while that helps. A
// packet goes to one core, x first, then y; the host is at place (0, 0).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/map/partition.hpp"
#include "compiler/map/random.hpp"

namespace bouton::compiler {

struct Place {
    std::uint32_t x = 0, y = 0;

    bool operator==(const Place&) const = default;
};

// Packets a unit of time between parts, and between a part and the host.
struct Flows {
    std::vector<std::vector<std::pair<std::uint32_t, double>>> to;  // by part: other parts
    std::vector<double> from_host, to_host;                         // by part
};

Flows flows(const Partition& partition);

// The smallest mesh, as square as can be, for that many cores.
Place near_square(std::uint32_t cores);

double packet_hops(const Flows& flows, const std::vector<Place>& places);

// `pinned`: by part, what is given. With `random` any places instead.
std::vector<Place> place(const Flows& flows, Place mesh,
                         const std::vector<std::optional<Place>>& pinned, Random* random);

enum class Direction : std::uint8_t { East, West, South, North };

// Traffic on the links out of each place (y * mesh.x + x), by Direction.
std::vector<std::array<double, 4>> link_traffic(const Flows& flows,
                                                const std::vector<Place>& places, Place mesh);

}  // namespace bouton::compiler
