// SPDX-License-Identifier: Apache-2.0
// The tiles of a mesh, each a Verilated model of its own, around a Verilated host port.
//
// Links take LinkLatency cycles, so within so many cycles, a quantum, no tile can know what another
// one does: all tiles run a quantum, on as many threads as there are, and then find in the next one
// what their neighbours sent in this. It is exact to the cycle for any number of threads. The host
// port runs its cycles of the quantum first, at the caller's pace. A tile that sleeps and to which
// nothing comes is not called; the cycles that it would have counted as waiting are added later.
//
// Contract: `before_edge` and `after_edge` around each rising edge of the host port. Between them
// tiles may be behind the host port by less than a quantum. `wake` before the next cycle when the
// back door has changed something. Waves are of one tile, which is then always called.
#pragma once

#include <verilated.h>
#include <verilated_fst_c.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/verilated/back_door.hpp"
#include "sim/verilated/context.hpp"
#include "sim/workers.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::verilated {

// Ports of a tile, as its pins number them; Host for the host port's own.
enum Port : unsigned { North, East, South, West, Host };
constexpr unsigned port_count = 5;

constexpr int every_level = 99;  // of the hierarchy, in waves

// A packet that left a tile.
struct Departure {
    std::uint64_t cycle = 0;
    unsigned tile = 0, port = 0;
    std::uint64_t word = 0;

    auto operator<=>(const Departure&) const = default;
};

struct Shape {
    unsigned width = 1, height = 1, threads = 1;
    spec::Configuration configuration;
};

template <class Top>
class Mesh {
  public:
    static constexpr unsigned quantum = spec::limits::LinkLatency;
    static constexpr unsigned settle_cycles = quantum;

    explicit Mesh(const Shape& shape)
        : width_(shape.width),
          last_(static_cast<std::uint16_t>((shape.height - 1) << 6 | (shape.width - 1))),
          workers_(std::min(shape.threads, shape.width * shape.height),
                   shape.width * shape.height) {
        for (unsigned n = 0; n < shape.width * shape.height; ++n) {
            tiles_.push_back(std::make_unique<Tile>(shape.configuration));
        }
        for (unsigned n = 0; n < tiles_.size(); ++n) connect(n, shape);
    }
    ~Mesh() {
        stop_waves();
        for (auto& tile : tiles_) tile->top.final();
    }
    Mesh(const Mesh&) = delete;
    Mesh& operator=(const Mesh&) = delete;

    BackDoor& door(unsigned tile) { return tiles_[tile]->door; }
    std::uint64_t cycles() const { return cycles_; }
    void watch(std::vector<Departure>* departures) { departures_ = departures; }

    void wake() {
        for (auto& tile : tiles_) tile->woken = true;
    }

    void start_waves(unsigned tile, const std::string& file) {
        tiles_[tile]->context.traceEverOn(true);
        tiles_[tile]->waves = std::make_unique<VerilatedFstC>();
        tiles_[tile]->top.trace(tiles_[tile]->waves.get(), every_level);
        tiles_[tile]->waves->open(file.c_str());
    }
    void stop_waves() {
        for (auto& tile : tiles_) {
            if (tile->waves) tile->waves->close();
            tile->waves.reset();
        }
    }

    template <class HostPort>
    void before_edge(HostPort& host) {
        const Sent& sent = tiles_[0]->traffic[1 - now_].sent[phase()];
        host.last_i = last_;
        host.valid_i = sent.valid >> Host & 1;
        host.credit_i = sent.credit >> Host & 1;
        host.word_i = sent.word[Host];
    }

    template <class HostPort>
    void after_edge(const HostPort& host) {
        Sent& sent = host_[now_].sent[phase()];
        sent.valid = static_cast<std::uint8_t>(host.valid_o << Host);
        sent.credit = static_cast<std::uint8_t>(host.credit_o << Host);
        sent.word[Host] = host.word_o;
        host_[now_].ports |= sent.valid | sent.credit;
        reset_[phase()] = host.rst_ni;
        if (++cycles_ % quantum != 0) return;
        workers_.run([this](unsigned n) { run(*tiles_[n]); });
        if (departures_ != nullptr) report();
        now_ = 1 - now_;
        host_[now_].ports = 0;
    }

  private:
    // What leaves a tile in one cycle: bits by port.
    struct Sent {
        std::uint8_t valid = 0, credit = 0;
        std::array<std::uint64_t, port_count> word{};
    };
    struct Traffic {
        std::array<Sent, quantum> sent;
        std::uint8_t ports = 0;  // those that anything leaves by in this quantum
    };
    using Exchange = std::array<Traffic, 2>;  // of this quantum and of the last
    struct Neighbour {
        const Exchange* traffic = nullptr;
        unsigned port = 0;  // the neighbour's
    };
    struct Tile {
        explicit Tile(const spec::Configuration& configuration)
            : top(&context, "TOP"), door(context, configuration, "TOP.bouton_tile.u_core") {}

        VerilatedContext context;
        Top top;
        OwnContext own_context{context};
        BackDoor door;
        std::unique_ptr<VerilatedFstC> waves;
        Exchange traffic;
        std::array<Neighbour, port_count> neighbour;
        bool woken = true;
        std::uint64_t slept = 0;  // cycles of waiting not counted yet
    };

    unsigned phase() const { return static_cast<unsigned>(cycles_ % quantum); }

    void connect(unsigned n, const Shape& shape) {
        Tile& tile = *tiles_[n];
        const unsigned x = n % width_, y = n / width_;
        if (y > 0) tile.neighbour[North] = {&tiles_[n - width_]->traffic, South};
        if (x + 1 < shape.width) tile.neighbour[East] = {&tiles_[n + 1]->traffic, West};
        if (y + 1 < shape.height) tile.neighbour[South] = {&tiles_[n + width_]->traffic, North};
        if (x > 0) tile.neighbour[West] = {&tiles_[n - 1]->traffic, East};
        if (n == 0) tile.neighbour[Host] = {&host_, Host};
        unsigned present = 0;
        for (unsigned port = 0; port < port_count; ++port) {
            present |= unsigned{tile.neighbour[port].traffic != nullptr} << port;
        }
        tile.top.present_i = static_cast<std::uint8_t>(present);
        tile.top.core_i = static_cast<std::uint16_t>(y << 6 | x);
        tile.top.last_i = last_;
    }

    // The ports by which anything comes in this quantum.
    unsigned coming(const Tile& tile) const {
        unsigned ports = 0;
        for (unsigned port = 0; port < port_count; ++port) {
            const auto [traffic, back] = tile.neighbour[port];
            if (traffic != nullptr && ((*traffic)[1 - now_].ports >> back & 1) != 0)
                ports |= 1u << port;
        }
        return ports;
    }

    void run(Tile& tile) {
        const unsigned ports = coming(tile);
        Traffic& leaving = tile.traffic[now_];
        leaving.ports = 0;
        if (ports == 0 && tile.top.asleep_o && !tile.woken && !tile.waves) {
            for (Sent& sent : leaving.sent) sent.valid = sent.credit = 0;
            if (tile.top.waiting_o) tile.slept += quantum;
            return;
        }
        tile.woken = false;
        if (tile.slept != 0) {
            constexpr auto waiting = spec::Counter::CyclesWaiting;
            tile.door.set_counter(waiting, tile.door.counter(waiting) + tile.slept);
            tile.slept = 0;
        }
        for (unsigned cycle = 0; cycle < quantum; ++cycle) {
            const std::uint64_t time = 2 * (cycles_ - quantum + cycle);
            tile.top.rst_ni = reset_[cycle];
            arrive(tile, ports, cycle);
            tile.top.clk_i = 0;
            tile.top.eval();
            if (tile.waves) tile.waves->dump(time);
            tile.top.clk_i = 1;
            tile.top.eval();
            if (tile.waves) tile.waves->dump(time + 1);
            leave(tile.top, leaving.sent[cycle]);
            leaving.ports |= leaving.sent[cycle].valid | leaving.sent[cycle].credit;
        }
    }

    void arrive(Tile& tile, unsigned ports, unsigned cycle) const {
        unsigned valid = 0, credit = 0;
        for (unsigned port = 0; port < port_count; ++port) {
            if ((ports >> port & 1) == 0) continue;
            const auto [traffic, back] = tile.neighbour[port];
            const Sent& sent = (*traffic)[1 - now_].sent[cycle];
            credit |= (sent.credit >> back & 1u) << port;
            if ((sent.valid >> back & 1) == 0) continue;
            valid |= 1u << port;
            tile.top.word_i[2 * port] = static_cast<std::uint32_t>(sent.word[back]);
            tile.top.word_i[2 * port + 1] = static_cast<std::uint32_t>(sent.word[back] >> 32);
        }
        tile.top.valid_i = static_cast<std::uint8_t>(valid);
        tile.top.credit_i = static_cast<std::uint8_t>(credit);
    }

    static void leave(const Top& top, Sent& sent) {
        sent.valid = top.valid_o;
        sent.credit = top.credit_o;
        for (unsigned port = 0; port < port_count; ++port) {
            if ((sent.valid >> port & 1) == 0) continue;
            sent.word[port] = std::uint64_t{top.word_o[2 * port + 1]} << 32 | top.word_o[2 * port];
        }
    }

    void report() {
        for (unsigned n = 0; n < tiles_.size(); ++n) {
            for (unsigned cycle = 0; cycle < quantum; ++cycle) {
                const Sent& sent = tiles_[n]->traffic[now_].sent[cycle];
                for (unsigned port = 0; port < port_count; ++port) {
                    if ((sent.valid >> port & 1) == 0) continue;
                    departures_->push_back({cycles_ - quantum + cycle, n, port, sent.word[port]});
                }
            }
        }
    }

    unsigned width_;
    std::uint16_t last_;
    std::vector<std::unique_ptr<Tile>> tiles_;
    Exchange host_;
    std::array<std::uint8_t, quantum> reset_{};
    unsigned now_ = 0;
    std::uint64_t cycles_ = 0;
    std::vector<Departure>* departures_ = nullptr;
    Workers workers_;
};

}  // namespace bouton::verilated
