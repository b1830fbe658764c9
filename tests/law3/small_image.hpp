// SPDX-License-Identifier: Apache-2.0
// The smallest images that can show one thing: on `tiny`, neurons 0 and 1, axons 0 and 1 with one
// row each of one synapse a lane onto neuron `lane`, and programs that a test fills in.
#pragma once

#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::law3 {

// What a test may want otherwise; all programs are given without their `end`.
struct SmallImage {
    std::vector<spec::Instruction> neuron;  // empty: reads D0 and D1
    std::vector<spec::Instruction> axon;    // empty: none
    std::vector<spec::Instruction> core;
    std::vector<spec::Instruction> pre;
    std::vector<spec::Instruction> post;
    std::vector<spec::Instruction> deliver;
    std::vector<std::int16_t> constants;  // K0, K1, ... of every program
    std::int16_t weight = 1000;
    std::int16_t lo = -32768, hi = 32767;
    std::uint8_t grid = 16;
    std::uint8_t dshift = 0;
    std::uint8_t gain = 0;
    bool wide = false;
    bool spikes_to_host = false;  // neurons 0 and 1 have a fan-out list with a host entry
};

image::Image make(const SmallImage& small);

// Instructions in the notation of docs/machine.md.
spec::Instruction op(spec::Op o, std::uint8_t rd, std::uint8_t ra, std::uint8_t rb,
                     std::uint8_t sh = 0, spec::Store st = spec::Store::None);

// The index of a register or memory word of tiny.
constexpr std::uint32_t lanes = 2;

// Codes of operands, for programs in tests.
constexpr std::uint8_t code(spec::Operand operand, std::uint8_t offset = 0) {
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(operand) + offset);
}

}  // namespace bouton::law3
