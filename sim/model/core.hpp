// SPDX-License-Identifier: Apache-2.0
// One core: its memories and registers (all that survives a step), and what it keeps while a step
// runs.
//
// `fetch` and `put` are how the reference phases reach memory: they see parity, as the chip does.
// The batch phases go to the arrays; they are used only while there are arrays and no word is
// poisoned. What the host does is in host.hpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "arith/random.hpp"
#include "sim/model/batch/plan.hpp"
#include "sim/model/counters.hpp"
#include "sim/model/decode.hpp"
#include "sim/model/memories.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::model {

// A word by region and canonical index.
struct Place {
    spec::Region region = spec::Region::Csr;
    std::uint32_t index = 0;

    bool operator==(const Place&) const = default;
};

struct Registers {
    spec::ControlWord control;
    std::uint64_t step = 0;  // 48 bits
    std::uint64_t seed = 0;
    std::uint32_t neuron_groups = 0, scan_first = 0, scan_last = 0, scan_words = 0;
    spec::GroupWord core_descriptor;
    std::array<std::int32_t, spec::limits::Modulators> modulator{};
    std::array<std::uint32_t, spec::limits::Channels> pending{};  // wrap at 32 bits
    std::uint32_t counter_select = 0;
    std::optional<Place> fault;  // the first word that failed parity
};

// A spike of a neuron, or an event of an axon, in this step.
struct Event {
    std::uint32_t index = 0;
    std::int16_t payload = 0;
};

// A row of an event.
struct EventRow {
    std::uint32_t axon = 0;
    std::int16_t payload = 0;
    spec::RowWord row;
};

// Lives from the start of a step to its end.
struct Running {
    arith::Key64 key;
    bool reward = false;
    std::vector<Event> spikes;         // in the order of neurons
    std::vector<std::uint32_t> posts;  // neurons that raised POST, in order
    std::vector<Event> events;         // axons, in the order they came
    std::vector<EventRow> rows;        // of the events, `more` followed
};

struct Core {
    std::uint32_t number = 0;   // y * width of the mesh + x, as the host numbers cores
    std::uint16_t address = 0;  // x in the low 6 bits, y above, as packets name them
    spec::Configuration configuration;
    Memories memories;
    Registers registers;
    Counters counters;
    std::vector<std::uint64_t> active;  // axon groups, a bit each
    std::vector<Place> poisoned;        // words whose parity is wrong
    Running running;
    batch::Plan plan;

    // The word as a step reads it: one that fails parity is latched, counted, and reads as nothing.
    std::uint64_t fetch(spec::Region region, std::uint32_t index) {
        if (!is_poisoned(region, index)) return memories.read(region, index);
        ++counters[spec::Counter::Parity];
        if (!registers.fault) registers.fault = Place{region, index};
        return failed_word(region);
    }

    // The word as a step writes it: with good parity, except that a bad synapse word is left alone.
    void put(spec::Region region, std::uint32_t index, std::uint64_t word) {
        if (!poisoned.empty()) {
            if (region == spec::Region::Synapse && is_poisoned(region, index)) return;
            std::erase(poisoned, Place{region, index});
        }
        memories.write(region, index, word);
    }

    template <class Word>
    Word fetch_as(spec::Region region, std::uint32_t index) {
        return Word::unpack(static_cast<typename Word::Raw>(fetch(region, index)));
    }

    spec::Descriptor descriptor(std::uint32_t number_of) {
        spec::Descriptor::Raw raw{};
        for (std::uint32_t i = 0; i < raw.size(); ++i) {
            raw[i] = static_cast<std::uint32_t>(fetch(
                spec::Region::Descriptor, number_of * static_cast<std::uint32_t>(raw.size()) + i));
        }
        return spec::Descriptor::unpack(raw);
    }

    bool is_poisoned(spec::Region region, std::uint32_t index) const {
        return !poisoned.empty() &&
               std::find(poisoned.begin(), poisoned.end(), Place{region, index}) != poisoned.end();
    }

    // Synapse: an empty slot; an id: invalid; else zero.
    static std::uint64_t failed_word(spec::Region region) {
        return spec::region_info(region).empty;
    }

    void activate(std::uint32_t axon_group) {
        active[axon_group / 64] |= std::uint64_t{1} << (axon_group % 64);
    }

    std::uint32_t lane_of(std::uint32_t element) const { return element & (memories.lanes - 1); }
    std::uint32_t group_of(std::uint32_t element) const { return element >> memories.lane_bits; }

    // Axon entries that POST by scan, SWEEP and REWARD go through.
    std::uint32_t scan_end() const { return std::min(registers.scan_last, configuration.axons); }
};

}  // namespace bouton::model
