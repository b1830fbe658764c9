// SPDX-License-Identifier: Apache-2.0
// A mesh of Verilated routers joined by links of LinkLatency cycles, without cores: whoever uses it
// stands at the Local ports, and at the Host port of router 0.
//
// Contract: `clock()` is one cycle. What is put in by `put` before it is taken by its edge; what
// `take` gives is what came out at the last edge. A place has LinkBuffer credits at first, spends
// one on each `put` and gets one back for each `credit`; it gives back one for each word taken.
#pragma once

#include <Vbouton_router.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::tests {

enum Port : unsigned { Local, North, East, South, West, Host };
constexpr unsigned port_count = 6;

constexpr Port opposite(unsigned port) {
    constexpr std::array<Port, port_count> other{Local, South, West, North, East, Host};
    return other[port];
}

class RouterMesh {
  public:
    static constexpr unsigned latency = spec::limits::LinkLatency;

    RouterMesh(unsigned width, unsigned height) : width_(width) {
        for (unsigned n = 0; n < width * height; ++n) {
            tiles_.push_back(std::make_unique<Tile>());
            Tile& tile = *tiles_.back();
            const unsigned x = n % width, y = n / width;
            tile.router.core_i = static_cast<std::uint16_t>(y << 6 | x);
            std::array<bool, port_count> present{};
            present[Local] = true;
            present[North] = y > 0;
            present[East] = x + 1 < width;
            present[South] = y + 1 < height;
            present[West] = x > 0;
            present[Host] = n == 0;
            unsigned mask = 0;
            for (unsigned port = 0; port < port_count; ++port)
                mask |= unsigned{present[port]} << port;
            tile.router.present_i = static_cast<std::uint8_t>(mask);
            tile.router.rst_ni = 0;
        }
        constexpr int reset_cycles = 2;
        for (int i = 0; i < reset_cycles; ++i) clock();
        for (auto& tile : tiles_) tile->router.rst_ni = 1;
    }

    unsigned size() const { return static_cast<unsigned>(tiles_.size()); }
    std::uint64_t cycles() const { return cycles_; }

    void put(unsigned tile, Port port, std::uint64_t word) {
        tiles_[tile]->arriving[port] = Moved{true, tiles_[tile]->arriving[port].credit, word};
    }
    void give_credit(unsigned tile, Port port) { tiles_[tile]->arriving[port].credit = true; }
    std::optional<std::uint64_t> take(unsigned tile, Port port) const {
        const Vbouton_router& router = tiles_[tile]->router;
        if ((router.valid_o >> port & 1) == 0) return std::nullopt;
        return word_of(router, port);
    }
    bool credit(unsigned tile, Port port) const {
        return (tiles_[tile]->router.credit_o >> port & 1) != 0;
    }
    bool idle(unsigned tile) const { return tiles_[tile]->router.idle_o != 0; }

    void clock() {
        for (unsigned n = 0; n < size(); ++n) receive(n);
        for (auto& tile : tiles_) edge(*tile);
        for (unsigned n = 0; n < size(); ++n) send(n);
        ++cycles_;
    }

  private:
    struct Moved {
        bool valid = false, credit = false;
        std::uint64_t word = 0;
    };
    struct Tile {
        Vbouton_router router;
        std::array<Moved, port_count> arriving;
        // What comes in by the links, by the cycle in which it does.
        std::array<std::array<Moved, latency>, port_count> link;
    };

    static std::uint64_t word_of(const Vbouton_router& router, unsigned port) {
        return std::uint64_t{router.word_o[2 * port + 1]} << 32 | router.word_o[2 * port];
    }

    static void edge(Tile& tile) {
        tile.router.clk_i = 1;
        tile.router.eval();
        tile.router.clk_i = 0;
        tile.router.eval();
    }

    void receive(unsigned n) {
        Tile& tile = *tiles_[n];
        unsigned valid = 0, credits = 0;
        for (unsigned port = 0; port < port_count; ++port) {
            Moved& moved = port == Local || port == Host ? tile.arriving[port]
                                                         : tile.link[port][cycles_ % latency];
            valid |= unsigned{moved.valid} << port;
            credits |= unsigned{moved.credit} << port;
            if (moved.valid) {
                tile.router.word_i[2 * port] = static_cast<std::uint32_t>(moved.word);
                tile.router.word_i[2 * port + 1] = static_cast<std::uint32_t>(moved.word >> 32);
            }
            moved = Moved{};
        }
        tile.router.valid_i = static_cast<std::uint8_t>(valid);
        tile.router.credit_i = static_cast<std::uint8_t>(credits);
    }

    void send(unsigned n) {
        const Vbouton_router& router = tiles_[n]->router;
        for (const unsigned port : {North, East, South, West}) {
            if ((router.present_i >> port & 1) == 0) continue;
            const unsigned neighbour = port == North   ? n - width_
                                       : port == South ? n + width_
                                       : port == East  ? n + 1
                                                       : n - 1;
            Moved& moved = tiles_[neighbour]->link[opposite(port)][cycles_ % latency];
            moved.valid = (router.valid_o >> port & 1) != 0;
            moved.credit = (router.credit_o >> port & 1) != 0;
            moved.word = word_of(router, port);
        }
    }

    unsigned width_;
    std::vector<std::unique_ptr<Tile>> tiles_;
    std::uint64_t cycles_ = 0;
};

}  // namespace bouton::tests
