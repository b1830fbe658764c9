// SPDX-License-Identifier: Apache-2.0
// What the batches work out from a core's memories once, and keep until the host writes what it
// came from: decoded programs, runs of neuron groups with one descriptor, the shape of rows, and
// which synapses end on a neuron.
//
// Contract: `forget` when the host writes; then nothing is wrong, only to be worked out again. A
// step changes none of it, except that KILL and REVIVE change the shape of rows. Filled by plan.cpp
// and paths.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/model/batch/batch.hpp"
#include "sim/model/decode.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::model::batch {

// A descriptor with its programs, by trigger.
struct Rule {
    spec::Descriptor word;
    std::array<Program, 8> programs;

    const Program& program(spec::Trigger trigger) const {
        return programs[static_cast<std::size_t>(trigger)];
    }
};

// Neurons of consecutive groups with the same descriptor.
struct NeuronRun {
    std::uint32_t first = 0, count = 0;
    std::uint8_t rule = 0;
};

// A row whose first `count` synapses are alive, have one slot, and end on the neurons from `neuron`
// on, one each; behind them nothing is alive. Then delivery is one addition of vectors.
struct RowShape {
    enum class Kind : std::uint8_t { Unknown, Plain, Other };

    Kind kind = Kind::Unknown;
    std::uint16_t count = 0;
    std::uint16_t neuron = 0;
    std::uint8_t slot = 0;
};

// The synapses of each neuron that one rule's POST program visits: `at` in [begin[neuron],
// begin[neuron + 1]).
struct Paths {
    std::uint8_t rule = 0;
    std::vector<std::uint32_t> begin;
    std::vector<std::uint32_t> synapse;  // index of the word
    std::vector<std::uint32_t> axon;     // entry of its row
};

struct Plan {
    bool has_rules = false, has_runs = false, has_chains = false, has_scan = false,
         has_shapes = false;
    bool rows_fit = false;  // with has_shapes: no row reaches over the end of the synapse memory

    std::vector<Rule> rules;
    std::vector<NeuronRun> runs;
    std::uint64_t neuron_cycles = 0;
    std::vector<RowShape> shapes;  // by axon entry
    std::vector<Paths> chains, scan;
    std::vector<std::uint64_t> chain_cycles;  // by neuron
    std::uint64_t scan_cycles = 0;            // of POST by scan
    Batch batch;

    // A register was written.
    void forget(spec::Csr csr) {
        if (csr == spec::Csr::NeuronGroups) has_runs = false;
        if (csr == spec::Csr::ScanFirst || csr == spec::Csr::ScanLast) has_scan = false;
    }

    // A word was written; of a synapse word, its low half.
    void forget(spec::Region region) {
        switch (region) {
            case spec::Region::Program:
            case spec::Region::Descriptor:
                has_rules = has_runs = has_chains = has_scan = has_shapes = false;
                break;
            case spec::Region::NeuronGroup:
                has_runs = false;
                break;
            case spec::Region::Synapse:
            case spec::Region::Owner:
            case spec::Region::Row:
            case spec::Region::NeuronChain:
                has_chains = has_scan = has_shapes = false;
                break;
            default:
                break;
        }
    }
};

}  // namespace bouton::model::batch

namespace bouton::model {

struct Core;

namespace batch {

// Each makes sure that what it names is there.
void plan_rules(Core& core);
void plan_runs(Core& core);
void plan_rows(Core& core);
void plan_chains(Core& core);
void plan_scan(Core& core);
const RowShape& shape_of(Core& core, std::uint32_t axon, const spec::RowWord& row);

}  // namespace batch

}  // namespace bouton::model
