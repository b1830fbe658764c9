// SPDX-License-Identifier: Apache-2.0
// Memories and registers of a Verilated core, found by name and reached without the host port.
//
// Contract: between steps only. After a write, two idle cycles must pass before the next step,
// since what Verilator computed from the old value is still there. Words and their meaning are
// those of the host port: a word with a wrong parity bit reads as an empty one, a write makes its
// parity good, or bad if `poison` is set.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "spec/gen/spec.hpp"

class VerilatedContext;

namespace bouton::verilated {

class BackDoor {
  public:
    // `core` is the scope of the core's instance.
    BackDoor(const VerilatedContext& context, const spec::Configuration& configuration,
             const std::string& core);

    std::uint64_t read(spec::Region region, std::uint32_t index) const;
    void write(spec::Region region, std::uint32_t index, std::uint64_t word);
    std::uint64_t counter(spec::Counter counter) const;
    void set_counter(spec::Counter counter, std::uint64_t value);
    bool fault() const { return *fault_ != 0; }

  private:
    // An array of the model: words of 1, 2, 4 or 8 bytes.
    struct Array {
        void* data = nullptr;
        std::uint32_t bytes = 0;

        std::uint64_t get(std::uint32_t at) const;
        void set(std::uint32_t at, std::uint64_t word) const;
    };
    struct Memory {
        Array words;
        std::uint8_t* parity = nullptr;
    };
    struct Place {
        const Memory* memory = nullptr;
        const Memory* copy = nullptr;  // of the constants
        std::uint32_t at = 0;
    };

    Place place(spec::Region region, std::uint32_t index) const;
    std::uint64_t read_register(std::uint32_t index) const;
    void write_register(std::uint32_t index, std::uint32_t word);
    void activate(std::uint32_t axon_group);

    spec::Configuration configuration_;
    std::array<std::vector<Memory>, spec::region_count> memories_;  // a lane, a bank, or the one
    Memory constant_copy_;
    Array control_, step_, seed_, neuron_groups_, scan_first_, scan_last_, scan_words_, core_group_;
    Array counter_select_, modulator_, pending_, fault_region_, fault_lane_, fault_address_;
    Array active_, summary_, counters_;
    std::vector<Array> lane_counters_;
    std::uint8_t* fault_ = nullptr;
};

}  // namespace bouton::verilated
