// SPDX-License-Identifier: Apache-2.0
// The low half of a synapse word, as the batches take it apart: masks and shifts that follow from
// the word's own layout.
#pragma once

#include <bit>
#include <cstdint>

#include "spec/gen/spec.hpp"

namespace bouton::model::batch {

namespace detail {

constexpr std::uint32_t low_half(const spec::SynapseWord& word) {
    return static_cast<std::uint32_t>(word.pack());
}

}  // namespace detail

inline constexpr std::uint32_t alive_bit = detail::low_half({.alive = true});
inline constexpr std::uint32_t ordinal_mask = detail::low_half({.ordinal = 7});
inline constexpr std::uint32_t target_mask = detail::low_half({.target = 0x3f});
inline constexpr std::uint32_t slot_mask = detail::low_half({.slot = 0x7f});
inline constexpr std::uint32_t next_mask = detail::low_half({.next = 0x7fff});
static_assert((alive_bit | ordinal_mask | target_mask | slot_mask | next_mask) ==
              ~std::uint32_t{0});

constexpr std::uint32_t field(std::uint32_t link, std::uint32_t mask) {
    return (link & mask) >> std::countr_zero(mask);
}

constexpr bool is_empty(std::uint32_t link) {
    return (link & ordinal_mask) == ordinal_mask;
}
static_assert(field(ordinal_mask, ordinal_mask) == spec::limits::EmptyOrdinal);

// Delivers and learns.
constexpr bool is_alive(std::uint32_t link) {
    return (link & alive_bit) != 0 && !is_empty(link);
}

}  // namespace bouton::model::batch
