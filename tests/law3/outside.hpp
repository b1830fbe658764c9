// SPDX-License-Identifier: Apache-2.0
// What tests do to a device of one core from outside.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "spec/gen/spec.hpp"

namespace bouton::law3 {

template <class Chip>
std::uint64_t csr(const Chip& chip, spec::Csr r, std::uint32_t offset = 0) {
    return chip.read(0, spec::Region::Csr, static_cast<std::uint32_t>(r) + offset);
}

// A step with an event on each of these axons.
template <class Chip>
void step(Chip& chip, const std::vector<std::uint16_t>& axons = {}) {
    std::vector<spec::StreamWord> input, output;
    for (const std::uint16_t axon : axons)
        input.push_back({.kind = static_cast<std::uint8_t>(spec::StreamKind::Spike),
                         .step = static_cast<std::uint16_t>(csr(chip, spec::Csr::StepLow)),
                         .index = axon,
                         .payload = static_cast<std::int16_t>(spec::limits::UnitPayload)});
    chip.step(input, output);
}

// Sets bits of Control, and leaves the others as they are.
template <class Chip, class Change>
void control(Chip& chip, Change change) {
    auto word =
        spec::ControlWord::unpack(static_cast<std::uint32_t>(csr(chip, spec::Csr::Control)));
    change(word);
    chip.write(0, spec::Region::Csr, static_cast<std::uint32_t>(spec::Csr::Control), word.pack());
}

// Writes a word with wrong parity.
template <class Chip>
void poison(Chip& chip, spec::Region region, std::uint32_t index, std::uint64_t word) {
    control(chip, [](spec::ControlWord& c) { c.poison = true; });
    chip.write(0, region, index, word);
    const auto c =
        spec::ControlWord::unpack(static_cast<std::uint32_t>(csr(chip, spec::Csr::Control)));
    CHECK_FALSE(c.poison);
}

}  // namespace bouton::law3
