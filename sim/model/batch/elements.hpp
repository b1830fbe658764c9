// SPDX-License-Identifier: Apache-2.0
// The operand space of a batch: what element.hpp is for one element. `load` gives an operand's
// column, `store` puts a result away with its rounding and counts; a synapse word is held in the
// batch until `write_back`.
#pragma once

#include <cstdint>

#include "sim/model/batch/batch.hpp"
#include "sim/model/core.hpp"

namespace bouton::model::batch {

struct Elements {
    Core& core;
    const spec::Descriptor& descriptor;
    spec::Trigger trigger;
    Batch& batch;

    bool is_synapse() const { return trigger >= spec::Trigger::Pre; }
    // Reading it clears it, whether or not the instruction acts.
    bool clears(unsigned code) const;

    // `to` is used when the operand is not a column already.
    const std::int32_t* load(unsigned code, Column<std::int32_t>& to);
    // The instruction's draw, for `load` and `store`.
    void make_draw(unsigned position);
    void store(unsigned code, spec::Store mode, const std::int32_t* value);
    void write_back();

  private:
    void load_sum(std::int32_t* words, unsigned shift, std::int32_t* out);
    void load_weight();
    void load_tag();
    void load_second();
    void prepare_blocks();
    void store_state(std::int32_t* words, const Positions& positions, spec::Store mode,
                     const std::int32_t* value);
    void store_half(Column<std::int32_t>& column, spec::Store mode, const std::int32_t* value);
    void add_to_sums(std::int32_t* words, spec::Store mode, const std::int32_t* value,
                     bool dendrite);
    std::uint32_t second_word(std::uint32_t i) const;
};

// Row of region Dendrite's array for a slot word (receptor * slots + delay) at step t.
std::uint32_t dendrite_row(const Core& core, std::uint32_t slot);

}  // namespace bouton::model::batch
