// SPDX-License-Identifier: Apache-2.0
// The operations of section 3 of docs/machine.md over columns. Each is the loop of the function of
// the same name in execute.hpp or arith/, written with 32-bit lanes where that is exact, so that
// the compiler makes vectors of it.
//
// `n` is a whole number of vectors; `act` is 1 where the instruction acts, and only there is
// something counted.
#pragma once

#include <cstdint>

#include "arith/random.hpp"
#include "spec/gen/spec.hpp"

namespace bouton::model::batch {

using Mask = std::uint8_t;

void fill(std::int32_t* out, std::int32_t value, std::uint32_t n);
bool any(const Mask* mask, std::uint32_t n);
std::uint32_t count(const Mask* mask, std::uint32_t n);
// Where `run` and the predicate hold.
void acting(Mask* act, const Mask* run, const Mask* p, bool wanted, std::uint32_t n);
// Keeps `out` where the instruction does not act.
void blend(std::int32_t* out, const std::int32_t* value, const Mask* act, std::uint32_t n);

// Each gives the number of saturations.
std::uint32_t add(std::int32_t* out, const std::int32_t* a, const std::int32_t* b, unsigned sh,
                  const Mask* act, std::uint32_t n);
std::uint32_t sub(std::int32_t* out, const std::int32_t* a, const std::int32_t* b, unsigned sh,
                  const Mask* act, std::uint32_t n);
std::uint32_t mul(std::int32_t* out, const std::int32_t* a, const std::int32_t* b, unsigned sh,
                  const Mask* act, std::uint32_t n);
// out = c + product of a and b: MAC with c = d, DCY with c = a. An instruction counts once.
std::uint32_t multiply_add(std::int32_t* out, const std::int32_t* c, const std::int32_t* a,
                           const std::int32_t* b, unsigned sh, const Mask* act, std::uint32_t n);
std::uint32_t exp2(std::int32_t* out, const std::int32_t* a, unsigned sh, const Mask* act,
                   std::uint32_t n);
std::uint32_t shift_left(std::int32_t* out, const std::int32_t* sum, unsigned shift,
                         const Mask* act, std::uint32_t n);

void minimum(std::int32_t* out, const std::int32_t* a, const std::int32_t* b, unsigned sh,
             std::uint32_t n);
void maximum(std::int32_t* out, const std::int32_t* a, const std::int32_t* b, unsigned sh,
             std::uint32_t n);
void select(std::int32_t* out, const Mask* p, const std::int32_t* a, const std::int32_t* b,
            unsigned sh, std::uint32_t n);
void compare(Mask* p, spec::Relation relation, spec::Combine combination, const std::int32_t* a,
             const std::int32_t* b, unsigned sh, const Mask* act, std::uint32_t n);
void delay(std::int32_t* out, Mask* p, const std::int32_t* a, unsigned sh, const Mask* act,
           std::uint32_t n);

// v / 2^bits, rounded as the store says.
void round(std::int32_t* out, const std::int32_t* v, unsigned bits, spec::Store mode,
           const std::uint32_t* draw, std::uint32_t n);
// Clamps to [lo, hi]; gives how many it changed.
std::uint32_t clamp(std::int32_t* q, std::int32_t lo, std::int32_t hi, const Mask* act,
                    std::uint32_t n);

struct WeightCounts {
    std::uint32_t clipped = 0, updates = 0, unchanged = 0;
};
// The store to W: `weight` is the old word and becomes the new one; `q` is rounded, `v` the value
// that was stored.
WeightCounts store_weight(std::int32_t* weight, const std::int32_t* q, const std::int32_t* v,
                          const spec::Descriptor& d, const Mask* act, std::uint32_t n);

// The draws of the instruction at `position`: `block` is an element's block without it, the key one
// for all or one for each.
void draw(std::uint32_t* out, arith::Key64 key, const std::uint32_t* block, unsigned position,
          std::uint32_t n);
void draw(std::uint32_t* out, const std::uint32_t* key_low, const std::uint32_t* key_high,
          const std::uint32_t* block, unsigned position, std::uint32_t n);
// Row keys of many sources; `high` holds the source ids before and the keys after.
void row_keys(std::uint32_t* low, std::uint32_t* high, arith::Key64 step_key, std::uint32_t salt,
              std::uint32_t map, std::uint32_t n);
void uniform(std::int32_t* out, const std::uint32_t* draw, std::uint32_t n);
void gaussian(std::int32_t* out, const std::uint32_t* draw, std::uint32_t n);

}  // namespace bouton::model::batch
