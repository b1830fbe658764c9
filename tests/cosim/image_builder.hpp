// SPDX-License-Identifier: Apache-2.0
// How a random image is made, part by part; random_image.hpp is what tests use.
#pragma once

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "tests/cosim/random.hpp"
#include "tests/cosim/random_image.hpp"
#include "tests/cosim/random_program.hpp"

namespace bouton::cosim::detail {

inline constexpr std::uint32_t descriptor_words = 8;

// The low bits of a value, as the word of a memory.
constexpr std::uint64_t cut(std::int64_t value, unsigned bits) {
    return static_cast<std::uint64_t>(value) & spec::detail::mask(bits);
}

using spec::Region;

class ImageBuilder {
  public:
    ImageBuilder(std::uint64_t seed, const spec::Configuration& c);
    RandomImage build();

  private:
    // A row that has words.
    struct Used {
        std::uint32_t axon;
        spec::RowWord row;
        spec::Descriptor d;
    };

    std::vector<std::uint64_t>& region(Region r);
    void set(Region r, std::uint32_t index, std::uint64_t word);
    void draw_sizes();
    void make_constants();
    std::uint16_t add_program(ProgramShape shape);
    spec::Descriptor common();
    std::uint32_t add_descriptor(const spec::Descriptor& d);
    void make_neuron_groups();
    std::uint32_t new_id();
    void make_axons();
    spec::Descriptor row_descriptor(bool wide);
    void make_rows();
    void fill_row(std::uint32_t axon, std::uint32_t source, const spec::RowWord& row,
                  const spec::Descriptor& d);
    std::uint32_t receptor();
    std::int16_t weight(const spec::Descriptor& d);
    void make_chains();
    void make_fanout();
    spec::FanoutWord fanout(std::vector<std::uint32_t>& free, bool last);
    void make_core_program();
    void make_states();
    void make_registers();

    Random random_;
    const spec::Configuration& c_;
    RandomImage out_;
    std::uint32_t slots_ = 64, groups_ = 1, used_receptors_ = 1, axon_count_ = 1, axon_base_ = 0;
    std::uint32_t word_budget_ = 0, next_word_ = 0, next_pc_ = 0, plastic_ = 0, program_words_ = 0;
    std::uint32_t scan_first_ = 0, scan_last_ = 0;
    std::uint16_t salt_ = 0;
    spec::GroupWord core_;
    std::vector<std::uint32_t> target_groups_, neuron_ids_;
    std::set<std::uint32_t> taken_, ids_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint8_t> ordinals_;
    std::vector<Used> used_;
};

}  // namespace bouton::cosim::detail
