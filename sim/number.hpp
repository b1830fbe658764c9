// SPDX-License-Identifier: Apache-2.0
// The number in a word of a chip: signed where the word is; W of a synapse word.
#pragma once

#include <cmath>
#include <cstdint>

#include "spec/gen/spec.hpp"

namespace bouton {

// Where it lies.
struct NumberField {
    unsigned low = 0, bits = 0;
    bool is_signed = false;
};

constexpr NumberField number_field(spec::Region region) {
    using spec::Region;
    switch (region) {
        case Region::Synapse:
            return {48, 16, true};
        case Region::Dendrite:
        case Region::NeuronSum:
        case Region::NeuronState:
        case Region::AxonState:
        case Region::Constant:
            return {0, spec::region_info(region).bits, true};
        default:
            return {0, spec::region_info(region).bits, false};
    }
}

inline double number_in(spec::Region region, std::uint64_t word) {
    const auto [low, bits, is_signed] = number_field(region);
    const std::uint64_t raw = word << (64 - bits - low);
    return is_signed ? static_cast<double>(static_cast<std::int64_t>(raw) >> (64 - bits))
                     : static_cast<double>(raw >> (64 - bits));
}

// The word with this number, rounded to nearest, in place of its own.
inline std::uint64_t with_number(spec::Region region, std::uint64_t word, double number) {
    const auto [low, bits, is_signed] = number_field(region);
    const auto mask = (~std::uint64_t{0} >> (64 - bits)) << low;
    const auto field = static_cast<std::uint64_t>(std::llrint(number)) << low;
    return (word & ~mask) | (field & mask);
}

}  // namespace bouton
