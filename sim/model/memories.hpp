// SPDX-License-Identifier: Apache-2.0
// The memories of one core (docs/machine.md section 7).
//
// `read` and `write` see the words as the host does: by region and canonical index `address * L +
// lane`. Inside, a synapse word is kept as three arrays, and the words of which a neuron or an axon
// has several (S, dendrite slots, X) as one array over all neurons or axons for each, so that a
// program runs over consecutive words. Every size is a power of two; an index inside a step wraps
// at it, as address wires do. Parity and the side effects of a host's write are not here.
//
// While every word is empty the memories are blank: there are no arrays, only `read` and `write`.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::model {

struct Memories {
    Memories() = default;
    explicit Memories(const spec::Configuration& configuration);  // every word empty

    bool blank() const { return link.empty(); }
    std::uint64_t read(spec::Region region, std::uint32_t index) const;
    void write(spec::Region region, std::uint32_t index, std::uint64_t word);  // drops excess bits

    // Position of a word in its array below, for the regions that hold several words a neuron or
    // axon.
    std::uint32_t place(std::uint32_t index, std::uint32_t words_each,
                        std::uint32_t elements) const {
        const std::uint32_t address = index >> lane_bits, lane = index & (lanes - 1);
        const std::uint32_t group = address / words_each, word = address % words_each;
        return word * elements + group * lanes + lane;
    }

    std::uint32_t lanes = 0, lane_bits = 0, neurons = 0, axons = 0, words = 0;

    // SynapseWord [address][lane]: its high half, as W and T (of a second word: Z and U), and its
    // low half.
    std::vector<std::int16_t> weight, tag;
    std::vector<std::uint32_t> link;

    std::vector<std::int32_t> dendrite;      // [slot][neuron]
    std::vector<std::int32_t> neuron_state;  // [state][neuron], sign-extended
    std::vector<std::int32_t> axon_state;    // [state][axon], sign-extended
    std::vector<std::int32_t> neuron_sum;    // [neuron]

    // A row of these arrays: one word of every neuron or axon.
    std::int32_t* dendrites(std::size_t slot) { return dendrite.data() + slot * neurons; }
    std::int32_t* states(std::size_t n) { return neuron_state.data() + n * neurons; }
    std::int32_t* axon_states(std::size_t n) { return axon_state.data() + n * axons; }

    // All other regions: [address][lane] or [address].
    std::array<std::vector<std::uint32_t>, spec::region_count> table;

    std::vector<std::uint32_t>& operator[](spec::Region region) {
        return table[static_cast<std::size_t>(region)];
    }
    const std::vector<std::uint32_t>& operator[](spec::Region region) const {
        return table[static_cast<std::size_t>(region)];
    }

  private:
    void fill();  // makes the arrays, every word empty

    spec::Configuration configuration_;
};

}  // namespace bouton::model
