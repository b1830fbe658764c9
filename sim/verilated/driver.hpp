// SPDX-License-Identifier: Apache-2.0
// Pins of one Verilated top: clock, reset, streams and the host port, cycle by cycle. A template
// over the generated classes, which have the same pins and nothing else in common, and over what
// else has the same clock: nothing, or the tiles of a mesh.
//
// Contract: inputs change after a rising edge; what an edge takes is decided by the pins before it.
// A cycle is the clock's low half, in which gates look at the inputs, and then its high one.
#pragma once

#include <verilated.h>
#include <verilated_fst_c.h>

#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sim/verilated/chip.hpp"
#include "sim/verilated/context.hpp"

namespace bouton::verilated {

struct Nothing {
    static constexpr unsigned settle_cycles = 2;

    void wake() {}
    template <class Top>
    void before_edge(Top&) {}
    template <class Top>
    void after_edge(const Top&) {}
};

template <class Top, class Rest = Nothing>
class Driver {
  public:
    template <class... Shape>
    explicit Driver(VerilatedContext& context, const Shape&... shape)
        : context_(context), top_(&context, "TOP"), rest_(shape...) {
        top_.rst_ni = 0;
        top_.awvalid_i = top_.wvalid_i = top_.bready_i = top_.arvalid_i = top_.rready_i = 0;
        top_.in_tvalid_i = 0;
        top_.out_tready_i = 1;
        constexpr int reset_cycles = 4;
        for (int i = 0; i < reset_cycles; ++i) clock();
        top_.rst_ni = 1;
        settle();
    }
    ~Driver() {
        stop_waves();
        top_.final();
    }
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    bool running() const { return top_.running_o != 0; }
    bool fault() const { return top_.fault_o != 0; }
    std::uint64_t cycles() const { return cycles_; }
    void set_stalls(Stalls stalls) { stalls_ = stalls; }

    // What the model computed from words that the back door has changed is computed anew.
    void settle() {
        rest_.wake();
        for (unsigned i = 0; i < Rest::settle_cycles; ++i) clock();
    }

    Rest& rest() { return rest_; }

    // Offers the words; returns when all are taken.
    template <class Take>
    void offer(std::span<const std::uint64_t> words, Take take) {
        std::size_t next = 0;
        bool offered = false;
        std::uint64_t idle = 0;
        while (next < words.size()) {
            if (!offered && (stalls_.input & 1) == 0) {
                top_.in_tvalid_i = 1;
                top_.in_tdata_i = words[next];
                offered = true;
            }
            const bool moves = offered && top_.in_tready_o;
            exchange(take);
            stalls_.input = std::rotr(stalls_.input, 1);
            if (moves) {
                top_.in_tvalid_i = 0;
                offered = false;
                ++next;
                idle = 0;
            } else {
                check(++idle);
            }
        }
    }

    // Until `take` has seen END.
    template <class Take>
    void finish(Take take) {
        std::uint64_t idle = 0;
        while (!exchange(take)) check(++idle);
        while (running()) clock();
    }

    HostAnswer host_read(std::uint32_t address) {
        top_.arvalid_i = 1;
        top_.araddr_i = address;
        until([&] { return top_.arready_o != 0; });
        top_.arvalid_i = 0;
        top_.rready_i = 1;
        while (!top_.rvalid_o) clock();
        const HostAnswer answer{top_.rdata_o, top_.rresp_o != 0};
        clock();
        top_.rready_i = 0;
        return answer;
    }

    HostAnswer host_write(std::uint32_t address, std::uint32_t data) {
        top_.awvalid_i = top_.wvalid_i = 1;
        top_.awaddr_i = address;
        top_.wdata_i = data;
        top_.wstrb_i = 0xf;
        until([&] { return top_.awready_o != 0 && top_.wready_o != 0; });
        top_.awvalid_i = top_.wvalid_i = 0;
        top_.bready_i = 1;
        while (!top_.bvalid_o) clock();
        const HostAnswer answer{0, top_.bresp_o != 0};
        clock();
        top_.bready_i = 0;
        return answer;
    }

    // Of a mesh, waves are of one tile.
    void start_waves(const std::string& file, unsigned tile) {
        stop_waves();
        if constexpr (requires { rest_.start_waves(tile, file); }) {
            rest_.start_waves(tile, file);
        } else {
            context_.traceEverOn(true);
            waves_ = std::make_unique<VerilatedFstC>();
            constexpr int every_level = 99;
            top_.trace(waves_.get(), every_level);
            waves_->open(file.c_str());
        }
    }
    void stop_waves() {
        if (waves_) waves_->close();
        waves_.reset();
        if constexpr (requires { rest_.stop_waves(); }) rest_.stop_waves();
    }

  private:
    static void check(std::uint64_t idle) {
        constexpr std::uint64_t limit = 1'000'000'000;
        if (idle > limit) throw StepError("a step does not end");
    }

    // A cycle; gives the word that left the chip in it to `take`, whose answer is whether it was
    // END.
    template <class Take>
    bool exchange(Take take) {
        top_.out_tready_i = (stalls_.output & 1) == 0;
        stalls_.output = std::rotr(stalls_.output, 1);
        const bool end =
            top_.out_tvalid_o && top_.out_tready_i && take(std::uint64_t{top_.out_tdata_o});
        clock();
        return end;
    }

    template <class Ready>
    void until(Ready ready) {
        bool taken = false;
        while (!taken) {
            taken = ready();
            clock();
        }
    }

    void clock() {
        rest_.before_edge(top_);
        top_.clk_i = 0;
        top_.eval();
        if (waves_) waves_->dump(2 * cycles_);
        top_.clk_i = 1;
        top_.eval();
        if (waves_) waves_->dump(2 * cycles_ + 1);
        rest_.after_edge(top_);
        ++cycles_;
    }

    VerilatedContext& context_;
    Top top_;
    OwnContext own_context_{context_};
    Rest rest_;
    std::unique_ptr<VerilatedFstC> waves_;
    std::uint64_t cycles_ = 0;
    Stalls stalls_;
};

}  // namespace bouton::verilated
