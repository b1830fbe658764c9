// SPDX-License-Identifier: Apache-2.0
// Collects problems, up to a number that a person would read, and the checks of validate.cpp, one
// file each.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "spec/gen/spec.hpp"
#include "spec/image/core_view.hpp"
#include "spec/image/image.hpp"
#include "spec/image/problem.hpp"

namespace bouton::image::detail {

class Problems {
  public:
    static constexpr std::size_t most = 64;

    bool full() const { return list_.size() >= most; }
    void add(std::string place, std::string found, std::string expected) {
        if (!full()) list_.push_back({std::move(place), std::move(found), std::move(expected)});
    }
    void add(std::vector<Problem> problems) {
        for (Problem& p : problems)
            add(std::move(p.place), std::move(p.found), std::move(p.expected));
    }
    std::size_t size() const { return list_.size(); }
    std::vector<Problem> take() { return std::move(list_); }

  private:
    std::vector<Problem> list_;
};

// A value that must be below a limit.
inline bool below(Problems& problems, const std::string& place, std::uint64_t value,
                  std::uint64_t limit) {
    if (value < limit) return true;
    problems.add(place, std::to_string(value), "below " + std::to_string(limit));
    return false;
}

// An axon entry that an event names: inside the memory, and no continuation.
inline void event_axon(Problems& problems, const std::string& place, const Core& core,
                       std::uint32_t axon, const spec::Configuration& configuration) {
    if (below(problems, place, axon, configuration.axons) && is_continuation(core, axon))
        problems.add(place, std::to_string(axon) + ", which continues the entry before it",
                     "the first entry of a `more` list");
}

// Lengths of all vectors and widths of all words; everything else may rely on them.
void check_shape(const Image& image, const spec::Configuration& configuration, Problems& problems);
// Registers, descriptors, groups, fan-out and the programs of neurons, axons and the core.
void check_core(const Image& image, std::uint32_t core, const spec::Configuration& configuration,
                Problems& problems);
// Rows, synapses, their programs, owners and chains.
void check_rows(const Core& core, const std::string& place,
                const spec::Configuration& configuration, Problems& problems);
// Populations, projections, modulators and notes against the memories.
void check_names(const Image& image, const spec::Configuration& configuration, Problems& problems);

}  // namespace bouton::image::detail
