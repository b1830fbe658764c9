// SPDX-License-Identifier: Apache-2.0
// The RTL as a chip: a Verilated core of the image's configuration, or a mesh of such tiles.
//
// Contract: the member functions of runtime/device. Memories and registers are loaded, read and
// written by a back door into the Verilated model's arrays, parity bits included; a step goes
// through the streams: the input's words back to back, END last, the output always taken.
// `host_read` and `host_write` go through the AXI4-Lite port instead, so that a test can compare
// the two. A step on a latched fault throws image::FaultError. Waves cover whatever happens between
// start and stop; of a mesh they are of one tile. Does not do: waves of a mesh's host port.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "sim/load.hpp"
#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::verilated {

// A read or write that the host port would answer with SLVERR.
struct AccessError : std::runtime_error {
    AccessError(spec::Region region_, std::uint32_t index_);

    spec::Region region;
    std::uint32_t index;
};

// A step that did not end in as many cycles as it could possibly take, or an input with an END.
struct StepError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// An answer of the host port.
struct HostAnswer {
    std::uint32_t data = 0;
    bool error = false;  // SLVERR

    bool operator==(const HostAnswer&) const = default;
};

// How a test disturbs the streams: in a cycle whose bit is 1 (of a word that turns by one a cycle)
// the host offers no word, or takes none.
struct Stalls {
    std::uint64_t input = 0, output = 0;
};

class Chip {
  public:
    Chip();
    Chip(Chip&&) noexcept;
    Chip& operator=(Chip&&) noexcept;
    ~Chip();

    std::string_view name() const { return "rtl"; }
    const spec::Configuration& configuration() const;
    std::uint32_t cores() const;
    // Of a mesh, from the next load on; 0, as at first: as many as the machine has. Results never
    // depend on it.
    void set_threads(unsigned threads) { threads_ = threads; }
    void load(const image::Image& image);
    void step(std::span<const spec::StreamWord> input, std::vector<spec::StreamWord>& output);
    std::uint64_t read(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    void write(std::uint32_t core, spec::Region region, std::uint32_t index, std::uint64_t word);
    void read_block(std::uint32_t core, spec::Region region, std::uint32_t first,
                    std::span<std::uint64_t> words) const;
    std::uint64_t counter(std::uint32_t core, spec::Counter counter) const;
    void set_counter(std::uint32_t core, spec::Counter counter, std::uint64_t value);
    double read_real(std::uint32_t core, spec::Region region, std::uint32_t index) const;
    void write_real(std::uint32_t core, spec::Region region, std::uint32_t index, double word);

    // The AXI4-Lite port. In a step: while `begin_step` has been called and `end_step` has not.
    HostAnswer host_read(std::uint32_t address);
    HostAnswer host_write(std::uint32_t address, std::uint32_t data);
    // A step with its END held back, for what a host may do while one runs.
    void begin_step(std::span<const spec::StreamWord> input);
    void end_step(std::vector<spec::StreamWord>& output);
    void set_stalls(Stalls stalls);

    void start_waves(const std::filesystem::path& file, std::uint32_t core = 0);  // FST
    void stop_waves();
    std::uint64_t cycles() const;  // since load
    // Of all steps since load: from a step's first word until its END has come back.
    std::uint64_t step_cycles() const;

  private:
    struct Impl;
    unsigned threads_ = 0;
    std::unique_ptr<Impl> impl_;
};

}  // namespace bouton::verilated
