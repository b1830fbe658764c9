// SPDX-License-Identifier: Apache-2.0
// A model chip that tests set up word by word, and a few names to write programs with.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/model/chip.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::model::testing {

using spec::Counter;
using spec::Csr;
using spec::Flag;
using spec::Op;
using spec::Predicate;
using spec::Region;
using spec::Store;
using spec::StreamWord;

// Operand codes.
constexpr std::uint8_t r(unsigned n) {
    return static_cast<std::uint8_t>(n);
}
constexpr std::uint8_t D(unsigned n) {
    return static_cast<std::uint8_t>(12 + n);
}
constexpr std::uint8_t P(unsigned n) {
    return static_cast<std::uint8_t>(12 + n);
}
constexpr std::uint8_t S(unsigned n) {
    return static_cast<std::uint8_t>(16 + n);
}
constexpr std::uint8_t X(unsigned n) {
    return static_cast<std::uint8_t>(32 + n);
}
constexpr std::uint8_t G(unsigned n) {
    return static_cast<std::uint8_t>(40 + n);
}
constexpr std::uint8_t K(unsigned n) {
    return static_cast<std::uint8_t>(48 + n);
}
inline constexpr std::uint8_t A = 8, W = 8, T = 9, Z = 10, U = 11, OwnSlot = 12, TargetSum = 13;
inline constexpr std::uint8_t Fired = 36, Posted = 37, Rnd = 38, Rnd4 = 39, Zero = 47;
inline constexpr std::uint8_t SetGe = 0, SetGt = 1, SetEq = 2, SetNe = 3;

constexpr spec::Instruction op(Op code, std::uint8_t rd, std::uint8_t ra, std::uint8_t rb,
                               unsigned sh = 0, Store st = Store::None,
                               Predicate pr = Predicate::Always) {
    return {.op = static_cast<std::uint8_t>(code),
            .rd = rd,
            .ra = ra,
            .rb = rb,
            .sh = static_cast<std::uint8_t>(sh),
            .st = static_cast<std::uint8_t>(st),
            .pr = static_cast<std::uint8_t>(pr)};
}

constexpr spec::Instruction raise(unsigned flags, std::uint8_t payload = Zero,
                                  Predicate pr = Predicate::Always) {
    return op(Op::Flg, static_cast<std::uint8_t>(flags), payload, Zero, 0, Store::None, pr);
}
constexpr unsigned bits(Flag flag) {
    return static_cast<unsigned>(flag);
}

// One core, empty to begin with.
class Machine {
  public:
    explicit Machine(bool reference, std::string_view configuration = "tiny");

    Chip chip;

    std::uint32_t lanes() const { return chip.configuration().lanes; }

    void write(Region region, std::uint32_t index, std::uint64_t word) {
        chip.write(0, region, index, word);
    }
    std::uint64_t read(Region region, std::uint32_t index) const {
        return chip.read(0, region, index);
    }
    void set(Csr csr, std::uint32_t word, std::uint32_t offset = 0);
    std::uint32_t get(Csr csr, std::uint32_t offset = 0) const;
    std::uint64_t count(Counter counter) const { return chip.counter(0, counter); }

    // Appends a program, sets its end; gives its pc.
    std::uint16_t program(std::vector<spec::Instruction> code);
    void descriptor(std::uint32_t number, const spec::Descriptor& word);
    void constant(std::uint32_t index, std::int16_t value);
    void core_program(std::uint8_t descriptor);
    // Neurons 0..count-1 with ids first_id.., all groups with this descriptor.
    void neurons(std::uint32_t count, std::uint8_t descriptor, std::uint32_t first_id = 500);
    void axons(std::uint32_t count, std::uint8_t descriptor, std::uint32_t first_id = 900);
    void scan(std::uint32_t first, std::uint32_t last, std::uint32_t words);

    // The row of an axon; its words are owned by it.
    void row(std::uint32_t axon, const spec::RowWord& word);
    std::uint32_t synapse_index(std::uint32_t address, std::uint32_t lane) const {
        return address * lanes() + lane;
    }
    void synapse(std::uint32_t address, std::uint32_t lane, const spec::SynapseWord& word);
    spec::SynapseWord synapse(std::uint32_t address, std::uint32_t lane) const;

    // Signed words.
    std::int32_t state(std::uint32_t neuron, unsigned n) const;
    void set_state(std::uint32_t neuron, unsigned n, std::int32_t value);
    std::int32_t axon_state(std::uint32_t axon, unsigned n) const;
    void set_axon_state(std::uint32_t axon, unsigned n, std::int32_t value);
    std::int32_t dendrite(std::uint32_t neuron, std::uint32_t slot) const;
    void set_dendrite(std::uint32_t neuron, std::uint32_t slot, std::int32_t value);
    std::int32_t modulator(unsigned n) const {
        return static_cast<std::int32_t>(get(Csr::Modulator0, n));
    }

    std::uint64_t now() const;
    StreamWord spike(std::uint32_t axon, std::int16_t payload = 0x4000) const;
    StreamWord drive(std::uint32_t neuron, std::uint32_t receptor, std::int16_t payload) const;
    StreamWord modulate(std::uint32_t channel, std::int16_t payload) const;
    // Runs a step; gives what left the chip.
    std::vector<StreamWord> step(const std::vector<StreamWord>& input = {});

  private:
    std::uint32_t state_index(std::uint32_t element, std::uint32_t each, std::uint32_t n) const;
    std::uint32_t pc_ = 0;
};

}  // namespace bouton::model::testing
