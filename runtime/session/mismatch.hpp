// SPDX-License-Identifier: Apache-2.0
// A difference between two devices that should agree, with all that helps to find its cause.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "spec/gen/spec.hpp"
#include "spec/image/image.hpp"

namespace bouton::runtime {

// The phases of docs/machine.md section 5, in order. `Programs`: some phase that runs programs (a
// counter does not say which).
enum class Phase : std::uint8_t {
    Core,
    Neuron,
    Transport,
    Deliver,
    Pre,
    Post,
    Sweep,
    Reward,
    Axon,
    End,
    Programs
};
std::string_view to_string(Phase phase);

struct Mismatch {
    std::uint64_t step = 0;
    Phase phase = Phase::End;  // the earliest that can have made it
    std::uint64_t cycle =
        0;  // at which that phase began, counted from load by the first device, without waiting
    std::uint32_t core = 0;
    std::string what;        // a region, register or counter by name, or "output"
    std::uint32_t lane = 0;  // 0 where there are no lanes
    std::uint32_t address = 0;
    std::string element;  // what a user calls it: "out[3].v", "ff: in[0] -> out[3]"; empty where it
                          // has no name
    std::string expected, found;

    bool operator==(const Mismatch&) const = default;
};

std::string to_text(const Mismatch& mismatch);

struct MismatchError : std::runtime_error {
    explicit MismatchError(Mismatch m) : std::runtime_error(to_text(m)), mismatch(std::move(m)) {}
    Mismatch mismatch;
};

// What a user calls the word of a region at an index; empty when it has no name.
std::string name_of(const image::Image& image, std::uint32_t core, spec::Region region,
                    std::uint32_t index);
// A word of a region, with its fields where it has some.
std::string word_text(spec::Region region, std::uint64_t word);

}  // namespace bouton::runtime
